"""Pages of the configuration archive."""
