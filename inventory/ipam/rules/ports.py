"""What services on ports compute, filter and must hold."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy

from inventory.declare.figures import Element
from inventory.declare.vocabulary import Pointing, Said
from inventory.ipam.choices import ServiceProtocol

FIRST: Final = 1
LAST: Final = 65535
PARENTS: Final = ("dcim.device", "virtualization.virtualmachine")
PORT_FILTERS: Final = {"port": Element("ports", FIRST, LAST, gettext_lazy("port"))}
SERVICE_FILTERS: Final = {
    **PORT_FILTERS,
    "device": Pointing("parent_object", "dcim.device", {"dcim.device": ""}),
    "virtual_machine": Pointing(
        "parent_object", "virtualization.virtualmachine", {"virtualization.virtualmachine": ""}
    ),
    "ip_address": "ipaddresses",
}


def ports() -> ArrayField[Any, Any]:
    """Port numbers, at least one."""
    number = models.PositiveIntegerField(validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)])
    return ArrayField(number, verbose_name=gettext_lazy("ports"), help_text=gettext_lazy("As 443, 8443."))


def _said(found: Any) -> str:
    return f"{ServiceProtocol(found.protocol).name}/{', '.join(str(port) for port in sorted(found.ports))}"


PORTS_SAID: Final = Said(
    "(upper({t}.protocol) || '/' || (SELECT string_agg(p::text, ', ' ORDER BY p) FROM unnest({t}.ports) p))", _said
)
