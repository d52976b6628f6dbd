"""Outposts: how they stand, and the files that are carried from and to them."""
