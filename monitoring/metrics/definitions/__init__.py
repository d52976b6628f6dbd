"""The definitions, a module for each subject."""
