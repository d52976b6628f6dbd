"""Commands that would change a switch port of a vendor's device, and those that take it back. No device is touched.

change = switch_port("vrp", before, after)
change.apply, change.undo                       # lines to type, in order, from the user view and back to it
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from playbooks.catalog import PROJECT
from playbooks.parameters import Interface, Vlan  # noqa: TC001 - msgspec reads the annotations

Platform = Literal["vrp", "comware", "ios"]
PLATFORMS: Final[tuple[Platform, ...]] = get_args(Platform)
"""Huawei VRP, H3C Comware, Cisco IOS and what speaks like it (Ruijie)."""
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(PROJECT / "devices"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701 - commands, not a page
)


class Port(msgspec.Struct, frozen=True, kw_only=True):
    """What a switch port is set to. Without `tagged` an access port of `vlan`; with, a trunk whose native it is."""

    interface: Interface
    description: str = ""
    vlan: Vlan = 1
    tagged: tuple[Vlan, ...] = ()
    enabled: bool = True

    def __post_init__(self) -> None:
        if (
            self.description != self.description.strip()
            or not self.description.isprintable()
            or "?" in self.description
        ):
            raise ValueError(
                f"description is {self.description!r}; a device takes one line without '?' and outer blanks"
            )
        if self.vlan in self.tagged:
            raise ValueError(f"tagged has VLAN {self.vlan}, which the port carries untagged")


@dataclass(frozen=True, slots=True)
class Change:
    """Lines that make a change, and lines that take it back."""

    apply: tuple[str, ...]
    undo: tuple[str, ...]


def switch_port(platform: Platform, before: Port, after: Port) -> Change:
    """The commands from one setting of a port to another; both empty if there is nothing to do."""
    if before.interface != after.interface:
        raise ValueError(f"{before.interface} cannot become {after.interface}: a change is one of one port")
    return Change(_lines(platform, before, after), _lines(platform, after, before))


def _lines(platform: Platform, old: Port, new: Port) -> tuple[str, ...]:
    if old == new:
        return ()
    text = _TEMPLATES.get_template(f"switch-port.{platform}.j2").render(old=old, new=new)
    return tuple(line.rstrip() for line in text.splitlines() if line.strip())
