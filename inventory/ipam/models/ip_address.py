"""IP addresses."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, GenericRef, InetField, Primary, Ref, text
from inventory.ipam.choices import AddressRole, AddressStatus
from inventory.ipam.networks import ADDRESS_COMPUTED, ADDRESS_FILTERS, ADDRESS_INDEXES, alone
from inventory.ipam.rules.addresses import DNS_NAME, address_unique_in_vrf, assignable
from inventory.ipam.rules.enforced import enforced


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
    dns_name = text(_("DNS name"), 255, validators=[DNS_NAME])
    _host, _enforced = alone("address"), enforced()

    class Meta(Primary.Meta):
        ordering, verbose_name, verbose_name_plural = ["address", "id"], _("IP address"), _("IP addresses")
        indexes = [*Primary.Meta.indexes, *ADDRESS_INDEXES]

    class Inventory:
        path = "ipam/ip-addresses"
        brief = "family address nat_inside nat_outside dns_name description"
        columns = "address vrf status role assigned_object tenant dns_name description"
        search = {"address": 100, "dns_name": 300, "description": 500, "comments": 5000}
        computed, filters = ADDRESS_COMPUTED, ADDRESS_FILTERS
        rules = [assignable, address_unique_in_vrf]
        display, key = "{address}", "address vrf"
        menu, icon, facets = "inventory/addresses", "id-badge-2", "vrf status role tenant"
