"""Whom things belong to and whom to ask: tenants, contacts, and their groups."""
