"""The way of a cable as a drawing and as a page."""
