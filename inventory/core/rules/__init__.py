"""Rules of the core application."""
