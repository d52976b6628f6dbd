"""Object types of the core application."""

from inventory.core.models.object_change import ObjectChange

__all__ = ["ObjectChange"]
