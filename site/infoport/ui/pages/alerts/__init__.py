"""Alerts: what fires, who was told, what explains it, and what is done about it."""
