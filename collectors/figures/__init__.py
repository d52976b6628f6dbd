"""Numbers of a service's own business, read from what the service answers."""
