"""What stands where and what is plugged into what: rooms, racks, devices, ports, cables, power."""
