"""Every object type of this application."""

from inventory.segments.models.segment import Segment

__all__ = [
    "Segment",
]
