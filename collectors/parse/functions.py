"""What a profile may name as `parse`: one raw value in, one value out; None means not stated."""

import math
from collections.abc import Callable, Mapping
from typing import Final

from collectors.parse.text import number, stated
from collectors.sessions.values import Value

Parsed = float | str | None


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


FUNCTIONS: Final[Mapping[str, Callable[[Value], Parsed]]] = {
    "plain": plain,
    "dbm_from_microwatts": dbm_from_microwatts,
    "dbm_from_tenth_microwatts": dbm_from_tenth_microwatts,
    "fahrenheit": fahrenheit,
    "minutes_from_ticks": minutes_from_ticks,
    "complement": complement,
    "words": words,
}
