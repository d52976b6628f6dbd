"""Ways to ask a device: real SNMP, or a recording that answers like one."""
