"""What must hold of prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from inventory.ipam.models import VRF, Prefix


def not_everything(prefix: Prefix) -> None:
    """A prefix of length 0 is every address there is, and plans nothing."""
    if str(prefix.prefix).endswith("/0"):
        raise ValidationError({"prefix": _("Cannot create prefix with /0 mask.")})


def prefix_unique_in_vrf(prefix: Prefix) -> None:
    """A prefix is unique in the global table and in every VRF that asks for it."""
    if prefix.vrf_id and not prefix.vrf.enforce_unique:
        return
    same = type(prefix).objects.filter(prefix=prefix.prefix, vrf=prefix.vrf).exclude(pk=prefix.pk)
    if same.exists():
        message = _("Duplicate prefix found in %(table)s: %(prefix)s")
        raise ValidationError({"prefix": message % {"table": table_name(prefix.vrf), "prefix": prefix.prefix}})


def table_name(vrf: VRF | None) -> str:
    """How messages name a routing table."""
    return _("VRF %(vrf)s") % {"vrf": vrf} if vrf else _("global table")
