"""Octet strings and addresses as text."""

import math
import re
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from collectors.sessions.values import ENCODINGS, Value

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAC_TEXT = re.compile(r"[0-9a-fA-F]{1,2}(?:[:-][0-9a-fA-F]{1,2}){5}\Z|[0-9a-fA-F]{4}(?:[.-][0-9a-fA-F]{4}){2}\Z")
MAC_OCTETS: Final = 6
IPV4_OCTETS: Final = 4
_FLAG_TYPES: Final = {1: 4, 2: 16, 3: 4, 4: 16}  # InetAddressType -> octets of the address without its zone


def text(value: Value | None) -> str | None:
    """Give the text of a value without padding; None for nothing and for octets that are no text."""
    if value is None:
        return None
    if not isinstance(value, bytes):
        return str(value)
    bare = value.rstrip(b"\x00").strip()
    for encoding in ENCODINGS:
        try:
            found = bare.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(found) else found.strip()
    return None


def stated(value: Value | None) -> str | None:
    """Give the text of a value; None also where it is empty."""
    return text(value) or None


def mac(value: Value | None) -> str | None:
    """Give aa:bb:cc:dd:ee:ff from six octets or from text; None for anything else and for all zeros."""
    octets = value if isinstance(value, bytes) else None
    if octets is not None and len(octets) != MAC_OCTETS:
        written = text(octets) or ""
        octets = _mac_octets(written) if _MAC_TEXT.match(written) else None
    if octets is None or not any(octets):
        return None
    return octets.hex(":")


def _mac_octets(written: str) -> bytes:
    parts = re.split(r"[:.-]", written)
    width = 2 if len(parts) == MAC_OCTETS else 4
    return bytes.fromhex("".join(part.rjust(width, "0") for part in parts))


def address(octets: bytes | tuple[int, ...]) -> str | None:
    """Give an IPv4 or IPv6 address in canonical text, from its octets; None for another length or values beyond 255."""
    if any(octet > 255 for octet in octets):  # noqa: PLR2004 — an octet
        return None
    packed = bytes(octets)
    if len(packed) == 4:  # noqa: PLR2004 — IPv4
        return str(IPv4Address(packed))
    if len(packed) == 16:  # noqa: PLR2004 — IPv6
        return str(IPv6Address(packed))
    return None


def typed_address(index: tuple[int, ...]) -> str | None:
    """Read InetAddressType, length and octets from an index, RFC 4001; agents that leave out the length are common."""
    if len(index) < IPV4_OCTETS + 1:
        return None
    size = _FLAG_TYPES.get(index[0])
    if size is None:
        return None
    rest = index[2:] if len(index) > size + 1 else index[1:]
    return address(rest[:size])


def number(value: Value | None) -> float | None:
    """Give a number, also from text such as `12.5` or `42 C`; None where there is none, and for what is not finite."""
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) else None
    found = re.match(r"\s*([-+]?\d+(?:\.\d+)?)", text(value) or "")
    return float(found[1]) if found else None
