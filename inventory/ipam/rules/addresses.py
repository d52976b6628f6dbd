"""What must hold of addresses."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.fetching import fetch
from inventory.declare.refusals import refused_by
from inventory.declare.together import by_itself, for_suspects
from inventory.declare.viewing import unlimited
from inventory.ipam.rules.enforced import is_unique_in
from inventory.ipam.rules.prefixes import table_name
from inventory.ipam.rules.suspects import same_address

if TYPE_CHECKING:
    from inventory.ipam.models import IPAddress

DNS_NAME: Final = RegexValidator(
    r"^([0-9A-Za-z_-]+|\*)(\.[0-9A-Za-z_-]+)*\.?$",
    gettext_lazy("Only letters, digits, hyphens, dots and underscores."),
)
SHARED: Final = frozenset({"anycast", "vip", "vrrp", "hsrp", "glbp", "carp"})
"""Roles in which several interfaces bear one address; NetBox 4.6 `IPADDRESS_ROLES_NONUNIQUE`."""

SAME: Final = """SELECT role FROM ipam_ipaddress WHERE "_host" = %s::inet AND vrf_id IS NOT DISTINCT FROM %s::bigint
  AND id IS DISTINCT FROM %s::bigint"""


@by_itself
def assignable(address: Any) -> None:
    """A network's own address and its broadcast address are assigned to no interface.

    Networks of two addresses or one have neither (RFC 3021, RFC 6164); IPv6 has no broadcast.
    """
    if not address.assigned_object_id:
        return
    interface = ipaddress.ip_interface(address.address)
    network = interface.network
    if network.max_prefixlen - network.prefixlen <= 1:
        return
    if interface.ip == network.network_address:
        message = _("%(address)s is a network ID, which may not be assigned to an interface.")
        raise ValidationError({NON_FIELD_ERRORS: message % {"address": interface.ip}})
    if network.version == 4 and interface.ip == network.broadcast_address:  # noqa: PLR2004 - IPv4
        message = _("%(address)s is a broadcast address, which may not be assigned to an interface.")
        raise ValidationError({NON_FIELD_ERRORS: message % {"address": interface.ip}})


@for_suspects(same_address)
def address_unique_in_vrf(address: IPAddress) -> None:
    """An address is unique in the global table and in every VRF that asks for it, whatever the prefix lengths.

    Where all of them have a role that shares addresses, several may be alike.
    """
    if not is_unique_in(address.vrf):
        return
    host = str(ipaddress.ip_interface(address.address).ip)
    with unlimited():
        roles = [role for (role,) in fetch(SAME, [host, address.vrf_id, address.pk])]
    if roles and not {address.role, *roles} <= SHARED:
        raise ValidationError(address_is_duplicate(address, ""))


@refused_by("ipam_ipaddress_unique")
def address_is_duplicate(address: Any, detail: str) -> dict[str, list[str]]:
    """An address that somebody else has made, or a VRF that holds one twice and shall not."""
    if hasattr(address, "enforce_unique"):
        return {"enforce_unique": [_("%(vrf)s holds duplicates: %(detail)s") % {"vrf": address, "detail": detail}]}
    message = _("Duplicate IP address found in %(table)s: %(address)s")
    return {"address": [message % {"table": table_name(address.vrf), "address": address.address}]}
