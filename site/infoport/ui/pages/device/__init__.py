"""A device as registered and as it says of itself, side by side."""
