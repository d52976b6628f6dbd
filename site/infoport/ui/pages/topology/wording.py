"""What maps and their tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Any]] = {
    "agrees": _("recorded and seen"), "missing": _("recorded, not seen"),
    "unexpected": _("seen, not recorded"),
    "unknown": _("recorded, unknown whether it is there"),
    "certain": _("certain: both ends hear each other"),
    "likely": _("likely: one end hears the other"),
    "inferred": _("inferred: its MAC lies behind this port alone"),
    "guessed": _("guessed: the only address resolved on a routed port"),
    "stated": _("certain: the device states it"),
    "resolved": _("inferred: others resolved the address to it"),
    "unpolled": _("%(name)s is not polled"), "failing": _("%(name)s does not answer"),
    "silent": _("%(name)s names no neighbours"),
    "lldp": _("%(name)s %(port)s hears %(said)s by LLDP"),
    "cdp": _("%(name)s %(port)s hears %(said)s by CDP"),
    "fdb": _("%(name)s forwards %(said)s to %(port)s"),
    "arp": _("%(name)s resolved %(said)s on %(port)s"),
    "address": _("%(name)s holds %(said)s on %(port)s"),
    "cable": _("cable #%(id)s"), "circuit": _("circuit"),
    "switch": _("a switch that nobody manages, or a host of machines"),
    "stranger": _("a neighbour that is not in the register"), "network": _("network"),
    "hosts": _("%(count)s more that are not drawn"), "open": _("Open"),
    "neighbours": _("Links"), "nothing": _("Nothing of this name on the map"),
    "empty": _("No links here: nothing is recorded, and no polled device hears a neighbour."),
    "failed": _("The map could not be loaded; reload the page."),
    "differences": _("Differences on the map"),
    "no_differences": _("Nothing disagrees on this map."),
}  # fmt: skip
"""What the script says, by key."""
