"""What any object may bear: tags."""
