"""What the city builds, by which standards, and what it moves together."""
