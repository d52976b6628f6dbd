"""Devices."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from inventory.dcim.asking import HAS
from inventory.dcim.bearing import BearsMac
from inventory.dcim.choices import Airflow, DeviceFace, DeviceStatus
from inventory.dcim.component import DEVICE_COMPUTED, DEVICE_COUNTS
from inventory.dcim.measured import Located
from inventory.dcim.rules.bays import child_is_not_mounted
from inventory.dcim.rules.chassis import member_in_place
from inventory.dcim.rules.components import saved
from inventory.dcim.rules.placement import device_in_place, fits_in_rack
from inventory.dcim.rules.primary import addresses_are_its_own
from inventory.dcim.scoped import SITE_FILTERS
from inventory.declare.spec import Action
from inventory.declare.vocabulary import (
    Choice,
    HasAny,
    Holds,
    Primary,
    Ref,
    decimal,
    index,
    json,
    natural,
    text,
    unique,
    unstated,
    whole,
)  # fmt: skip
from inventory.tenancy.centre import OfCentre
from inventory.tenancy.owned import OWNED_FILTERS

WITHOUT_TENANT = models.Q(tenant__isnull=True)


class Device(Primary, Located):
    """A piece of equipment at a site, mounted in a rack or not.

    Switches, routers, firewalls, servers, PDUs, video terminals and patch panels are devices. A new one gets the
    components that the templates of its type name. `position` is the lowest rack unit it occupies, in steps of half a
    unit; null means not mounted. A device without a name is shown by its type.
    """

    name = unstated(_("name"), 64)
    device_type = Ref("dcim.DeviceType", _("device type"), related="devices")
    role = Ref("dcim.DeviceRole", _("role"), related="devices")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="devices")
    platform = Ref("dcim.Platform", _("platform"), null=True, keep=False, related="devices")
    serial = text(_("serial number"), 50, db_index=True)
    asset_tag = unstated(_("asset tag"), 50, unique=True)
    site = Ref("dcim.Site", _("site"), related="devices")
    location = Ref("dcim.Location", _("location"), null=True, related="devices")
    rack = Ref("dcim.Rack", _("rack"), null=True, related="devices")
    position = decimal(_("position (U)"), 4, 1, (0.5, 100.5), _("The lowest unit occupied."))
    face = Choice(_("rack face"), DeviceFace, null=True)
    status = Choice(_("status"), DeviceStatus, default=DeviceStatus.ACTIVE, db_index=True)
    airflow = Choice(_("airflow"), Airflow, null=True)
    primary_ip4 = Ref("ipam.IPAddress", _("primary IPv4"), null=True, keep=False, related="+")
    primary_ip6 = Ref("ipam.IPAddress", _("primary IPv6"), null=True, keep=False, related="+")
    oob_ip = Ref("ipam.IPAddress", _("out-of-band IP"), null=True, keep=False, related="+")
    cluster = Ref("virtualization.Cluster", _("cluster"), null=True, keep=False, related="devices")
    virtual_chassis = Ref("dcim.VirtualChassis", _("virtual chassis"), null=True, keep=False, related="members")
    vc_position = whole(_("position in chassis"), high=255)
    vc_priority = whole(_("priority in chassis"), high=255, hint=_("In the election of the master."))
    config_template = Ref("extras.ConfigTemplate", _("config template"), null=True, keep=False, related="devices")
    local_context_data = json(_("local context data"), _("For configuration templates."), null=True, blank=True)
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name, verbose_name_plural = _("device"), _("devices")
        constraints = [
            models.UniqueConstraint(Lower("name"), "site", "tenant", name="dcim_device_unique_name_site_tenant"),
            models.UniqueConstraint(
                Lower("name"), "site", condition=WITHOUT_TENANT, name="dcim_device_unique_name_site"
            ),
            unique("dcim_device_unique_primary_ip4", "primary_ip4"),
            unique("dcim_device_unique_primary_ip6", "primary_ip6"),
            unique("dcim_device_unique_vc_position", "virtual_chassis", "vc_position"),
            unique("dcim_device_unique_oob_ip", "oob_ip"),
        ]
        indexes = [*Primary.Meta.indexes, index("device_order", "_name", "id")]

    class Inventory:
        path = "dcim/devices"
        brief = "name description"
        columns = "name status role device_type site rack position tenant primary_ip"
        search = {"name": 100, "asset_tag": 50, "serial": 60, "description": 500, "comments": 5000}
        counts = DEVICE_COUNTS
        computed = DEVICE_COMPUTED
        filters = SITE_FILTERS | {
            "manufacturer": "device_type.manufacturer", "model": "device_type.model",
            "has_primary_ip": HasAny(("primary_ip4", "primary_ip6"), _("has a primary IP")),
            "virtual_chassis_member": HasAny(("virtual_chassis",), _("member of a virtual chassis")),
            "parent_device": "parent_bay.device",
            "device_bays": Holds(models.Q(devicebays__isnull=False), _("has device bays")),
            "module_bays": Holds(models.Q(modulebays__isnull=False), _("has module bays")),
            "has_oob_ip": HasAny(("oob_ip",), _("has an out-of-band IP")),
            "mac_address": BearsMac("dcim.interface", "device"), "centre": OfCentre("device"), **OWNED_FILTERS, **HAS,
        }  # fmt: skip
        rules = [device_in_place, child_is_not_mounted, fits_in_rack, member_in_place, addresses_are_its_own]
        saved = saved
        actions = [
            Action("render-config", "infoport.api.actions.rendering.RenderConfig"),
            Action("fetch-config", "infoport.api.actions.configs.FetchConfig"),
        ]
        display = (
            "{name} ({asset_tag})|{name}|{virtual_chassis.name}:{vc_position}|"
            "{device_type.manufacturer.name} {device_type.model} ({id})"
        )
        key = "site name"
        menu, icon, facets = "inventory/devices", "server-2", "site role status device_type tenant platform"
