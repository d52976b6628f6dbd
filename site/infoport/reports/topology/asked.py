"""Which map is asked for, and who may see what of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from django.utils.translation import gettext as _

from inventory.dcim.models import Device, Site
from inventory.declare.fetching import array, fetch
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.values import FALSE, TRUE, BadFilter
from inventory.declare.viewing import unlimited
from inventory.segments.models import Segment
from inventory.segments.rules.membership import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

MOST: Final = 5000
"""Devices of one map: more would neither be drawn in good time nor be of use."""
NAMES: Final = frozenset({"layer", "site", "site_id", "segment", "segment_id", "hosts", "format"})
LIES: Final = f"""
SELECT device_id, array_agg(DISTINCT segment_id ORDER BY segment_id) FROM ({MEMBERS}) lies
WHERE device_id = ANY(%s::bigint[]) GROUP BY device_id
"""  # noqa: S608 - a constant


@dataclass(frozen=True)
class Asked:
    """A map of some sites and segments, for a person. Without sites and segments it is of everything."""

    user: Any
    layer: Literal[2, 3] = 2
    sites: frozenset[int] = frozenset()
    segments: frozenset[int] = frozenset()
    hosts: bool | None = None
    """Whether to draw devices that have a single link; None draws them where sites or segments are chosen."""
    texts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def all_hosts(self) -> bool:
        """Whether devices that have a single link are drawn."""
        return bool(self.sites or self.segments) if self.hosts is None else self.hosts

    def may(self, label: str) -> bool:
        """Whether the person may see any object of a type."""
        return bool(self.user.may(label, "view"))

    @unlimited()
    def visible(self, label: str, ids: Iterable[int]) -> set[int]:
        """Which of these objects the person may see."""
        model = specs[label].model
        rows = restrict(model._default_manager.all(), self.user, "view")  # noqa: SLF001 - any declared model
        return set(rows.filter(pk__in=set(ids)).order_by().values_list("pk", flat=True))

    @cached_property
    def devices(self) -> frozenset[int]:
        """The devices of the sites and segments, as far as the person may see them. Raises `BadFilter` for too many."""
        with unlimited():
            rows = restrict(Device.objects.all(), self.user, "view")
            if self.sites:
                rows = rows.filter(site__in=self.sites)
            found = set(rows.order_by().values_list("pk", flat=True))
        if self.segments:
            lying = self.lying(found)
            found = {key for key in found if self.segments & set(lying.get(key, ()))}
        if len(found) > MOST:
            message = _("%(count)d devices are too many for one map (%(most)d); name a site or a segment.")
            raise BadFilter("site", message % {"count": len(found), "most": MOST})
        return frozenset(found)

    @unlimited()
    def lying(self, devices: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Device → the segments it has ports or addresses in, as far as the person may see segments."""
        if not self.may("segments.segment"):
            return {}
        found = fetch(LIES, [array(sorted(devices))])
        seen = self.visible("segments.segment", {key for _device, keys in found for key in keys})
        return {device: tuple(key for key in keys if key in seen) for device, keys in found}


def asked(given: QueryDict, user: Any, layer: Literal[2, 3] | None = None) -> Asked:
    """Read `layer`, `site`, `site_id`, `segment`, `segment_id` and `hosts`. Raises `BadFilter`."""
    for name in given:
        if name not in NAMES and layer is None:
            message = _("A map is asked for by %(names)s.")
            raise BadFilter(name, message % {"names": ", ".join(sorted(NAMES - {"format"}))})
    wanted: Literal[2, 3] = layer or _layer(given.get("layer", "2"))
    return Asked(
        user=user, layer=wanted, sites=_named(given, "site", Site, user),
        segments=_named(given, "segment", Segment, user), hosts=_hosts(given.get("hosts", "")),
    )  # fmt: skip


def _layer(text: str) -> Literal[2, 3]:
    if text == "2":
        return 2
    if text == "3":
        return 3
    raise BadFilter("layer", _("“%(value)s” is no layer; there are 2 and 3.") % {"value": text})


def _hosts(text: str) -> bool | None:
    lowered = text.lower()
    if lowered and lowered not in TRUE | FALSE:
        raise BadFilter("hosts", _("“%(value)s” is neither true nor false.") % {"value": text})
    return lowered in TRUE if lowered else None


@unlimited()
def _named(given: QueryDict, name: str, model: Any, user: Any) -> frozenset[int]:
    """Objects by slug and by id, of those that the person may see. Raises `BadFilter` for one that is not there."""
    rows = restrict(model.objects.all(), user, "view").order_by()
    found: set[int] = set()
    for parameter, lookup in ((name, "slug"), (f"{name}_id", "pk")):
        for text in filter(None, given.getlist(parameter)):
            if lookup == "pk" and not (text.isdecimal() and len(text) < 19):  # noqa: PLR2004 - bigint
                raise BadFilter(parameter, _("“%(value)s” is not a number.") % {"value": text})
            key = rows.filter(**{lookup: text}).values_list("pk", flat=True).first()
            if key is None:
                raise BadFilter(parameter, _("“%(value)s” is not there, or outside your rights.") % {"value": text})
            found.add(key)
    return frozenset(found)
