"""Action: plays that change the world as intended. They arrive with hosting requests."""
