"""What is still free: addresses and prefixes inside a prefix or range, VLAN ids of a group, AS numbers of a range.

Each search is one statement that looks at what is taken in order and keeps the gaps between, so nothing is
enumerated: a /64 costs what is taken in it. What is taken counts
whoever asks, also where they may not see it. The rules of what may be offered are those of NetBox 4.6.
"""

from __future__ import annotations

import ipaddress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import connection

from inventory.declare.fetching import fetch
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inventory.ipam.models import ASNRange, IPRange, Prefix, VLANGroup

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MANY: Final = 100_000
"""Gaps fetched where the caller names no limit."""


class Span(NamedTuple):
    """Consecutive addresses, both ends included, as numbers of the family `version`."""

    version: int
    first: int
    last: int

    def address(self, at: int) -> str:
        """The text of an address by its number."""
        return str(ipaddress.IPv4Address(at) if self.version == 4 else ipaddress.IPv6Address(at))  # noqa: PLR2004 - IPv4

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return self.last - self.first + 1


class Bounds(NamedTuple):
    """Where to look: the first and the last address that may be offered, the network around them, its table."""

    first: str
    last: str
    around: str
    vrf: int | None
    every_vrf: bool = False


ADDRESSES: Final = """
  SELECT a."_host" AS lo, a."_host" AS hi FROM ipam_ipaddress a
  WHERE a."_host" BETWEEN {first} AND %(last)s::inet AND {table}"""
RANGES: Final = """
  SELECT r."_first" AS lo, r."_last" AS hi FROM ipam_iprange r
  WHERE r.mark_populated AND r."_first" <<= %(around)s::inet AND r."_last" <<= %(around)s::inet AND {table}"""
PREFIXES: Final = """
  SELECT host(p.prefix)::inet AS lo, host(broadcast(p.prefix))::inet AS hi FROM ipam_prefix p
  WHERE p.prefix << %(around)s::inet AND {table}"""
# Where the addresses begin to have gaps: runs of twice the size are asked for until one is not full, then halves of it.
# Counting in an index takes a third of the time of looking at each.
DENSE: Final = """
WITH RECURSIVE run(at, size, grows) AS (
  SELECT %(first)s::inet, 1::bigint, true
  UNION ALL
  SELECT CASE WHEN known.is_full THEN at + size ELSE at END,
    CASE WHEN known.is_full AND grows THEN size * 2 ELSE size / 2 END, known.is_full AND grows
  FROM run CROSS JOIN LATERAL (
    SELECT count(DISTINCT a."_host") = run.size AS is_full FROM ipam_ipaddress a
    WHERE a."_host" BETWEEN run.at AND run.at + (run.size - 1) AND {table}) known
  WHERE size > 0 AND at <= %(last)s::inet
), dense AS MATERIALIZED (SELECT max(at) AS until FROM run)"""
UNTIL: Final = "(SELECT until FROM dense)"
# A gap lies between the greatest address taken so far and the next one taken. The row without `hi` stands before all.
GAPS: Final = """
SELECT host(CASE WHEN upto IS NULL THEN {first} ELSE upto + 1 END), host(coalesce(next - 1, %(last)s::inet))
FROM (
  SELECT lo, max(hi) OVER steps AS upto, lead(lo) OVER steps AS next
  FROM (SELECT {first} AS lo, NULL::inet AS hi UNION ALL {taken}) taken
  WINDOW steps AS (ORDER BY lo ROWS UNBOUNDED PRECEDING)
) step
WHERE CASE WHEN next IS NULL THEN upto IS NULL OR upto < %(last)s::inet WHEN upto IS NULL THEN next > {first}
  WHEN next > upto THEN next - 1 > upto ELSE false END
ORDER BY lo LIMIT %(limit)s"""
NUMBERS: Final = """
WITH stepped AS (
  SELECT asn, lag(asn, 1, %(first)s::bigint - 1) OVER (ORDER BY asn) AS before FROM ipam_asn
  WHERE asn BETWEEN %(first)s::bigint AND %(last)s::bigint
)
SELECT before + 1, asn - 1 FROM stepped WHERE asn > before + 1
UNION ALL
SELECT greatest(%(first)s::bigint, coalesce(max(asn) + 1, 0)), %(last)s::bigint FROM stepped
HAVING coalesce(max(asn), 0) < %(last)s::bigint
ORDER BY 1 LIMIT %(limit)s"""


def usable(prefix: Prefix) -> tuple[str, str] | None:
    """First and last address of a prefix that may be assigned; None where there is none.

    Not the network and broadcast address of IPv4, nor the subnet-router anycast address of IPv6 (RFC 4291), unless
    the prefix is a pool or too small to have them (RFC 3021, RFC 6164).
    """
    network = ipaddress.ip_network(prefix.prefix)
    first, last = network[0], network[-1]
    if not prefix.is_pool and network.max_prefixlen - network.prefixlen > 1:
        first += 1
        last -= network.version == 4  # noqa: PLR2004 - IPv4
    return (str(first), str(last)) if int(first) <= int(last) else None


def in_prefix(prefix: Prefix, limit: int = MANY) -> list[Span]:
    """Gaps between the addresses of a prefix, in order; ranges marked as populated are no gaps."""
    ends = None if prefix.mark_utilized else usable(prefix)
    if ends is None:
        return []
    every = prefix.vrf_id is None and prefix.status == "container"
    return _gaps((ADDRESSES, RANGES), Bounds(*ends, str(prefix.prefix), prefix.vrf_id, every), limit)


def in_range(found: IPRange, limit: int = MANY) -> list[Span]:
    """Gaps between the addresses of a range; none in one that is marked as populated."""
    if found.mark_populated:
        return []
    first, last = (str(ipaddress.ip_interface(each).ip) for each in (found.start_address, found.end_address))
    return _gaps((ADDRESSES,), Bounds(first, last, first, found.vrf_id), limit)


def between_prefixes(prefix: Prefix) -> list[Span]:
    """Gaps between the child prefixes of a prefix. A container of the global table looks at those of every VRF."""
    network = ipaddress.ip_network(prefix.prefix)
    every = prefix.vrf_id is None and prefix.status == "container"
    bounds = Bounds(str(network[0]), str(network[-1]), str(network), prefix.vrf_id, every)
    return _gaps((PREFIXES,), bounds, MANY)


@unlimited()
def _gaps(taken: Sequence[str], bounds: Bounds, limit: int) -> list[Span]:
    table = "vrf_id IS NULL" if bounds.vrf is None else "vrf_id = %(vrf)s::bigint"
    table = "true" if bounds.every_vrf else table
    leaps = ADDRESSES in taken and _may_leap(bounds)
    first = UNTIL if leaps else "%(first)s::inet"
    every = " UNION ALL ".join(each.format(table=table, first=first) for each in taken)
    before = DENSE.format(table=table) if leaps else ""
    params = {"first": bounds.first, "last": bounds.last, "around": bounds.around, "limit": limit, "vrf": bounds.vrf}
    version = ipaddress.ip_address(bounds.first).version
    rows = fetch(before + GAPS.format(taken=every, first=first), params)
    found = (Span(version, *(int(ipaddress.ip_address(end)) for end in row)) for row in rows)
    return [each for each in found if each.size > 0]


def _may_leap(bounds: Bounds) -> bool:
    """Whether what follows the last address leaves room for a run that begins there and is twice as long."""
    first, last = ipaddress.ip_address(bounds.first), ipaddress.ip_address(bounds.last)
    return int(last) + 2 * (int(last) - int(first) + 1) < 1 << last.max_prefixlen


def addresses(spans: Iterable[Span], limit: int) -> list[str]:
    """The first `limit` addresses of the gaps."""
    every = (span.address(at) for span in spans for at in range(span.first, span.last + 1))
    return list(islice(every, limit))


def networks(spans: Iterable[Span]) -> Iterator[Network]:
    """The largest networks that fill the gaps, in order."""
    for span in spans:
        ends = (ipaddress.ip_address(span.address(at)) for at in (span.first, span.last))
        yield from ipaddress.summarize_address_range(*ends)


def cut(free: Sequence[Network], lengths: Iterable[int]) -> list[Network] | None:
    """A network of each length out of the free ones, first fit; None when one of them fits nowhere."""
    left = list(free)
    found: list[Network] = []
    for length in lengths:
        at = next((at for at, each in enumerate(left) if each.prefixlen <= length <= each.max_prefixlen), None)
        if at is None:
            return None
        whole = left[at]
        taken = _first(whole, length)
        rest = sorted(_without(whole, taken))
        left[at : at + 1] = rest
        found.append(taken)
    return found


def _first(whole: Any, length: int) -> Any:
    return next(whole.subnets(new_prefix=length)) if length > whole.prefixlen else whole


def _without(whole: Any, taken: Any) -> list[Any]:
    return list(whole.address_exclude(taken)) if taken != whole else []


@unlimited()
def vlan_ids(group: VLANGroup) -> list[int]:
    """VLAN ids of a group's ranges that none of its VLANs uses, in order."""
    used = {vid for (vid,) in fetch("SELECT vid FROM ipam_vlan WHERE group_id = %s", [group.pk])}
    return [vid for first, last in sorted(group.vid_ranges) for vid in range(first, last + 1) if vid not in used]


@unlimited()
def as_numbers(found: ASNRange, limit: int = MANY) -> list[tuple[int, int]]:
    """Gaps between the AS numbers of a range, as first and last."""
    return fetch(NUMBERS, {"first": found.start, "last": found.end, "limit": limit})


HOLD: Final = {
    "prefix": """SELECT o.id FROM ipam_prefix p JOIN ipam_prefix o
        ON o.prefix >>= p.prefix AND o.vrf_id IS NOT DISTINCT FROM p.vrf_id
        WHERE p.id = %s ORDER BY o.prefix, o.id FOR NO KEY UPDATE OF o""",
    "range": """SELECT o.id FROM ipam_iprange r JOIN ipam_prefix o
        ON o.prefix >>= r."_first" AND o.vrf_id IS NOT DISTINCT FROM r.vrf_id
        WHERE r.id = %s ORDER BY o.prefix, o.id FOR NO KEY UPDATE OF o""",
    "numbers": """SELECT o.id FROM ipam_asnrange r JOIN ipam_asnrange o ON o.start <= r."end" AND o."end" >= r.start
        WHERE r.id = %s ORDER BY o.id FOR NO KEY UPDATE OF o""",
}
"""Whoever takes from nested prefixes, or from number ranges that share some, meets the others at the first row."""


def hold(what: str, key: int) -> None:
    """Lock the prefixes around a "prefix" or "range", or the ranges of "numbers" that share some, the largest first.

    Until the transaction ends nobody else takes anything out of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD[what], [key])
