"""What must hold of ranges, credentials and candidates."""
