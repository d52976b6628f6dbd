"""Rooms of video conferences asked before a meeting: do they answer calls, and what does the path to them lose."""
