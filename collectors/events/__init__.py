"""What devices send of their own accord: SNMP traps and informs, and syslog, as events of one form."""
