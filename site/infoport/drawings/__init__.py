"""Pictures of racks and of cable paths, and what is read for them; pages and the API show the same."""
