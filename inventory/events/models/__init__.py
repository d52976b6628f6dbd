"""Every type of events, one file each."""

from inventory.events.models.alert import Alert
from inventory.events.models.batch import Batch
from inventory.events.models.event import Event
from inventory.events.models.sender import Sender
from inventory.events.models.tally import Tally

__all__ = ["Alert", "Batch", "Event", "Sender", "Tally"]
