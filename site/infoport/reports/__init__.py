"""What pages and the API both tell about many objects at once."""
