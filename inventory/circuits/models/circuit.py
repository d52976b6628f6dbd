"""Circuits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.circuits.choices import CircuitStatus, DistanceUnit
from inventory.circuits.rules.circuits import dates_in_order
from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Primary
from inventory.declare.spec import Computed

SIDE = "SELECT s.id FROM circuits_circuittermination s WHERE s.circuit_id = {t}.id AND s.term_side = '%s'"


class Circuit(Primary):
    """A line rented from a provider, known by the provider's number.

    It has two ends at most, A and Z. `commit_rate` is in kbit/s.
    """

    cid = models.CharField(_("circuit ID"), max_length=100, help_text=_("The provider's number."))
    provider = Ref("circuits.Provider", _("provider"), related="circuits")
    type = Ref("circuits.CircuitType", _("type"), related="circuits")
    status = Choice(_("status"), CircuitStatus, default=CircuitStatus.ACTIVE)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="circuits")
    install_date = models.DateField(_("installed"), null=True, blank=True)
    termination_date = models.DateField(_("terminates"), null=True, blank=True)
    commit_rate = models.PositiveIntegerField(_("commit rate"), null=True, blank=True, help_text=_("kbit/s"))
    distance: models.DecimalField = models.DecimalField(
        _("distance"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    distance_unit = Choice(_("distance unit"), DistanceUnit, null=True)

    class Meta(Primary.Meta):
        ordering = ["provider__name", "cid", "id"]
        verbose_name = _("circuit")
        verbose_name_plural = _("circuits")
        constraints = [models.UniqueConstraint(fields=["provider", "cid"], name="circuits_circuit_unique_provider_cid")]

    class Inventory:
        path = "circuits/circuits"
        brief = "cid provider description"
        columns = "cid provider type status tenant termination_a termination_z commit_rate"
        search = {"cid": 100, "description": 500, "comments": 5000}
        computed = {
            "termination_a": Computed(SIDE % "A", "ref", _("termination A"), target="circuits.circuittermination"),
            "termination_z": Computed(SIDE % "Z", "ref", _("termination Z"), target="circuits.circuittermination"),
        }
        rules = [dates_in_order]
        display = "{cid}"
        key = "provider cid"
        menu = "inventory/cabling"
        icon = "route"
        facets = "provider type status tenant"
