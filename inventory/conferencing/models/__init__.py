"""Every object type of this application."""

from inventory.conferencing.models.conference import Conference
from inventory.conferencing.models.mcu import Mcu
from inventory.conferencing.models.participant import Participant
from inventory.conferencing.models.readiness_limit import ReadinessLimit
from inventory.conferencing.models.readiness_sample import ReadinessSample
from inventory.conferencing.models.test_call import TestCall
from inventory.conferencing.models.venue import Venue
from inventory.conferencing.models.venue_endpoint import VenueEndpoint

__all__ = [
    "Conference",
    "Mcu",
    "Participant",
    "ReadinessLimit",
    "ReadinessSample",
    "TestCall",
    "Venue",
    "VenueEndpoint",
]
