"""Lines rented from others."""
