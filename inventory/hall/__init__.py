"""The service hall and offices: windows, outlets, and the networks that each shall reach."""
