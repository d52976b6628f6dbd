"""Every object type of this application."""

from inventory.hall.models.outlet import Outlet
from inventory.hall.models.window import Window

__all__ = ["Outlet", "Window"]
