"""Samples as text, in which they are stored and scraped.

A block has the lines of one metric of one device, without time and with a mark where the name of the metric and the
label of the device go: both are put in when it is read, by one replacement each for the whole block. A line is
`␁,interface="…"} 12`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitoring.metrics.metric import Metric

MARK: Final = b"\x01"
"""Where a line begins; control characters are no part of what devices are called."""
DROPPED: Final = dict.fromkeys([*range(32), 127])
"""Characters without a meaning in a name; a line feed would end a sample."""


@lru_cache(maxsize=8192)
def escaped(text: str) -> str:
    """A value of a label between its quotes. Names of interfaces are the same on most devices."""
    return text.translate(DROPPED).replace("\\", "\\\\").replace('"', '\\"')


def number(value: float) -> str:
    """A number as short as it can be told; whole ones without a point."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 2**53):
        return str(int(value))
    return repr(value)


def block(metric: Metric, values: Mapping[tuple[str, ...], float]) -> bytes:
    """The lines of a metric of one device."""
    return "".join(
        [f"\x01{labelled(metric.labels, labels)}}} {number(value)}\n" for labels, value in values.items()]
    ).encode()


def labelled(names: Iterable[str], values: Iterable[str]) -> str:
    """Labels after that of the device, each with the comma before it."""
    return "".join([f',{name}="{escaped(value)}"' for name, value in zip(names, values, strict=True)])


def series(metric: Metric, labels: Iterable[str]) -> str:
    """The name of a series of a device: `metric,label="value"`."""
    return f"{metric.name}{labelled(metric.labels, labels)}"
