"""Every object type of this application."""

from inventory.segments.models.crossing import Crossing
from inventory.segments.models.isolation_policy import IsolationPolicy
from inventory.segments.models.segment import Segment

__all__ = [
    "Crossing",
    "IsolationPolicy",
    "Segment",
]
