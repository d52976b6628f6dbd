"""What devices told of their own accord, and who sends such."""
