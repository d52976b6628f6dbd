"""Long and short names of the same interface."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

SPELLINGS: Final = {
    "fa": ("fastethernet", "fa", "fe"),
    "gi": ("gigabitethernet", "gigabitether", "gigaethernet", "gige", "gig", "gi", "ge"),
    "2g": ("twogigabitethernet", "twopointfivegigabitethernet", "tw", "2.5ge"),
    "te": ("tengigabitethernet", "xgigabitethernet", "tengige", "tengig", "ten", "te", "xge", "xe", "10ge"),
    "25": ("twentyfivegigabitethernet", "twentyfivegige", "twe", "25ge"),
    "40": ("fortygigabitethernet", "fortygige", "fo", "fge", "40ge"),
    "100": ("hundredgigabitethernet", "hundredgige", "hu", "hge", "100ge"),
    "400": ("fourhundredgigabitethernet", "fourhundredgige", "400ge"),
    "eth": ("ethernet", "eth", "et", "e"),
    "po": ("portchannel", "po"),
    "be": ("bundleether", "be"),
    "trunk": ("ethtrunk",),
    "bagg": ("bridgeaggregation", "bagg"),
    "ragg": ("routeaggregation", "ragg"),
    "vlan": ("vlan", "vl"),
    "vlanint": ("vlaninterface", "vlanint"),
    "lo": ("loopback", "loop", "lo"),
    "ma": ("management", "mgmt", "ma"),
    "mge": ("mgigabitethernet", "mge"),
    "se": ("serial", "se", "s"),
    "tu": ("tunnel", "tunn", "tun", "tu"),
    "nu": ("null", "nu"),
}
"""Vendors' spellings of a kind of port, without hyphens and blanks: Cisco, Huawei, H3C, Juniper, Arista, Ruijie."""

KINDS: Final = {spelling: kind for kind, spellings in SPELLINGS.items() for spelling in spellings}
NAME: Final = re.compile(r"(\d*(?:\.\d)?[a-z][a-z _-]*?)[ _-]*(\d\S*)")


@lru_cache(maxsize=100_000)
def canonical_interface(name: str) -> str:
    """One spelling for all of `Gi1/0/1`, `GigabitEthernet1/0/1` and `gigabitethernet 1/0/1`.

    Meant for names of one device: across vendors a kind may be written alike and mean another port.
    """
    lowered = name.strip().lower()
    parts = NAME.fullmatch(lowered)
    if not parts:
        return lowered
    word = re.sub(r"[ _-]", "", parts.group(1))
    return f"{KINDS.get(word, word)} {parts.group(2)}"
