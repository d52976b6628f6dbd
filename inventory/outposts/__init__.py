"""Collectors where the core does not reach."""
