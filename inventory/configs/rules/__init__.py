"""What must hold of the archive's own objects."""
