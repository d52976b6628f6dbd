"""What autonomous system numbers compute, filter and must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Computed, Said
from inventory.tenancy.owned import OWNED_FILTERS

if TYPE_CHECKING:
    from inventory.ipam.models import ASN, ASNRange

FIRST: Final = 1
LAST: Final = 2**32 - 1
"""AS numbers that may be written (RFC 6793, as NetBox takes them)."""
SHORT: Final = 2**16
"""From here a number is also said in two halves (RFC 5396 asdot)."""
ASN_COMPUTED: Final = {
    "sites": Computed(
        "ARRAY(SELECT m.site_id FROM dcim_site_asns m WHERE m.asn_id = {t}.id ORDER BY 1)",
        "refs", gettext_lazy("sites"), target="dcim.site",
    ),
}  # fmt: skip
ASN_FILTERS: Final = {"site": "sites", "provider": "providers", **OWNED_FILTERS}
TAKEN: Final = '(SELECT count(*) FROM ipam_asn a WHERE a.asn BETWEEN {t}.start AND {t}."end")'
ASN_RANGE_COMPUTED: Final = {
    "asn_count": Computed(TAKEN, label=gettext_lazy("ASN count")),
    "utilization": Computed(
        f'round({TAKEN} * 100.0 / ({{t}}."end" - {{t}}.start + 1), 2)::float8',
        "decimal", gettext_lazy("utilization"), unit="%",
    ),
}  # fmt: skip
ASN_RANGE_ACTIONS: Final = [Action("available-asns", "infoport.api.actions.available.AvailableASNs")]


def as_number(label: Any, **options: Any) -> models.BigIntegerField[int, int]:
    """An AS number of 32 bits."""
    return models.BigIntegerField(
        label, help_text=gettext_lazy("16 or 32 bits."), validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
        **options,
    )  # fmt: skip


def said(found: ASN) -> str:
    """`AS64512`; of more than 16 bits also in two halves, `AS4200000000 (64086.59904)`."""
    if found.asn < SHORT:
        return f"AS{found.asn}"
    return f"AS{found.asn} ({found.asn // SHORT}.{found.asn % SHORT})"


ASN_SAID: Final = Said(
    f"('AS' || {{t}}.asn || CASE WHEN {{t}}.asn >= {SHORT} "
    f"THEN ' (' || {{t}}.asn / {SHORT} || '.' || mod({{t}}.asn, {SHORT}) || ')' ELSE '' END)",
    said,
)


def numbers_in_order(found: ASNRange) -> None:
    """A range does not end before it starts."""
    if found.end < found.start:
        message = _("Starting ASN (%(start)s) must be lower than ending ASN (%(end)s).")
        raise ValidationError({"end": message % {"start": found.start, "end": found.end}})
