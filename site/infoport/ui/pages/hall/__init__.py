"""Pages of the service hall."""
