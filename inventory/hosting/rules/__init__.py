"""What must hold of hosting requests."""
