"""Collectors where the core does not reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register


def add_outposts(register: Register) -> None:
    """Add the outposts of isolated segments."""
    for each in source("isolation")["outposts"]:
        register.add(
            "outposts.outpost", each["name"], name=each["name"], site=Ref("dcim.site", each["site"]),
            segments=[Ref("segments.segment", slug) for slug in each["segments"]], description=each["description"],
        )  # fmt: skip
