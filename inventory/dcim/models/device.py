"""Devices."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import Airflow, DeviceFace, DeviceStatus
from inventory.dcim.rules.placement import device_in_place, fits_in_rack
from inventory.dcim.rules.primary import addresses_are_its_own
from inventory.declare.fields import Choice, Ref, natural
from inventory.declare.filters import HasAny
from inventory.declare.records import Primary
from inventory.declare.spec import Computed


class Device(Primary):
    """A piece of equipment at a site, mounted in a rack or not.

    Switches, routers, firewalls, servers, PDUs, video terminals and patch panels are devices. A new one
    gets the components that the templates of its type name. `position` is the lowest rack unit it occupies, in
    steps of half a unit; null means not mounted. A device without a name is shown by its type.
    """

    name = models.CharField(_("name"), max_length=64, null=True, blank=True)
    device_type = Ref("dcim.DeviceType", _("device type"), related="devices")
    role = Ref("dcim.DeviceRole", _("role"), related="devices")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="devices")
    platform = Ref("dcim.Platform", _("platform"), null=True, keep=False, related="devices")
    serial = models.CharField(_("serial number"), max_length=50, blank=True, default="", db_index=True)
    asset_tag = models.CharField(_("asset tag"), max_length=50, null=True, blank=True, unique=True)
    site = Ref("dcim.Site", _("site"), related="devices")
    location = Ref("dcim.Location", _("location"), null=True, related="devices")
    rack = Ref("dcim.Rack", _("rack"), null=True, related="devices")
    position: models.DecimalField = models.DecimalField(
        _("position (U)"), max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0.5), MaxValueValidator(100.5)], help_text=_("The lowest unit occupied."),
    )  # fmt: skip
    face = Choice(_("rack face"), DeviceFace, null=True)
    latitude: models.DecimalField = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=6, null=True, blank=True, help_text=_("Degrees, WGS 84."),
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude: models.DecimalField = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, help_text=_("Degrees, WGS 84."),
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    status = Choice(_("status"), DeviceStatus, default=DeviceStatus.ACTIVE, db_index=True)
    airflow = Choice(_("airflow"), Airflow, null=True)
    primary_ip4 = Ref("ipam.IPAddress", _("primary IPv4"), null=True, keep=False, related="+")
    primary_ip6 = Ref("ipam.IPAddress", _("primary IPv6"), null=True, keep=False, related="+")
    oob_ip = Ref("ipam.IPAddress", _("out-of-band IP"), null=True, keep=False, related="+")
    cluster = Ref("virtualization.Cluster", _("cluster"), null=True, keep=False, related="devices")
    local_context_data: models.JSONField = models.JSONField(
        _("local context data"), null=True, blank=True, help_text=_("A JSON object for configuration templates.")
    )
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.UniqueConstraint(Lower("name"), "site", "tenant", name="dcim_device_unique_name_site_tenant"),
            models.UniqueConstraint(
                Lower("name"), "site", condition=models.Q(tenant__isnull=True), name="dcim_device_unique_name_site"
            ),
            *(
                models.UniqueConstraint(fields=[name], name=f"dcim_device_unique_{name}")
                for name in ("primary_ip4", "primary_ip6", "oob_ip")
            ),
        ]
        indexes = [*Primary.Meta.indexes, models.Index(fields=["_name", "id"], name="device_order")]

    class Inventory:
        path = "dcim/devices"
        brief = "name description"
        columns = "name status role device_type site rack position tenant primary_ip"
        search = {
            "name": 100, "asset_tag": 50, "serial": 60, "description": 500, "comments": 5000,
        }  # fmt: skip
        counts = {
            "console_port_count": "dcim.consoleport.device", "power_port_count": "dcim.powerport.device",
            "power_outlet_count": "dcim.poweroutlet.device", "interface_count": "dcim.interface.device",
            "front_port_count": "dcim.frontport.device", "rear_port_count": "dcim.rearport.device",
            "inventory_item_count": "dcim.inventoryitem.device",
        }  # fmt: skip
        computed = {
            "parent_device": Computed("NULL::bigint", "ref", _("parent device"), target="dcim.device"),
            "primary_ip": Computed(
                "coalesce({t}.primary_ip6_id, {t}.primary_ip4_id)", "ref", _("primary IP"), target="ipam.ipaddress"
            ),
            "config_context": Computed("coalesce({t}.local_context_data, '{}'::jsonb)", "json", _("config context")),
        }
        filters = {
            "region": "site.region", "site_group": "site.group", "manufacturer": "device_type.manufacturer",
            "model": "device_type.model", "has_primary_ip": HasAny(("primary_ip4", "primary_ip6")),
            "has_oob_ip": HasAny(("oob_ip",)),
        }  # fmt: skip
        rules = [device_in_place, fits_in_rack, addresses_are_its_own]
        display = "{name} ({asset_tag})|{name}|{device_type.manufacturer.name} {device_type.model} ({id})"
        key = "site name"
        menu = "inventory/devices"
        icon = "server-2"
        facets = "site role status device_type tenant platform"
