"""Many cables at once: the ports of one device to those of another, in natural order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inventory.dcim.rules.cables import COMPATIBLE, WITHOUT_CABLE, check, label_of
from inventory.declare import write
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KINDS: Final = tuple(label for label in COMPATIBLE if label.startswith("dcim.") and label != "dcim.powerfeed")
"""Kinds of port that a device has."""
MOST: Final = 512
"""Cables of one request: more than the ports of any chassis."""
RUN: Final = re.compile(r"(?P<stem>.*?)(?P<first>\d+)\s*[-–]\s*(?P<last>\d+)")
NUMBER: Final = "{n}"
"""Stands for the number of a pair in the label of its cable."""


@dataclass(slots=True)
class Pair:
    """Two ports to be joined; `number` counts from 1. A pair with `problems` cannot be."""

    number: int
    a: Any = None
    b: Any = None
    problems: list[str] = field(default_factory=list)
    cable: Any = None


def ports_of_device(device: Any, label: str, wanted: str) -> list[Any]:
    """The ports of a kind that `wanted` names, in the order named.

    `GE0/0/1-24` and `e1, e2, e5-8` name ports; `1-24` too where ports are called so, else it counts in natural order.
    Empty names every free port. Raises `ValidationError` naming the first port that the device has not.
    """
    rows: Any = specs[label].model._default_manager.filter(device=device).order_by("_name", "id")  # noqa: SLF001 - declared
    known = [port for port in rows if getattr(port, "type", None) not in WITHOUT_CABLE]
    if not wanted.strip():
        return [port for port in known if port.cable_id is None and not port.mark_connected]
    by_name = {port.name: port for port in known}
    found: list[Any] = []
    for part in (each.strip() for each in re.split(r"[,;，；]", wanted)):
        found.extend(_named(part, by_name, known, device) if part else ())
    return found


def _named(part: str, by_name: Mapping[str, Any], known: Sequence[Any], device: Any) -> list[Any]:
    if part in by_name:
        return [by_name[part]]
    run = RUN.fullmatch(part)
    names = _run(run) if run else [part]
    if all(name in by_name for name in names):
        return [by_name[name] for name in names]
    if all(name.isdecimal() and 0 < int(name) <= len(known) for name in names):
        return [known[int(name) - 1] for name in names]
    missing = next(name for name in names if name not in by_name)
    message = _("%(device)s has no such port: %(port)s")
    raise ValidationError(message % {"device": device, "port": missing})


def _run(run: re.Match[str]) -> list[str]:
    first, last = int(run["first"]), int(run["last"])
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    if len(numbers) > MOST:
        raise ValidationError(_("“%(run)s” names more than %(most)d ports.") % {"run": run[0], "most": MOST})
    width = len(run["first"]) if run["first"].startswith("0") else 0
    return [f"{run['stem']}{number:0{width}d}" for number in numbers]


def plan(a: Sequence[Any], b: Sequence[Any], *, profile: str | None = None) -> list[Pair]:
    """The pairs in order, each with what keeps it from being joined. No query."""
    cable: Any = specs["dcim.cable"].model(profile=profile)
    pairs: list[Pair] = []
    seen: set[tuple[str, int]] = set()
    for number, (left, right) in enumerate(zip_longest(a, b), 1):
        pair = Pair(number, left, right)
        pairs.append(pair)
        if left is None or right is None:
            pair.problems.append(_("There is no port on the other side."))
            continue
        try:
            check(cable, [left], [right])
        except ValidationError as error:
            pair.problems.extend(error.messages)
        keys = {(label_of(port), port.pk) for port in (left, right)}
        if keys & seen:
            pair.problems.append(_("A port of this pair is named in an earlier pair."))
        seen |= keys
    return pairs


def connect_pairs(pairs: Sequence[Pair], values: Mapping[str, Any], user: Any, *, partial: bool) -> bool:
    """Make a cable for every pair that fits; `partial` allows that others do not. Whether cables were made.

    `values` go to every cable; `{n}` in its label becomes the pair's number. What only shows when a cable is stored is
    written to the pair's problems, and (without `partial`) nothing is stored at all. Raises `PermissionDenied`.
    """
    spec = specs["dcim.cable"]
    with transaction.atomic():
        for pair in pairs:
            if pair.problems:
                continue
            label = str(values.get("label", "")).replace(NUMBER, str(pair.number))
            ends = {
                f"{end}_terminations": [{"object_type": label_of(port), "object_id": port.pk}]
                for end, port in (("a", pair.a), ("b", pair.b))
            }
            try:
                with transaction.atomic():
                    pair.cable = write.save(spec, spec.model(), {**values, "label": label, **ends}, user=user)
            except ValidationError as error:
                pair.problems.extend(error.messages)
        if not partial and any(pair.problems for pair in pairs):
            transaction.set_rollback(True)
            for pair in pairs:
                pair.cable = None
    return any(pair.cable for pair in pairs)
