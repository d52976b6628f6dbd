"""Which profile fits a device: the longest sysObjectID prefix, then the longest expression that fits sysDescr."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec import structs

from collectors.profiles.schema import Match, Profile

FOLDER: Final = Path(__file__).parent
GENERIC: Final = "generic-snmp"

_APPENDED: Final = tuple(
    field.name for field in structs.fields(Profile) if isinstance(field.default_factory, type) and field.name != "match"
)


class BadProfile(Exception):
    """A profile contradicts the schema; the message names the file and the place."""


class Catalogue:
    """All profiles, each with what it inherits."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        """Raise BadProfile for one that extends an unknown profile or itself."""
        self._own = profiles
        self._whole: dict[str, Profile] = {}
        for name in profiles:
            self._inherit(name, ())
        self._matches = [(match, name) for name, profile in profiles.items() for match in profile.match]
        self.probes = tuple(sorted({match.exists for match, _ in self._matches if match.exists}))
        """Instances that tell kinds of device apart; ask for them and give what exists to `find`."""

    def _inherit(self, name: str, seen: tuple[str, ...]) -> Profile:
        if name in self._whole:
            return self._whole[name]
        profile = self._own.get(name)
        if profile is None or name in seen:
            raise BadProfile(f"profile {' -> '.join((*seen, name))}: no such profile to extend, or a circle")
        if profile.extends:
            profile = merge(profile, self._inherit(profile.extends, (*seen, name)))
        self._whole[name] = profile
        return profile

    def __getitem__(self, name: str) -> Profile:
        return self._whole[name]

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._whole.values())

    def probes_for(self, sys_object_id: str | None, sys_descr: str | None) -> tuple[str, ...]:
        """Give the instances whose existence could decide for this device."""
        return tuple(
            match.exists for match, _ in self._matches if match.exists and _fits(match, sys_object_id, sys_descr)
        )

    def find(self, sys_object_id: str | None, sys_descr: str | None, existing: frozenset[str] = frozenset()) -> Profile:
        """Give the profile of a device; the generic one where no vendor's fits."""
        best: tuple[tuple[bool, int, int], str] | None = None
        for match, name in self._matches:
            if not _fits(match, sys_object_id, sys_descr) or (match.exists and match.exists not in existing):
                continue
            rank = (match.exists is not None, len((match.sysObjectID or "").split(".")), len(match.sysDescr or ""))
            if best is None or rank > best[0]:
                best = rank, name
        return self[best[1] if best else GENERIC]


def _fits(match: Match, sys_object_id: str | None, sys_descr: str | None) -> bool:
    if match.sysObjectID is not None:
        own = (sys_object_id or "").strip(".") + "."
        if not own.startswith(match.sysObjectID + "."):
            return False
    return match.sysDescr is None or re.search(match.sysDescr, sys_descr or "") is not None


def merge(profile: Profile, parent: Profile) -> Profile:
    """Give a profile with what it inherits: own lists first, own words over the parent's."""
    changes: dict[str, object] = {}
    for field in structs.fields(Profile):
        own, inherited = getattr(profile, field.name), getattr(parent, field.name)
        if field.name in _APPENDED:
            changes[field.name] = [*own, *inherited]
        elif own is None or own is False:
            changes[field.name] = inherited
    return structs.replace(profile, **changes)


def read(path: Path) -> Profile:
    """Read one profile. Raises BadProfile naming the file and what is wrong in it."""
    try:
        profile = msgspec.yaml.decode(path.read_bytes(), type=Profile, strict=False)
    except (msgspec.MsgspecError, OSError) as error:
        raise BadProfile(f"{path.name}: {error}") from error
    if profile.name != path.stem:
        raise BadProfile(f"{path.name}: its name is {profile.name!r}, expected {path.stem!r}")
    return profile


@cache
def catalogue(folder: Path = FOLDER) -> Catalogue:
    """Give the profiles of a folder, read once. Raises BadProfile."""
    return Catalogue({profile.name: profile for profile in map(read, sorted(folder.glob("*.yaml")))})
