"""What clusters and machines compute from what they hold."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from inventory.dcim.bearing import BearsMac
from inventory.dcim.scoped import SITE_FILTERS
from inventory.declare.vocabulary import Computed, HasAny
from inventory.extras import contexts
from inventory.segments.rules.membership import OF_INTERFACE
from inventory.tenancy.centre import OfCentre, centre
from inventory.tenancy.owned import OWNED_FILTERS

MACHINES: Final = "FROM virtualization_virtualmachine m WHERE m.cluster_id = {t}.id"
CLUSTER_COUNTS: Final = {
    "device_count": "dcim.device.cluster",
    "virtualmachine_count": "virtualization.virtualmachine.cluster",
}
CLUSTER_COMPUTED: Final = {
    "allocated_vcpus": Computed(f"SELECT coalesce(sum(m.vcpus), 0) {MACHINES}", "decimal", _("allocated vCPUs")),
    "allocated_memory": Computed(
        f"SELECT coalesce(sum(m.memory), 0) {MACHINES}", label=_("allocated memory"), unit="MB"
    ),
    "allocated_disk": Computed(f"SELECT coalesce(sum(m.disk), 0) {MACHINES}", label=_("allocated disk"), unit="MB"),
}
MACHINE_COMPUTED: Final = {
    **centre("machine"),
    "primary_ip": Computed(
        "coalesce({t}.primary_ip6_id, {t}.primary_ip4_id)", "ref", _("primary IP"), target="ipam.ipaddress"
    ),
    "config_context": Computed("{t}.id", "json", _("config context"), make=contexts.of_machines),
}
MACHINE_COUNTS: Final = {
    "interface_count": "virtualization.vminterface.virtual_machine",
    "virtual_disk_count": "virtualization.virtualdisk.virtual_machine",
}
OWN: Final = "x WHERE x.assigned_object_type = 'virtualization.vminterface' AND x.assigned_object_id = {t}.id"
PRIMARY_MAC: Final = "SELECT x.mac_address FROM dcim_macaddress x WHERE x.id = {t}.primary_mac_address_id"
MACS: Final = "ARRAY(SELECT x.id FROM dcim_macaddress " + OWN + " ORDER BY x.id)"  # noqa: S608 - constants
ADDRESSES: Final = "SELECT count(*) FROM ipam_ipaddress " + OWN  # noqa: S608 - constants
VM_FILTERS: Final = {"cluster": "virtual_machine.cluster", "mac_address": BearsMac("virtualization.vminterface")}
MACHINE_FILTERS: Final = {
    **SITE_FILTERS,
    **OWNED_FILTERS,
    "centre": OfCentre("machine"),
    "cluster_type": "cluster.type",
    "cluster_group": "cluster.group",
    "has_primary_ip": HasAny(("primary_ip4", "primary_ip6"), _("has a primary IP")),
    "mac_address": BearsMac("virtualization.vminterface", "virtual_machine"),
}
INTERFACE_COMPUTED: Final = {
    "mac_address": Computed(PRIMARY_MAC, "mac", _("MAC address")),
    "mac_addresses": Computed(MACS, "refs", _("MAC addresses"), target="dcim.macaddress"),
    "count_ipaddresses": Computed(ADDRESSES, label=_("IP addresses")),
    "count_fhrp_groups": Computed("0", label=_("FHRP groups")),
    **OF_INTERFACE,
}
