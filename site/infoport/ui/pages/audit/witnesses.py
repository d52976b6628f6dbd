"""Who else says so: the other end, other tables, repetition; and what makes a difference less sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infoport import states
from infoport.ui.pages import words
from inventory.reconcile.models import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inventory.reconcile.models import Difference


@dataclass(frozen=True, slots=True)
class Witness:
    """One line of corroboration: "ok" agrees, "degraded" gives cause for doubt, "unknown" cannot say."""

    state: str
    text: str


def witnesses(difference: Difference) -> list[Witness]:
    """All of them, in the order a person would ask. At most three queries."""
    return [
        *_repetition(difference),
        *_ends(difference),
        *_forwarding(difference),
        *_resolved(difference),
        *_freshness(difference),
        *_doubt(difference),
    ]


def _repetition(difference: Difference) -> Iterator[Witness]:
    if difference.last_seen > difference.opened:
        told = {"opened": words.moment(difference.opened), "seen": words.moment(difference.last_seen)}
        yield Witness("ok", _("the same in every comparison from %(opened)s to %(seen)s") % told)
    else:
        yield Witness("unknown", _("found in one comparison so far"))


def _ends(difference: Difference) -> Iterator[Witness]:
    """A link is believed when both of its ends report it."""
    if not difference.rule.startswith("neighbour.") or difference.rule == "neighbour.missing":
        return
    if len({each.get("device") for each in difference.evidence}) > 1:
        yield Witness("ok", _("both ends report it"))
    else:
        yield Witness("degraded", _("only one end reports it"))


def _forwarding(difference: Difference) -> Iterator[Witness]:
    """The neighbour's chassis in the forwarding table of the same device."""
    said = difference.observed if isinstance(difference.observed, dict) else {}
    mac = said.get("chassis")
    if not isinstance(mac, str) or mac.count(":") != 5:  # noqa: PLR2004 - six octets
        return
    rows = Sighting.objects.filter(device=difference.device_id, kind="fdb", key__startswith=mac.lower())
    ports = {str(each.get("interface")) for each in rows.values_list("detail", flat=True) if each.get("interface")}
    if ports:
        yield Witness(
            "ok", _("the forwarding table has %(mac)s on %(ports)s") % {"mac": mac, "ports": ", ".join(sorted(ports))}
        )


def _resolved(difference: Difference) -> Iterator[Witness]:
    """Who resolves an address that is in dispute, and to which MAC addresses."""
    if not difference.rule.startswith("address."):
        return
    address = _address(difference)
    rows = Sighting.objects.filter(kind="arp", key__startswith=f"{address} ").order_by()
    found = list(rows.values_list("device_id", "detail"))
    macs = Counter(str(detail.get("mac")) for _device, detail in found)
    others = len({device for device, _detail in found} - {difference.device_id})
    if len(macs) > 1:
        yield Witness(
            "degraded", _("ARP tables resolve it to several MAC addresses: %(macs)s") % {"macs": ", ".join(macs)}
        )
    elif macs:
        text = ngettext(
            "%(count)d other device resolves it to %(mac)s", "%(count)d other devices resolve it to %(mac)s", others
        )
        yield Witness("ok", text % {"count": others, "mac": next(iter(macs))})
    elif difference.rule == "address.missing":
        yield Witness("ok", _("no ARP table has it"))


def _address(difference: Difference) -> str:
    for side in (difference.observed, difference.intended):
        value: Any = side.get("address") if isinstance(side, dict) else side
        if isinstance(value, str):
            return value.partition("/")[0]
    return difference.label.rpartition(" ")[2]


def _freshness(difference: Difference) -> Iterator[Witness]:
    key = states.keys_of([difference.device_id]).get(difference.device_id)
    if key is None:
        yield Witness("unknown", _("the device is no longer polled"))
    elif key == "ok":
        yield Witness("ok", _("the device answers"))
    elif difference.rule != "device.reachable":
        yield Witness(
            "unknown",
            _("the device is silent now (%(state)s); what it says today is unknown") % {"state": states.WORDS[key]},
        )


def _doubt(difference: Difference) -> Iterator[Witness]:
    if difference.confidence == "likely":
        yield Witness("degraded", _("another explanation is possible; it is accepted only by itself"))
