"""Departures from the city's standards that a person may see, with the owner and the centre of each object."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from inventory.declare.permissions import restrict
from inventory.declare.readplan import fragments
from inventory.declare.registry import specs
from inventory.declare.values import BadFilter
from inventory.services.centres import centres_of
from inventory.works.models import Standard
from inventory.works.violations import Violation, violations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILTERS: Final = ("standard", "object_type", "tenant", "centre")
PAGING: Final = frozenset({"limit", "offset", "format", "export", "lang"})


@dataclass(frozen=True, slots=True)
class Departures:
    """Violations by standard and object; `centres` maps objects to support teams, None where nobody is responsible."""

    standards: Mapping[int, Standard]
    listed: Sequence[Violation]
    centres: Mapping[tuple[str, int], int | None]

    def centre(self, found: Violation) -> int | None:
        """The team that is responsible for the object; None if none is."""
        return self.centres.get((found.label, found.object))

    def rows(self, shown: Sequence[Violation], base: str) -> list[dict[str, Any]]:
        """Violations as the wire has them. One query per type of object shown."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for each in shown:
            wanted["works.standard"].add(each.standard)
            wanted[each.label].add(each.object)
            for label, key in (("tenancy.tenant", each.tenant), ("services.supportteam", self.centre(each))):
                if key is not None:
                    wanted[label].add(key)
        parts = fragments(wanted, base)

        def part(label: str, key: int | None) -> Any:
            return None if key is None else parts.get(label, {}).get(key)

        return [
            {
                "standard": part("works.standard", each.standard), "object_type": each.label, "object_id": each.object,
                "object": part(each.label, each.object), "field": each.field, "value": each.value,
                "expected": each.expected, "tenant": part("tenancy.tenant", each.tenant),
                "centre": part("services.supportteam", self.centre(each)),
            }
            for each in shown
        ]  # fmt: skip


def asked(request: Any, params: Mapping[str, str]) -> Departures:
    """The departures a request asks for. Raises `BadFilter` for an unknown parameter or an id that is no number."""
    for name in params:
        if name not in FILTERS and name not in PAGING:
            raise BadFilter(name, f"Violations are filtered by {', '.join(FILTERS)}.")
    wanted = {name: _number(name, params[name]) for name in ("standard", "tenant", "centre") if params.get(name)}
    rows = restrict(Standard.objects.filter(enabled=True), request.user, "view").order_by("name")
    if "standard" in wanted:
        rows = rows.filter(pk=wanted["standard"] or 0)
    standards = {each.pk: each for each in rows}
    found = [each for standard in standards.values() for each in violations(standard)]
    found = seen(request.user, [each for each in found if params.get("object_type") in {None, "", each.label}])
    if "tenant" in wanted:
        found = [each for each in found if each.tenant == wanted["tenant"]]
    centres = centres_of({(each.label, each.object) for each in found})
    if "centre" in wanted:
        found = [each for each in found if centres.get((each.label, each.object)) == wanted["centre"]]
    return Departures(standards, found, centres)


def _number(name: str, text: str) -> int | None:
    if text == "null":
        return None
    if not text.isdecimal():
        raise BadFilter(name, f"“{text}” is not an id.")
    return int(text)


def seen(user: Any, found: Sequence[Violation]) -> list[Violation]:
    """Those by objects that a person may see. At most one query per type of object."""
    visible: dict[str, set[int]] = {}
    for label in {each.label for each in found}:
        model = specs[label].model
        if not user.may(label, "view"):
            visible[label] = set()
            continue
        keys = [each.object for each in found if each.label == label]
        rows = restrict(model._default_manager.all(), user, "view")  # noqa: SLF001 - any declared model
        visible[label] = set(rows.filter(pk__in=keys).values_list("pk", flat=True))
    return [each for each in found if each.object in visible[each.label]]
