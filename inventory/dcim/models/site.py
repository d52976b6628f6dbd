"""Sites."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import SiteStatus
from inventory.dcim.scoped import SITE_CIRCUITS, SITE_PREFIXES
from inventory.declare.fields import Choice, Ref, natural
from inventory.declare.records import Organizational
from inventory.declare.spec import Computed


class Site(Organizational):
    """A building or campus where equipment stands: a machine room, a department, a community, a venue.

    A site has one responsible support team, which everything in it falls back to.
    """

    status = Choice(_("status"), SiteStatus, default=SiteStatus.ACTIVE)
    region = Ref("dcim.Region", _("region"), null=True, keep=False, related="sites")
    group = Ref("dcim.SiteGroup", _("group"), null=True, keep=False, related="sites")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="sites")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="sites")
    facility = models.CharField(
        _("facility"), max_length=50, blank=True, default="", help_text=_("Local name or code.")
    )
    time_zone = models.CharField(_("time zone"), max_length=63, null=True, blank=True, help_text=_("As Asia/Shanghai."))
    physical_address = models.CharField(_("physical address"), max_length=200, blank=True, default="")
    shipping_address = models.CharField(_("shipping address"), max_length=200, blank=True, default="")
    latitude: models.DecimalField = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=6, null=True, blank=True, help_text=_("Degrees, WGS 84."),
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude: models.DecimalField = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, help_text=_("Degrees, WGS 84."),
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    _name = natural()

    class Meta(Organizational.Meta):
        ordering = ["_name", "id"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    class Inventory:
        path = "dcim/sites"
        columns = "name status region group tenant responsible rack_count device_count"
        search = {
            "name": 100,
            "slug": 110,
            "facility": 100,
            "description": 500,
            "physical_address": 2000,
            "comments": 5000,
        }
        counts = {
            "device_count": "dcim.device.site", "rack_count": "dcim.rack.site",
            "virtualmachine_count": "virtualization.virtualmachine.site", "vlan_count": "ipam.vlan.site",
        }  # fmt: skip
        computed = {"circuit_count": Computed(SITE_CIRCUITS), "prefix_count": Computed(SITE_PREFIXES)}
        menu = "inventory/sites"
        icon = "building"
        facets = "status region group tenant responsible"
