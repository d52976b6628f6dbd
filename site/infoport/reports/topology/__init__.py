"""The maps of layer 2 and layer 3: what is recorded, what is seen, as far as a person may see it."""

from infoport.reports.topology.asked import Asked, asked
from infoport.reports.topology.drawn import drawn
from infoport.reports.topology.shapes import Map

__all__ = ["Asked", "Map", "asked", "drawn"]
