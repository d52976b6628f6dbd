"""What a profile may name as `parse`: one raw value in, one value out; None means not stated."""

import math
import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from collectors.parse.text import address, mac, number, stated, typed_address
from collectors.sessions.values import Value

Parsed = float | str | None

_MICROAMPERES: Final = 1000


def plain(value: Value) -> Parsed:
    """Give the number as it stands."""
    return number(value)


def dbm_from_microwatts(value: Value) -> Parsed:
    """Give optical power in dBm from units of 1 uW; None where there is no light to measure."""
    power = number(value)
    return 10 * math.log10(power / 1000) if power is not None and power > 0 else None


def dbm_from_tenth_microwatts(value: Value) -> Parsed:
    """Give optical power in dBm from units of 0.1 uW; None where there is no light to measure."""
    power = number(value)
    return 10 * math.log10(power / 10000) if power is not None and power > 0 else None


def dbm_or_microwatts(value: Value) -> Parsed:
    """Give optical power in dBm from a column that holds 0.01 dBm when negative and 1 uW when positive.

    Source: HUAWEI-ENTITY-EXTENT-MIB hwEntityOpticalRxPower, whose unit differs between series.
    """
    power = number(value)
    return power / 100 if power is not None and power < 0 else dbm_from_microwatts(value)


def amperes_of_bias(value: Value) -> Parsed:
    """Give the bias current of a laser in A from 1 uA or 1 mA; a laser works from some 1 to some 200 mA.

    Source: HUAWEI-ENTITY-EXTENT-MIB hwEntityOpticalBiasCurrent, whose unit differs between series.
    """
    current = number(value)
    if current is None:
        return None
    return current / 1_000_000 if current >= _MICROAMPERES else current / 1000


def number_after_colon(value: Value) -> Parsed:
    """Give the number in `Name: 9.68A`, which some storage systems state whole as text."""
    _, colon, rest = (stated(value) or "").rpartition(":")
    found = re.search(r"-?\d+(?:\.\d+)?", rest) if colon else None
    return float(found[0]) if found else None


def fahrenheit(value: Value) -> Parsed:
    """Give degrees Celsius from degrees Fahrenheit."""
    found = number(value)
    return None if found is None else (found - 32) / 1.8


def minutes_from_ticks(value: Value) -> Parsed:
    """Give minutes from hundredths of a second."""
    found = number(value)
    return None if found is None else found / 6000


def complement(value: Value) -> Parsed:
    """Give the used share from the free one, both in percent."""
    found = number(value)
    return None if found is None else 100 - found


def words(value: Value) -> Parsed:
    """Give the text with runs of blanks made one."""
    found = stated(value)
    return None if found is None else " ".join(found.split())


def mac_address(value: Value) -> Parsed:
    """Give aa:bb:cc:dd:ee:ff from six octets or from text."""
    return mac(value)


def ip_address(value: Value) -> Parsed:
    """Give an address in canonical text: from an IpAddress, from 4 or 16 octets, or from text."""
    if isinstance(value, bytes):
        return address(value) or _written_address(stated(value))
    return str(value) if isinstance(value, IPv4Address) else None


def inet_address(value: Value) -> Parsed:
    """Give an address from its InetAddressType, length and octets as an index holds them; the length may be missing."""
    return typed_address(tuple(value)) if isinstance(value, bytes) else None


def _written_address(text: str | None) -> str | None:
    for kind in (IPv4Address, IPv6Address):
        try:
            return str(kind(text or ""))
        except ValueError:
            continue
    return None


def bgp_error(value: Value) -> Parsed:
    """Give code.subcode of a BGP NOTIFICATION from its two octets; None where there was none."""
    if not isinstance(value, bytes) or len(value) < 2 or not value[0]:  # noqa: PLR2004 — code and subcode
        return None
    return f"{value[0]}.{value[1]}"


def first_of_list(value: Value) -> Parsed:
    """Give the first number of a list such as `-25.69,-25.53`, one for each lane."""
    return number((stated(value) or "").partition(",")[0].encode())


FUNCTIONS: Final[Mapping[str, Callable[[Value], Parsed]]] = {
    "plain": plain,
    "dbm_from_microwatts": dbm_from_microwatts,
    "dbm_from_tenth_microwatts": dbm_from_tenth_microwatts,
    "dbm_or_microwatts": dbm_or_microwatts,
    "amperes_of_bias": amperes_of_bias,
    "number_after_colon": number_after_colon,
    "fahrenheit": fahrenheit,
    "minutes_from_ticks": minutes_from_ticks,
    "complement": complement,
    "words": words,
    "mac": mac_address,
    "ip_address": ip_address,
    "inet_address": inet_address,
    "bgp_error": bgp_error,
    "first_of_list": first_of_list,
}
