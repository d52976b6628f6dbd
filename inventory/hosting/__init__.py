"""Hosting requests: what departments ask for, the plan, what is reserved, what was done and how it was verified."""
