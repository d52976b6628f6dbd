"""What must hold of address ranges."""

from __future__ import annotations

import ipaddress
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.display import Said
from inventory.declare.refusals import refused_by
from inventory.declare.together import by_itself
from inventory.ipam.rules.prefixes import table_name

if TYPE_CHECKING:
    from inventory.ipam.models import IPRange


@by_itself
def range_in_order(found: IPRange) -> None:
    """Both ends are of one family and one network, and the end does not come before the start."""
    start, end = ipaddress.ip_interface(found.start_address), ipaddress.ip_interface(found.end_address)
    if start.version != end.version:
        raise ValidationError({"end_address": _("Starting and ending IP address versions must match")})
    if start.network.prefixlen != end.network.prefixlen:
        raise ValidationError({"end_address": _("Starting and ending IP address masks must match")})
    if int(end.ip) < int(start.ip):
        message = _("Ending address must be greater than or equal to the starting address (%(start)s)")
        raise ValidationError({"end_address": message % {"start": found.start_address}})


def range_overlaps_no_other(found: IPRange) -> None:
    """Ranges of one routing table have no address in common."""
    start, end = (str(ipaddress.ip_interface(each).ip) for each in (found.start_address, found.end_address))
    others = type(found).objects.filter(vrf=found.vrf).exclude(pk=found.pk)
    if (other := others.filter(_first__net_lte=end, _last__net_gte=start).first()) is not None:
        message = _("Defined addresses overlap with range %(range)s in %(table)s")
        raise ValidationError({"start_address": message % {"range": other, "table": table_name(found.vrf)}})


@refused_by("ipam_iprange_overlap")
def range_overlaps(found: IPRange, detail: str) -> dict[str, list[str]]:
    """A range that overlaps one just made."""
    message = _("%(range)s overlaps another range in %(table)s: %(detail)s")
    told = {"range": found, "table": table_name(found.vrf), "detail": detail}
    return {"start_address": [message % told]}


def _said(found: IPRange) -> str:
    start, end = (ipaddress.ip_interface(each) for each in (found.start_address, found.end_address))
    mark = ":" if end.version == 6 else "."  # noqa: PLR2004 - IPv6
    parts = str(end.ip).split(mark)
    pairs = zip(str(start.ip).split(mark), parts, strict=False)
    same = sum(1 for _each in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return f"{start.ip}-{mark.join(parts[min(same, len(parts) - 1) :])}/{start.network.prefixlen}"


MARK: Final = "CASE family({t}.end_address) WHEN 6 THEN ':' ELSE '.' END"
SAME: Final = f"""SELECT e.parts, least(cardinality(e.parts) - 1, (SELECT count(*) FROM (
    SELECT bool_and(a IS NOT DISTINCT FROM b) OVER (ORDER BY i) AS same
    FROM unnest(string_to_array(host({{t}}.start_address), {MARK}), e.parts) WITH ORDINALITY AS pair(a, b, i)
  ) each WHERE each.same))::int AS same
  FROM (SELECT string_to_array(host({{t}}.end_address), {MARK}) AS parts) e"""  # noqa: S608 - constants
REST: Final = f"SELECT array_to_string(x.parts[x.same + 1:], {MARK}) FROM ({SAME}) x"  # noqa: S608 - constants
RANGE_SAID: Final = Said(
    f"(host({{t}}.start_address) || '-' || ({REST}) || '/' || masklen({{t}}.start_address))",
    _said,
)
"""The start, and of the end only what differs: `10.20.1.100-101/24`."""
