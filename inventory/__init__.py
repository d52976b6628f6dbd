"""Intent: what the city's infrastructure should be, as declared object types."""
