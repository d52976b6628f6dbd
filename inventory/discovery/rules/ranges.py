"""Where discovery may look, and what is known of the last look."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.spec import Action, Computed
from inventory.discovery.choices import SweepState
from inventory.ipam.models import Prefix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.discovery.models import Range

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST: Final = 4096
"""Addresses of a range; larger networks are split, so that each look ends within minutes."""
NAMED: Final = 5
_HANDLERS: Final = "infoport.api.actions.discovery"
RANGE_ACTIONS: Final = [Action("run", f"{_HANDLERS}.RunRange"), Action("cancel", f"{_HANDLERS}.CancelRange")]


def _swept(column: str) -> str:
    return f"SELECT s.{column} FROM discovery_sweep s WHERE s.range_id = {{t}}.id"  # noqa: S608 - a constant


SWEPT: Final = {
    "state": Computed(
        f"COALESCE(({_swept('state')}), 'never')", "choice", gettext_lazy("last look"),
        choices=tuple(SweepState.choices),
    ),
    "done": Computed(f"COALESCE(({_swept('done')}), 0)", "integer", gettext_lazy("addresses asked")),
    "total": Computed(f"COALESCE(({_swept('total')}), 0)", "integer", gettext_lazy("addresses to ask")),
    "found": Computed(f"COALESCE(({_swept('found')}), 0)", "integer", gettext_lazy("answers")),
    "last_started": Computed(_swept("started"), "datetime", gettext_lazy("begun")),
    "last_ended": Computed(_swept("ended"), "datetime", gettext_lazy("ended")),
    "message": Computed(f"COALESCE(({_swept('message')}), '')", "text", gettext_lazy("message")),
}  # fmt: skip


def allowed(segment: int) -> Sequence[Network]:
    """The prefixes of a segment: nothing outside of them is ever asked."""
    rows = Prefix.objects.filter(segment_id=segment).order_by("prefix")
    return [ipaddress.ip_network(str(each)) for each in rows.values_list("prefix", flat=True)]


def lies_within(network: Network, prefixes: Sequence[Network]) -> bool:
    """Whether a network is part of one of the prefixes."""
    found: Any = network  # of the same version as the prefix, which types cannot say
    return any(network.version == each.version and found.subnet_of(each) for each in prefixes)


def within_segment(range_: Range) -> None:
    """It lies within a prefix of its segment and is not too large. Raises `ValidationError` naming both."""
    network = ipaddress.ip_network(str(range_.prefix))
    if network.num_addresses > MOST:
        told = {"prefix": network, "count": f"{network.num_addresses:,}", "most": f"{MOST:,}"}
        raise ValidationError(
            {"prefix": _("%(prefix)s has %(count)s addresses; at most %(most)s are looked at.") % told}
        )
    prefixes = allowed(range_.segment_id)
    if not lies_within(network, prefixes):
        known = ", ".join(map(str, prefixes[:NAMED])) or _("none")
        told = {"prefix": network, "segment": range_.segment, "known": known}
        message = _("%(prefix)s lies in no prefix of the segment “%(segment)s”, which has: %(known)s.")
        raise ValidationError({"prefix": message % told})
