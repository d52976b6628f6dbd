"""Circuits."""

from django.utils.translation import gettext_lazy as _

from inventory.circuits.choices import CircuitStatus, DistanceUnit
from inventory.circuits.ends import CIRCUIT_FILTERS
from inventory.circuits.rules.circuits import CIRCUIT_COMPUTED, account_is_the_providers, dates_in_order
from inventory.declare.vocabulary import Choice, Primary, Ref, day, decimal, required, unique, whole


class Circuit(Primary):
    """A line rented from a provider, known by the provider's number, with two ends at most, A and Z."""

    cid = required(_("circuit ID"), 100, _("The provider's number."))
    provider = Ref("circuits.Provider", _("provider"), related="circuits")
    provider_account = Ref("circuits.ProviderAccount", _("provider account"), null=True, related="circuits")
    type = Ref("circuits.CircuitType", _("type"), related="circuits")
    status = Choice(_("status"), CircuitStatus, default=CircuitStatus.ACTIVE)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="circuits")
    install_date = day(_("installed"))
    termination_date = day(_("terminates"))
    commit_rate = whole(_("commit rate"), hint=_("kbit/s"))
    distance = decimal(_("distance"), 8, 2, (0, 1_000_000))
    distance_unit = Choice(_("distance unit"), DistanceUnit, null=True)

    class Meta(Primary.Meta):
        ordering = ["provider_id", "cid", "id"]
        verbose_name, verbose_name_plural = _("circuit"), _("circuits")
        constraints = [unique("circuits_circuit_unique_provider_cid", "provider", "cid")]

    class Inventory:
        path = "circuits/circuits"
        brief = "cid provider description"
        columns = "cid provider type status tenant termination_a termination_z commit_rate"
        search = {"cid": 100, "description": 500, "comments": 5000}
        computed, filters = CIRCUIT_COMPUTED, CIRCUIT_FILTERS
        rules = [dates_in_order, account_is_the_providers]
        display, key = "{cid}", "provider cid"
        menu, icon, facets = "inventory/cabling", "route", "provider type status tenant"
