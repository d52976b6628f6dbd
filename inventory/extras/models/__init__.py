"""Every object type of this application."""

from inventory.extras.models.tag import Tag

__all__ = [
    "Tag",
]
