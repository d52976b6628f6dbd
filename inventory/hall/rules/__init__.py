"""What must hold of windows and outlets."""
