"""Which profile fits a device, by weighted evidence: where it hangs in sysObjectID, what sysDescr says, what it has."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import NODEFAULT, structs

from collectors.profiles.reading import FOLDER, BadProfile, enterprises, mibs, profile
from collectors.profiles.schema import Match, Mib, Profile, Tables

GENERIC: Final = "generic-snmp"
UNKNOWN: Final = "unknown-snmp"
ENTERPRISES: Final = "1.3.6.1.4.1"

ARC: Final = 10
"""Weight of each arc of a sysObjectID prefix below `ENTERPRISES`: a series counts more than its maker."""
DESCRIPTION: Final = 15
"""Weight of an expression that sysDescr fits: more than one arc, less than two."""
PRESENCE: Final = 100
"""Weight of an instance or table that the device has: what it has goes before what it calls itself."""

_OWN: Final = tuple(field.name for field in structs.fields(Profile) if field.default_factory is not NODEFAULT)
_APPENDED: Final = tuple(name for name in _OWN if name not in {"match", "mibs"})
_TABLES: Final = frozenset(field.name for field in structs.fields(Tables))


class Evidence(NamedTuple):
    """One profile that fits, and why."""

    profile: str
    weight: int
    reasons: tuple[str, ...]


class Signs(NamedTuple):
    """What a device shows of itself."""

    object_id: str | None
    descr: str | None
    present: frozenset[str] = frozenset()  # of the instances and tables that could decide, those it has


class Catalogue:
    """All profiles, each with what it inherits."""

    def __init__(self, profiles: Mapping[str, Profile], modules: Mapping[str, Mib] | None = None) -> None:
        """Raise BadProfile for one that extends an unknown profile or itself, or names an unknown MIB."""
        self._own = profiles
        self._mibs = modules or {}
        self._whole: dict[str, Profile] = {}
        for name in profiles:
            self._inherit(name, ())
        self._matches = [(match, name) for name, one in profiles.items() for match in one.match]

    def _inherit(self, name: str, seen: tuple[str, ...]) -> Profile:
        if name in self._whole:
            return self._whole[name]
        one = self._own.get(name)
        if one is None or name in seen:
            raise BadProfile(f"profile {' -> '.join((*seen, name))}: no such profile to extend, or a circle")
        for module in one.mibs:
            if module not in self._mibs:
                raise BadProfile(f"profile {name}: its MIB {module!r} is not in {FOLDER.name}/mibs")
            one = merge(one, self._mibs[module])
        if one.extends:
            one = merge(one, self._inherit(one.extends, (*seen, name)))
        self._whole[name] = one
        return one

    def __getitem__(self, name: str) -> Profile:
        return self._whole[name]

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._whole.values())

    def probes_for(self, object_id: str | None, descr: str | None) -> tuple[list[str], list[str]]:
        """Give the instances and the columns whose presence could decide for this device."""
        signs = Signs(object_id, descr)
        fitting = [match for match, _ in self._matches if _says(match, signs)]
        return (
            sorted({match.exists for match in fitting if match.exists}),
            sorted({match.table for match in fitting if match.table}),
        )

    def evidence(self, signs: Signs) -> tuple[Evidence, ...]:
        """Give all profiles that fit, each by its weightiest match, the weightiest first; names decide a draw."""
        best: dict[str, Evidence] = {}
        for match, name in self._matches:
            found = weigh(match, name, signs)
            if found is not None and (name not in best or found.weight > best[name].weight):
                best[name] = found
        return tuple(sorted(best.values(), key=lambda one: (-one.weight, one.profile)))

    def explain(self, signs: Signs) -> tuple[str, ...]:
        """Say which profiles fit, the one taken first, each with its weight and reasons."""
        fitting = [f"{one.profile} ({one.weight}): {'; '.join(one.reasons)}" for one in self.evidence(signs)]
        if fitting:
            return tuple(fitting)
        whose = f"and those of enterprise {enterprise(signs.object_id) or 'unknown'}"
        return (f"{self._unknown(signs.object_id).name}: no profile fits; standard MIBs, {whose}",)

    def find(self, object_id: str | None, descr: str | None, present: frozenset[str] = frozenset()) -> Profile:
        """Give the profile of a device; where none fits, that of unknown ones with the MIBs of its enterprise."""
        fitting = self.evidence(Signs(object_id, descr, present))
        return self[fitting[0].profile] if fitting else self._unknown(object_id)

    def _unknown(self, object_id: str | None) -> Profile:
        """Give what to ask a device of no known kind: standard MIBs, and what its maker's other devices have."""
        one = self._whole.get(UNKNOWN) or self[GENERIC]
        number = enterprise(object_id)
        if number is None:
            return one
        stem = f"{ENTERPRISES}.{number}."
        for module in self._mibs.values():
            if f"{module.root}.".startswith(stem):
                one = merge(one, module)
        return structs.replace(one, vendor=enterprises().get(number))


def enterprise(object_id: str | None) -> int | None:
    """Give the private enterprise number in a sysObjectID; None where it hangs elsewhere."""
    found = re.match(rf"\.?{re.escape(ENTERPRISES)}\.(\d+)(?:\.|\Z)", object_id or "")
    return int(found[1]) if found else None


def _under(object_id: str | None, prefix: str) -> bool:
    return f"{(object_id or '').strip('.')}.".startswith(f"{prefix}.")


def _says(match: Match, signs: Signs) -> bool:
    if match.sysObjectID is not None and not _under(signs.object_id, match.sysObjectID):
        return False
    return match.sysDescr is None or re.search(match.sysDescr, signs.descr or "") is not None


def weigh(match: Match, name: str, signs: Signs) -> Evidence | None:
    """Weigh one match against what a device shows; None where a part of it does not hold."""
    needed = {one for one in (match.exists, match.table) if one}
    if not _says(match, signs) or not needed <= signs.present:
        return None
    parts: list[tuple[int, str]] = []
    if match.sysObjectID is not None:
        arcs = match.sysObjectID.removeprefix(ENTERPRISES).count(".")
        parts.append((arcs * ARC, f"sysObjectID {signs.object_id} is under {match.sysObjectID}"))
    if match.sysDescr is not None:
        found = re.search(match.sysDescr, signs.descr or "")
        parts.append((DESCRIPTION, f"sysDescr says {found[0] if found else ''!r}"))
    parts += [(PRESENCE, f"it has {one}") for one in sorted(needed)]
    if match.weight:
        parts.append((match.weight, "set by the profile"))
    return Evidence(
        name, sum(weight for weight, _ in parts), tuple(f"{reason} (+{weight})" for weight, reason in parts)
    )


def merge(one: Profile, parent: Profile | Mib) -> Profile:
    """Give a profile with what it inherits: own lists first, own words over the parent's."""
    changes: dict[str, object] = {}
    shared = _TABLES if isinstance(parent, Mib) else None
    for field in structs.fields(Profile):
        if shared is not None and field.name not in shared:
            continue
        own, inherited = getattr(one, field.name), getattr(parent, field.name)
        if field.name in _APPENDED:
            changes[field.name] = [*own, *(row for row in inherited if row not in own)]
        elif own is None or own is False:
            changes[field.name] = inherited
    return structs.replace(one, **changes)


@cache
def catalogue(folder: Path = FOLDER) -> Catalogue:
    """Give the profiles of a folder and the MIBs in its folder `mibs`, read once. Raises BadProfile."""
    return Catalogue({path.stem: profile(path) for path in sorted(folder.glob("*.yaml"))}, mibs(folder / "mibs"))
