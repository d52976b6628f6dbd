"""Sites."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import SiteStatus
from inventory.dcim.measured import Located
from inventory.dcim.rules.places import known_time_zone
from inventory.dcim.scoped import SITE_COMPUTED, SITE_COUNTS, SITE_OWN_FILTERS
from inventory.declare.vocabulary import Choice, Organizational, Ref, Refs, natural, text, unstated


class Site(Organizational, Located):
    """A building or campus where equipment stands: a machine room, a department, a community, a venue.

    A site has one responsible support team, which everything in it falls back to.
    """

    status = Choice(_("status"), SiteStatus, default=SiteStatus.ACTIVE)
    region = Ref("dcim.Region", _("region"), null=True, keep=False, related="sites")
    group = Ref("dcim.SiteGroup", _("group"), null=True, keep=False, related="sites")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="sites")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="sites")
    asns = Refs("ipam.ASN", _("ASNs"), related="sites")
    facility = text(_("facility"), 50, _("Local name or code."))
    time_zone = unstated(_("time zone"), 63, _("As Asia/Shanghai."))
    physical_address, shipping_address = text(_("physical address"), 200), text(_("shipping address"), 200)
    _name = natural()

    class Meta(Organizational.Meta):
        ordering = ["_name", "id"]
        verbose_name, verbose_name_plural = _("site"), _("sites")

    class Inventory:
        path = "dcim/sites"
        columns = "name status region group tenant responsible rack_count device_count"
        search = {"name": 100, "slug": 110, "facility": 100, "physical_address": 300, "description": 500}
        counts, rules = SITE_COUNTS, [known_time_zone]
        computed, filters = SITE_COMPUTED, SITE_OWN_FILTERS
        menu, icon, facets = "inventory/sites", "building", "status region group tenant responsible"
