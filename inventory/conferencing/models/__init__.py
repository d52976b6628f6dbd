"""Every object type of this application."""

from inventory.conferencing.models.venue import Venue
from inventory.conferencing.models.venue_endpoint import VenueEndpoint

__all__ = [
    "Venue",
    "VenueEndpoint",
]
