"""Rules too long for a model."""
