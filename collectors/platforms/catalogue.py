"""All platforms, read from the YAML files beside this module."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.platforms.schema import Platform, Reading

FOLDER: Final = Path(__file__).parent


class BadPlatform(Exception):
    """A platform contradicts the schema, or there is none of that name; the message names it and the place."""


class Platforms:
    """All platforms by name, each with what it inherits."""

    def __init__(self, stated: Mapping[str, Mapping[str, Any]]) -> None:
        """Raise BadPlatform for one that does not fit the schema or extends one that does not exist."""
        self._whole = {name: _platform(name, _inherited(name, stated)) for name in stated}

    def __getitem__(self, name: str) -> Platform:
        """Raise BadPlatform for an unknown name."""
        if name not in self._whole:
            raise BadPlatform(f"platform {name!r} is unknown; known are {', '.join(self._whole)}")
        return self._whole[name]

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._whole.values())


def _inherited(name: str, stated: Mapping[str, Mapping[str, Any]], seen: tuple[str, ...] = ()) -> dict[str, Any]:
    if name not in stated or name in seen:
        raise BadPlatform(f"platform {' -> '.join((*seen, name))}: no such platform to extend, or a circle")
    own = dict(stated[name])
    parent = own.get("extends")
    if parent is None:
        return own
    above = _inherited(parent, stated, (*seen, name))
    readings = [*own.get("readings", []), *above.get("readings", [])]
    return {**above, "detect": [], **own, "readings": readings}


def _platform(name: str, stated: Mapping[str, Any]) -> Platform:
    try:
        platform = msgspec.convert(stated, Platform, strict=False)
    except msgspec.ValidationError as error:
        raise BadPlatform(f"{name}.yaml: {error}") from error
    if platform.name != name:
        raise BadPlatform(f"{name}.yaml: its name is {platform.name!r}, expected {name!r}")
    return platform


def read(path: Path) -> dict[str, Any]:
    """Read one file. Raises BadPlatform naming it and what is wrong in it."""
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=dict[str, Any])
    except (msgspec.MsgspecError, OSError) as error:
        raise BadPlatform(f"{path.name}: {error}") from error


@cache
def platforms(folder: Path = FOLDER) -> Platforms:
    """Give the platforms of a folder, read once. Raises BadPlatform."""
    return Platforms({path.stem: read(path) for path in sorted(folder.glob("*.yaml"))})


@cache
def getters(path: Path = FOLDER / "getters" / "napalm.yaml") -> list[Reading]:
    """Give what is asked through napalm, which is the same for all of its drivers. Raises BadPlatform."""
    try:
        return msgspec.convert(read(path)["readings"], list[Reading], strict=False)
    except msgspec.ValidationError as error:
        raise BadPlatform(f"{path.name}: {error}") from error


def fitting(answers: Mapping[str, str]) -> str | None:
    """Give the platform that the answers to its detecting commands speak of; None when none does.

    One that extends another goes before it.
    """
    found = [
        each
        for each in platforms()
        if any(re.search(how.regex, answers.get(how.command, ""), re.MULTILINE) for how in each.detect)
    ]
    extended = {each.extends for each in found}
    return next((each.name for each in found if each.name not in extended), None)
