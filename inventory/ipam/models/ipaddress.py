"""IP addresses."""

from django.contrib.postgres.indexes import GistIndex
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, GenericRef, InetField, Ref
from inventory.declare.filters import Network
from inventory.declare.records import Primary
from inventory.declare.spec import Computed
from inventory.ipam.choices import AddressRole, AddressStatus
from inventory.ipam.networks import family, host
from inventory.ipam.rules.addresses import address_unique_in_vrf, assignable

NAT_OUTSIDE = "ARRAY(SELECT n.id FROM ipam_ipaddress n WHERE n.nat_inside_id = {t}.id ORDER BY n.id)"
DNS_NAME = RegexValidator(
    r"^([0-9A-Za-z_-]+|\*)(\.[0-9A-Za-z_-]+)*\.?$", _("Only letters, digits, hyphens, dots and underscores.")
)


class IPAddress(Primary):
    """An IPv4 or IPv6 address with its prefix length, inside one VRF, assigned to an interface or kept for later.

    `nat_inside` is the address this one is translated to.
    """

    address = InetField(_("address"), help_text=_("With prefix length, as 10.1.2.3/24."))
    vrf = Ref("ipam.VRF", _("VRF"), null=True, related="ip_addresses")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="ip_addresses")
    status = Choice(_("status"), AddressStatus, default=AddressStatus.ACTIVE)
    role = Choice(_("role"), AddressRole, null=True)
    assigned_object = GenericRef(_("assigned object"), ("dcim.interface", "virtualization.vminterface"))
    nat_inside = Ref("self", _("NAT (inside)"), null=True, keep=False, related="nat_outside_set")
    dns_name = models.CharField(_("DNS name"), max_length=255, blank=True, default="", validators=[DNS_NAME])

    class Meta(Primary.Meta):
        ordering = ["address", "id"]
        verbose_name = _("IP address")
        verbose_name_plural = _("IP addresses")
        indexes = [
            *Primary.Meta.indexes,
            GistIndex(fields=["address"], opclasses=["inet_ops"], name="ipaddress_network"),
            models.Index(fields=["address", "id"], name="ipaddress_order"),
            models.Index(host("address"), name="ipaddress_host"),
            models.Index(fields=["assigned_object_type", "assigned_object_id"], name="ipaddress_assigned"),
        ]

    class Inventory:
        path = "ipam/ip-addresses"
        brief = "family address nat_inside nat_outside dns_name description"
        columns = "address vrf status role assigned_object tenant dns_name description"
        search = {"address": 100, "dns_name": 300, "description": 500, "comments": 5000}
        computed = {
            "family": family("address"),
            "nat_outside": Computed(NAT_OUTSIDE, "refs", _("NAT (outside)"), target="ipam.ipaddress"),
        }
        filters = {"parent": Network("address", "net_within_include")}
        rules = [assignable, address_unique_in_vrf]
        display = "{address}"
        key = "address vrf"
        menu = "inventory/addresses"
        icon = "id-badge-2"
        facets = "vrf status role tenant"
