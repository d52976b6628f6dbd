"""What a platform may name behind a field of a record: one text of a table in, one value out; None means not stated."""

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_interface
from typing import Final

from collectors.parse import text as texts

Cell = str | int | float | tuple[int, ...] | None

ABSENT: Final = frozenset(
    {"", "-", "--", "n/a", "na", "none", "unassigned", "unknown", "not configured", "not set", "?"}
)
"""Words, in lower case, by which command lines say that there is nothing to say."""

VLANS: Final = range(1, 4095)

_UNITS: Final = {"": 10**6, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SPEED: Final = re.compile(r"(?:a-)?(\d+(?:\.\d+)?)\s*([kmgt]?)(?:b(?:it)?(?:p?s|/s)?|bps|bit/sec)?\b", re.IGNORECASE)
_SPAN: Final = re.compile(r"(\d+)\s*(y|w|d|h|m(?!s)|s)[a-z]*", re.IGNORECASE)
_SECONDS: Final = {"y": 365 * 86400, "w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
_CLOCK: Final = re.compile(r"\b(\d+):(\d\d)(?::(\d\d))?\b")
_VLAN_RANGE: Final = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")

_ADMIN_DOWN: Final = re.compile(r"admin\S*[\s-]*down|^\*|^adm$|disabled|^down-adm|parked|shutdown", re.IGNORECASE)
_OPER: Final = (
    (re.compile(r"not ?present|absent|xcvrabsen|sfp not (?:present|inserted)", re.IGNORECASE), "notPresent"),
    (re.compile(r"lowerlayerdown", re.IGNORECASE), "lowerLayerDown"),
    (re.compile(r"dormant|standby", re.IGNORECASE), "dormant"),
    (re.compile(r"test", re.IGNORECASE), "testing"),
    (re.compile(r"down|^adm|disabl|not ?connec|inactive|suspend|err|reset|deleted|^false", re.IGNORECASE), "down"),
    (re.compile(r"up\b|^connected|^link-up|^true|monitoring", re.IGNORECASE), "up"),
    (re.compile(r"unknown", re.IGNORECASE), "unknown"),
)  # fmt: skip

_LAG: Final = re.compile(r"^(?:eth-trunk|port-?channel|po|(?:bridge|route)-aggregation|bond|ae)[\d.]+$", re.IGNORECASE)
_SHORT: Final = re.compile(r"^(?:(?:[mfgx]|\d+)?ge[\d/-]|(?:gi|te|fa|et|eth|xe-|en[opsx])[\da-z/-]*\d)", re.IGNORECASE)
_KINDS: Final = (
    (re.compile(r"^(?:lo|loopback|inloopback)[\d.]*$", re.IGNORECASE), "softwareLoopback"),
    (re.compile(r"^(?:vlan|vlanif|vlan-interface|vl|irb|bvi)[\d.]+$", re.IGNORECASE), "l3ipvlan"),
    (_LAG, "ieee8023adLag"),
    (re.compile(r"^(?:tunnel|tu|gr-|gre)[\d/.-]+$", re.IGNORECASE), "tunnel"),
    (re.compile(r"^null\d*$", re.IGNORECASE), "other"),
    (re.compile(r"ethernet", re.IGNORECASE), "ethernetCsmacd"),
    (_SHORT, "ethernetCsmacd"),
)  # fmt: skip


def plain(cell: str) -> Cell:
    """Give the text; None for the words that say nothing, and for text that runs over lines."""
    bare = cell.strip()
    return None if bare.lower() in ABSENT or "\n" in bare else bare


def alias(cell: str) -> Cell:
    """Give a description; "" is a port that has none."""
    bare = " ".join(cell.split())
    return "" if bare in {"--", "-"} else bare


def mac(cell: str) -> Cell:
    """Give aa:bb:cc:dd:ee:ff; None for what is no address, as `incomplete`."""
    return texts.mac(cell.strip().encode())


def integer(cell: str) -> Cell:
    """Give the first whole number of a text."""
    found = re.search(r"-?\d+", cell)
    return int(found[0]) if found else None


def positive(cell: str) -> Cell:
    """Give a whole number above zero: an MTU of 0 is one that is not known."""
    found = integer(cell)
    return found if isinstance(found, int) and found > 0 else None


def whether_ok(cell: str) -> Cell:
    """Give a word for napalm's `True` and `False` of a part's state."""
    return {"true": "ok", "false": "failed"}.get(cell.strip().lower())


def real(cell: str) -> Cell:
    """Give the first number of a text."""
    return texts.number(cell.strip().encode())


def kibibytes(cell: str) -> Cell:
    """Give octets from a number of KiB."""
    found = integer(cell)
    return found * 1024 if isinstance(found, int) else None


def speed(cell: str) -> Cell:
    """Give bit/s from such as `10G`, `a-1000`, `1000000 Kbit`; a bare number is in Mbit/s; None for `auto`."""
    found = _SPEED.match(cell.strip())
    return round(float(found[1]) * _UNITS[found[2].lower()]) or None if found else None


def seconds(cell: str) -> Cell:
    """Give a span such as `2 years, 31 weeks`, `3d4h` or `1 day, 02:03:04` in seconds."""
    total, said = 0, False
    for number, unit in _SPAN.findall(_CLOCK.sub("", cell)):
        total, said = total + int(number) * _SECONDS[unit.lower()], True
    if clock := _CLOCK.search(cell):
        total, said = total + int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0), True
    return total if said else None


def days_and_clock(cell: str) -> Cell:
    """Give a span such as `12:03:25:11`, days first, in seconds."""
    parts = cell.strip().split(":")
    if not all(part.isdigit() for part in parts):
        return None
    days, *clock = [0] * (4 - len(parts)) + [int(part) for part in parts]
    return days * 86400 + clock[0] * 3600 + clock[1] * 60 + clock[2]


def host(cell: str) -> Cell:
    """Give an IP address in canonical text, without its length or zone; None for what is none, and for 0.0.0.0."""
    try:
        found = ip_address(cell.strip().partition("/")[0].partition("%")[0])
    except ValueError:
        return None
    return None if found.is_unspecified else str(found)


def length(cell: str) -> Cell:
    """Give the prefix length from `10.0.0.1/24`, `24`, `/24` or `255.255.255.0`."""
    bare = cell.strip()
    tail = bare.rpartition("/")[2]
    if tail.isdigit():
        return int(tail)
    try:
        return ip_interface(f"0.0.0.0/{tail}").network.prefixlen if "." in tail and "/" not in bare else None
    except ValueError:
        return None


def vlan(cell: str) -> Cell:
    """Give a VLAN id from such as `10`, `10/-`; None for `All` and for what is none."""
    found = re.match(r"\s*(\d+)", cell)
    return int(found[1]) if found and int(found[1]) in VLANS else None


def vlans(cell: str) -> Cell:
    """Give ascending VLAN ids from such as `1(default vlan), 4001-4002`."""
    found: set[int] = set()
    for first, last in _VLAN_RANGE.findall(re.sub(r"\([^)]*\)", "", cell)):
        low, high = int(first), int(last or first)
        if low in VLANS and high in VLANS:
            found.update(range(low, high + 1))
    return tuple(sorted(found)) or None


def admin(cell: str) -> Cell:
    """Give what is configured from a state of the link: it is down by will, or else up."""
    bare = cell.strip()
    if bare.lower() in ABSENT:
        return None
    return "down" if _ADMIN_DOWN.search(bare) or bare.lower() == "false" else "up"


def configured(cell: str) -> Cell:
    """Give what is configured from a word that says just that: `up`, `enabled`, `admin-up`."""
    bare = cell.strip().lower()
    if re.search(r"up$|^enabled?|^true", bare):
        return "up"
    return "down" if re.search(r"down|^disabled?|^false", bare) else None


def oper(cell: str) -> Cell:
    """Give the IF-MIB name of a state of the link."""
    return next((name for words, name in _OPER if words.search(cell.strip())), None)


def flags_admin(cell: str) -> Cell:
    """Give what is configured from Linux's flags of a link."""
    return "up" if "UP" in cell.split(",") else "down"


def flags_oper(cell: str) -> Cell:
    """Give the state of a link from Linux's flags: LOWER_UP is the carrier."""
    return "up" if {"UP", "LOWER_UP"} <= set(cell.split(",")) else "down"


def link_kind(cell: str) -> Cell:
    """Give the IANAifType name of a kind of link in Linux's words."""
    return {"loopback": "softwareLoopback", "ether": "ethernetCsmacd"}.get(cell.strip().lower())


def flags_admin_frr(cell: str) -> Cell:
    """Give what is configured from FRRouting's flags, as `<UP,BROADCAST,RUNNING>`."""
    return flags_admin(cell.strip("<> "))


def whole(cell: str) -> Cell:
    """Give all elements of a list as one name: `xgei-1/1/0/1` and `.201`."""
    return plain(cell.replace(" ", ""))


def port(cell: str) -> Cell:
    """Give the name of a port without what is put around it: `Gig 1/0/10`, `sup-eth1(R)`, `ae0.0*`, `Vlan1, Po2`."""
    bare = re.sub(r"\([A-Za-z]\)$", "", cell.split(",", maxsplit=1)[0].strip()).rstrip("*").replace(" ", "")
    return None if bare.lower() in ABSENT | {"cpu", "drop", "router", "switch"} else bare


def chassis(cell: str) -> Cell:
    """Give a MAC in its usual form, any other identifier as it is."""
    return texts.mac(cell.strip().encode()) or plain(cell)


def learned(cell: str) -> Cell:
    """Give how an address came into the forwarding table."""
    bare = cell.strip().lower()
    if re.search(r"dyn|learn|^d|^\*?$", bare):
        return "learned"
    if re.search(r"self|^i$|cpu|system|local", bare):
        return "self"
    return "mgmt" if re.search(r"stat|sec|sticky|blackhole|config|perm|^s", bare) else "other"


def kind(cell: str) -> Cell:
    """Give the IANAifType name that the name of an interface speaks of: guessed, where no table says it."""
    return next((name for pattern, name in _KINDS if pattern.search(cell.strip())), None)


def last_word(cell: str) -> Cell:
    """Give the last word: the version behind a product's name."""
    words = cell.split()
    return words[-1] if words else None


def first_word(cell: str) -> Cell:
    """Give the first word: the product's name before a version."""
    words = cell.split()
    return words[0] if words else None


def version(cell: str) -> Cell:
    """Give the version in a text: what begins with a digit behind an optional V."""
    found = re.search(r"\b[vV]?(\d+(?:\.\w+)+)", cell)
    return found[1] if found else plain(cell)


def name_of_host(cell: str) -> Cell:
    """Give a name without the serial number that Nexus switches put behind it: `leaf1(SAL1819S6BE)`."""
    return plain(re.sub(r"\(\w+\)$", "", cell.strip()))


def health(cell: str) -> Cell:
    """Give the severity that a word of state speaks of."""
    bare = cell.strip().lower()
    if re.search(r"^(?:ok|normal|green|good|active\S*|present|registered|true|pass)\b", bare):
        return "ok"
    if re.search(r"warn|yellow|minor|absent|offline", bare):
        return "warning"
    return "critical" if re.search(r"crit|red|major|fail|fault|abnormal|alarm|shut|false", bare) else "unknown"


CELLS: Final[Mapping[str, Callable[[str], Cell]]] = {
    function.__name__: function
    for function in (
        plain, alias, mac, integer, positive, whether_ok, real, kibibytes, speed, seconds, days_and_clock, host,
        length, vlan, vlans, admin, configured, oper, flags_admin, flags_oper, flags_admin_frr, link_kind, whole,
        port, chassis, learned, kind, last_word, first_word, version, name_of_host, health,
    )
}  # fmt: skip
"""What a platform may name, by name."""
