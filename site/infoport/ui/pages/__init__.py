"""Pages of their own: what no declaration of a type can say how to draw."""
