"""Wiring: the web, the command line, tasks, settings and the demo city."""
