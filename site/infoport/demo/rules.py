"""Archive policies and compliance rules of the demo city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from infoport.demo.registry import referring
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register

LABELS: Final = ("configs.archivepolicy", "configs.compliancerule")


def add_configs(register: Register) -> None:
    """Add the policies and the compliance rules."""
    for label in LABELS:
        for key, values in source("configs")[label].items():
            register.add(label, key, **{name: referring(value) for name, value in values.items()})
