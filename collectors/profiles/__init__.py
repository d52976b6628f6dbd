"""Vendors as data: one YAML file for each kind of device, checked against a schema when read."""
