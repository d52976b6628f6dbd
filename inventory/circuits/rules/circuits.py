"""What must hold of circuits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.together import by_itself
from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from inventory.circuits.models import Circuit

SIDE: Final = "SELECT s.id FROM circuits_circuittermination s WHERE s.circuit_id = {t}.id AND s.term_side = '%s'"
TERMINATION: Final = "circuits.circuittermination"
CIRCUIT_COMPUTED: Final = {
    "termination_a": Computed(SIDE % "A", "ref", gettext_lazy("termination A"), target=TERMINATION),
    "termination_z": Computed(SIDE % "Z", "ref", gettext_lazy("termination Z"), target=TERMINATION),
}


@by_itself
def dates_in_order(circuit: Circuit) -> None:
    """A circuit does not end before it begins, and its distance has a unit."""
    begins, ends = circuit.install_date, circuit.termination_date
    if begins and ends and ends < begins:
        message = _("%(ends)s is before the installation on %(begins)s.")
        raise ValidationError({"termination_date": message % {"ends": ends, "begins": begins}})
    if circuit.distance is not None and not circuit.distance_unit:
        raise ValidationError({"distance_unit": _("Must specify a unit when setting a distance.")})


@by_itself
def account_is_the_providers(circuit: Circuit) -> None:
    """A circuit is billed to an account with its own provider."""
    account = circuit.provider_account
    if account and account.provider_id != circuit.provider_id:
        message = _("The assigned account must belong to the assigned provider (%(provider)s).")
        raise ValidationError({"provider_account": message % {"provider": circuit.provider}})
