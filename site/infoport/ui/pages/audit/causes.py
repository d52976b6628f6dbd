"""Why differences arise, by rule, and how the audit groups rules: names for people, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Topic:
    """A tab of the audit: rules that belong together. `rules` are whole names or, ending in a dot, beginnings."""

    key: str
    title: Any
    rules: tuple[str, ...]


TOPICS: Final = (
    Topic("reach", _("Not answering"), ("device.reachable",)),
    Topic("cabling", _("Neighbours, cabling"), ("neighbour.",)),
    Topic("ports", _("Ports, VLANs"), ("interface.", "vlan.")),
    Topic("addresses", _("Addresses"), ("address.",)),
    Topic("identity", _("Names, software"), ("device.",)),
    Topic("hardware", _("Modules, serials"), ("device.serial", "hardware.")),
)
"""In the order of the tabs. A rule belongs to the topic that names it whole, else to the one that has its beginning."""
OTHER: Final = Topic("other", _("Other"), ())


def topic_of(rule: str) -> Topic:
    """The tab a rule belongs to."""
    whole = next((topic for topic in TOPICS if rule in topic.rules), None)
    start = f"{rule.partition('.')[0]}."
    return whole or next((topic for topic in TOPICS if start in topic.rules), OTHER)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why differences of one rule usually arise, and what accepting them changes."""

    title: Any
    advice: Any = ""


_PATCHING: Final = _("usually patching that was not registered; accepting moves the cable in the register")
_REGISTER: Final = _("accepting registers what was seen")
_REMOVE: Final = _("accepting takes it out of the register")
_COPY: Final = _("accepting copies the observed value to the register")

CAUSES: Final[Mapping[str, Cause]] = {
    "device.reachable": Cause(
        _("Should answer, does not"), _("everything else about these devices is unknown")
    ),
    "device.name": Cause(_("Another name"), _COPY),
    "device.serial": Cause(
        _("Another serial number"), _("the chassis was exchanged, or never registered")
    ),
    "device.model": Cause(_("Another model"), _("makers write models in several ways; look first")),
    "device.platform": Cause(_("Another platform"), _COPY),
    "device.os_version": Cause(_("Another software version"), _COPY),
    "interface.missing": Cause(_("Registered interface the device does not have"), _REMOVE),
    "interface.unexpected": Cause(_("Interface that is not registered"), _REGISTER),
    "interface.enabled": Cause(_("Switched on or off, against the register"), _COPY),
    "interface.description": Cause(_("Another description"), _COPY),
    "interface.speed": Cause(_("Another speed"), _("a slower link is often a damaged cable; accepting hides it")),
    "interface.mtu": Cause(_("Another MTU"), _COPY),
    "interface.mac_address": Cause(_("Another MAC address"), _("a card or module was exchanged")),
    "vlan.untagged": Cause(_("Port in another VLAN"), _("the port may now be in another segment; look first")),
    "vlan.tagged": Cause(_("Trunk with other VLANs"), _COPY),
    "vlan.missing": Cause(_("VLAN the device does not have"), ""),
    "vlan.unexpected": Cause(_("VLAN that is not registered"), _REGISTER),
    "address.missing": Cause(_("Registered address that is not there"), _REMOVE),
    "address.unexpected": Cause(_("Address nobody registered"), _REGISTER),
    "address.prefix_length": Cause(_("Address with another prefix length"), _COPY),
    "address.interface": Cause(_("Address on another interface"), _COPY),
    "address.assignment": Cause(_("Address registered for something else"), _COPY),
    "address.duplicate": Cause(_("Address in use twice"), _("one of the two must give it up")),
    "neighbour.moved": Cause(_("Moved port: other end than registered"), _PATCHING),
    "neighbour.unexpected": Cause(_("Link that is not registered"), _("accepting registers a cable")),
    "neighbour.missing": Cause(
        _("Registered, but no neighbour seen"), _("unplugged, or the neighbour keeps silent")
    ),
    "neighbour.unknown": Cause(
        _("Unknown neighbour"), _("a new device needs a request or a registration")
    ),
    "neighbour.port": Cause(_("Known device on an unknown port"), ""),
    "hardware.serial": Cause(_("Exchanged part"), _COPY),
    "hardware.missing": Cause(_("Registered part that is not there"), _REMOVE),
    "hardware.unexpected": Cause(_("Part that is not registered"), _REGISTER),
}  # fmt: skip


def cause_of(rule: str) -> Cause:
    """The cause of a rule; its own name when none is written down."""
    return CAUSES.get(rule, Cause(rule))


FIELDS: Final[Mapping[str, Any]] = {
    "": _("Existence"), "name": _("Name"), "serial": _("Serial number"),
    "model": _("Model"), "platform": _("Platform"), "os_version": _("Software version"),
    "enabled": _("Switched on"), "description": _("Description"), "speed": _("Speed"),
    "mtu": _("MTU"), "mac_address": _("MAC address"), "untagged_vlan": _("Untagged VLAN"),
    "tagged_vlans": _("Tagged VLANs"), "address": _("Address"),
    "assigned_object": _("Assigned to"), "terminations": _("Ends"),
    "neighbour": _("Neighbour"), "reachable": _("Reachability"),
}  # fmt: skip
"""Fields of differences in words."""


def field_text(name: str) -> str:
    """A field in words; its own name when none is written down."""
    return str(FIELDS.get(name, name))
