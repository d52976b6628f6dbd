"""What several address types compute alike."""

from __future__ import annotations

from typing import Final

from django.db.models import F, Func, TextField
from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Computed

SCOPES: Final = ("dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location")
"""Where a prefix, a VLAN group or a cluster may be valid."""


def family(column: str) -> Computed:
    """The address family, 4 or 6, labelled."""
    return Computed(f"family({{t}}.{column})", "choice", _("family"), choices=((4, "IPv4"), (6, "IPv6")))


def host(column: str) -> Func:
    """The address without its prefix length, as text; what makes two addresses duplicates."""
    return Func(F(column), function="host", output_field=TextField())
