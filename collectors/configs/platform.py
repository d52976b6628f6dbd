"""What is known of a platform's configuration text: its end, its secrets, what changes by itself. Read from data."""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal

import msgspec

FOLDER: Final = Path(__file__).parent / "platforms"
ANY: Final = "any"
"""The file of what holds for every platform besides its own."""


class BadPlatform(Exception):
    """A platform file contradicts the schema; the message names the file and the place."""


class Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a line bears a secret: the group `secret` of `match`, unless one of `unless` is found in the line."""

    match: str
    unless: list[str] = []

    def __post_init__(self) -> None:
        """Raise `ValueError` for an expression that is none, or that names no secret."""
        for expression in self.unless:
            _compiled(expression)
        if "secret" not in _compiled(self.match).groupindex:
            raise ValueError(f"{self.match!r} has no group called secret")


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines that are secret as a whole, from one that fits `begin` to one that fits `end`."""

    begin: str
    end: str


class Platform(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One platform. All expressions are looked for in single lines, without their line end.

    `end`: the last line of a complete text; None where the platform has no such line. `balanced`: every brace that is
    opened is closed, which a text cut between two blocks fulfils too. `errors`: what the device says in place of a
    configuration. `volatile`: lines left out, as they change although nobody changed anything. `slugs`: names under
    which inventories know it.
    """

    name: str
    slugs: list[str]
    errors: list[str]
    volatile: list[str]
    secrets: list[Secret]
    comment: str = "!"
    style: Literal["indent", "braces"] = "indent"
    end: str | None = None
    balanced: bool = False
    hidden: list[Block] = []

    @cached_property
    def refusal(self) -> re.Pattern[str] | None:
        """One expression for all of `errors`."""
        return _any_of(self.errors)

    @cached_property
    def passing(self) -> re.Pattern[str] | None:
        """One expression for all of `volatile`."""
        return _any_of(self.volatile)

    @cached_property
    def searches(self) -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...]:
        """Secrets as pairs of expressions: where they are, and where not."""
        return tuple((_compiled(each.match), _any_of(each.unless)) for each in self.secrets)

    @cached_property
    def fences(self) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
        """Beginnings and ends of secret blocks."""
        return tuple((_compiled(each.begin), _compiled(each.end)) for each in self.hidden)

    @cached_property
    def last(self) -> re.Pattern[str] | None:
        """The last line of a complete text."""
        return _compiled(self.end) if self.end else None


def _any_of(expressions: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{each})" for each in expressions)) if expressions else None


def _compiled(expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression)
    except re.error as error:
        raise ValueError(f"{expression!r} is no regular expression: {error}") from error


def read(path: Path) -> Platform:
    """Read one file. Raises `BadPlatform`."""
    try:
        found = msgspec.yaml.decode(path.read_bytes(), type=Platform)
        _ = (found.refusal, found.passing, found.fences, found.last)
    except (msgspec.ValidationError, ValueError, re.error) as error:
        raise BadPlatform(f"{path.name}: {error}") from error
    return found


@cache
def platforms() -> dict[str, Platform]:
    """All platforms by the stem of their file."""
    return {path.stem: read(path) for path in sorted(FOLDER.glob("*.yaml"))}


@cache
def _by_slug() -> dict[str, str]:
    return {slug: key for key, platform in platforms().items() for slug in [key, *platform.slugs] if key != ANY}


def known(slug: str | None) -> str | None:
    """The key of the platform that an inventory calls `slug`; None when there is no file for it."""
    return _by_slug().get(slug.lower()) if slug else None


def slugs() -> list[str]:
    """Every name under which a platform is found."""
    return sorted(_by_slug())
