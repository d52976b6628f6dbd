"""What `infoport run` does: start every part, watch them, and leave nothing behind."""
