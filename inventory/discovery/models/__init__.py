"""Every type of discovery, one file each."""

from inventory.discovery.models.candidate import Candidate
from inventory.discovery.models.key import Key
from inventory.discovery.models.range import Range
from inventory.discovery.models.sweep import Sweep

__all__ = ["Candidate", "Key", "Range", "Sweep"]
