"""Profiles, MIBs and the register of enterprises as files; a mistake in one is refused with its place."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from collectors.parse.functions import FUNCTIONS
from collectors.profiles.schema import Mib, Profile

FOLDER: Final = Path(__file__).parent
REGISTER: Final = FOLDER / "enterprises" / "names.yaml"

_CONTINUED = re.compile(r"(?:\.\d+)+\Z")
_OID = re.compile(r"\d+(?:\.\d+)+\Z")
_IDENTIFIERS: Final = frozenset(
    (
        *("column", "table", "thresholds", "names", "ids", "access_vlan", "scale_by", "unit_column", "percent"),
        *("free_percent", "high", "high_warn", "low_warn", "low", "serial", "oid", "exists", "root", "present"),
    )
)
"""Keys that hold an identifier wherever they hold text."""


Read = TypeVar("Read", Profile, Mib)


class BadProfile(Exception):
    """A profile or MIB contradicts the schema; the message names the file and the place."""


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadProfile(f"{path.name}: {error.strerror}") from error


def profile(path: Path) -> Profile:
    """Read one profile. Raises BadProfile naming the file and what is wrong in it."""
    try:
        found = msgspec.yaml.decode(_text(path), type=Profile, strict=False)
    except msgspec.MsgspecError as error:
        raise BadProfile(f"{path.name}: {error}") from error
    return _checked(path, found)


def mib(path: Path) -> Mib:
    """Read one MIB's file. Raises BadProfile naming the file and what is wrong in it."""
    try:
        raw = msgspec.yaml.decode(_text(path))
        if not isinstance(raw, dict) or not isinstance(raw.get("root"), str):
            raise BadProfile(f"{path.name}: expected a mapping with a `root`")
        whole = _continued(raw, raw["root"], raw.get("enumerations") or {}, path)
        found = msgspec.convert(whole, Mib, strict=False)
    except msgspec.MsgspecError as error:
        raise BadProfile(f"{path.name}: {error}") from error
    return _checked(path, found)


def mibs(folder: Path) -> dict[str, Mib]:
    """Read every MIB's file of a folder. Raises BadProfile."""
    return {path.stem: mib(path) for path in sorted(folder.glob("*.yaml"))}


def _continued(value: Any, root: str, enumerations: Mapping[str, Any], path: Path) -> Any:
    """Put `root` before identifiers that begin with a dot, and an enumeration in place of its name."""
    if isinstance(value, dict):
        return {key: _entry(key, item, root, enumerations, path) for key, item in value.items()}
    if isinstance(value, list):
        return [_continued(item, root, enumerations, path) for item in value]
    return root + value if isinstance(value, str) and _CONTINUED.match(value) else value


def _entry(key: Any, item: Any, root: str, enumerations: Mapping[str, Any], path: Path) -> Any:
    if key == "states" and isinstance(item, str):
        if item not in enumerations:
            raise BadProfile(f"{path.name}: `states` names {item!r}, which is not among its enumerations")
        return enumerations[item]
    return _continued(item, root, enumerations, path)


def _checked(path: Path, found: Read) -> Read:
    if found.name != path.stem:
        raise BadProfile(f"{path.name}: its name is {found.name!r}, expected {path.stem!r}")
    for key, value in _texts(msgspec.to_builtins(found)):
        if key in _IDENTIFIERS and not _OID.match(value):
            raise BadProfile(f"{path.name}: `{key}` is {value!r}, expected an object identifier")
        if key == "parse" and value not in FUNCTIONS:
            raise BadProfile(f"{path.name}: `parse` names {value!r}, which is none of {', '.join(sorted(FUNCTIONS))}")
        if key in {"regex", "sysDescr", "named"}:
            _compiled(path, key, value)
    return found


def _compiled(path: Path, key: str, value: str) -> None:
    try:
        re.compile(value)
    except re.error as error:
        raise BadProfile(f"{path.name}: `{key}` {value!r} is not a regular expression: {error}") from error


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, str(name))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, key)
    elif isinstance(value, str):
        yield key, value


@cache
def enterprises() -> dict[int, str]:
    """Give the makers of the IANA register of private enterprise numbers that build what is managed by SNMP."""
    return msgspec.yaml.decode(_text(REGISTER), type=dict[int, str], strict=False)
