"""Views of addresses below one object, as `available-ips`; a type names its own in `class Inventory`."""
