"""What must hold beyond single fields."""
