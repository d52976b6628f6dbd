"""Every object type of this application."""

from inventory.outposts.models.arrival import Arrival
from inventory.outposts.models.bundle import Bundle
from inventory.outposts.models.charge import Charge
from inventory.outposts.models.contact import Contact
from inventory.outposts.models.outpost import Outpost

__all__ = [
    "Arrival",
    "Bundle",
    "Charge",
    "Contact",
    "Outpost",
]
