"""What probes of services add up to: states that do not flap, the cause of a failure, and availability."""
