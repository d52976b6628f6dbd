"""What must hold of address ranges."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Func, GenericIPAddressField
from django.utils.translation import gettext as _

from inventory.ipam.rules.prefixes import table_name

if TYPE_CHECKING:
    from inventory.ipam.models import IPRange


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


class Address(Func):
    """The address without its prefix length, in an order that compares addresses alone."""

    template = "host(%(expressions)s)::inet"
    output_field = GenericIPAddressField()


def range_overlaps_no_other(found: IPRange) -> None:
    """Ranges of one routing table have no address in common."""
    start, end = (str(ipaddress.ip_interface(each).ip) for each in (found.start_address, found.end_address))
    others = type(found).objects.filter(vrf=found.vrf).exclude(pk=found.pk)
    others = others.annotate(low=Address("start_address"), high=Address("end_address"))
    if (other := others.filter(low__lte=end, high__gte=start).first()) is not None:
        message = _("Defined addresses overlap with range %(range)s in %(table)s")
        raise ValidationError({"start_address": message % {"range": other, "table": table_name(found.vrf)}})
