"""Hosting: the departments' portal, and the centre's desk."""
