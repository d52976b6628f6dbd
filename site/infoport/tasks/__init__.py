"""What is done in the background. A module here says when; what is done is written elsewhere and called."""
