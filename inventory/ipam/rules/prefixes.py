"""What must hold of prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.refusals import refused_by
from inventory.declare.together import by_itself, for_suspects
from inventory.ipam.rules.enforced import is_unique_in
from inventory.ipam.rules.suspects import same_prefix

if TYPE_CHECKING:
    from inventory.ipam.models import VRF, Aggregate, Prefix


@by_itself
def not_everything(prefix: Prefix | Aggregate) -> None:
    """A prefix of length 0 is every address there is, and plans nothing."""
    if str(prefix.prefix).endswith("/0"):
        raise ValidationError({"prefix": _("Cannot create prefix with /0 mask.")})


@for_suspects(same_prefix)
def prefix_unique_in_vrf(prefix: Prefix) -> None:
    """A prefix is unique in the global table and in every VRF that asks for it."""
    if not is_unique_in(prefix.vrf):
        return
    if type(prefix).objects.filter(prefix=prefix.prefix, vrf=prefix.vrf).exclude(pk=prefix.pk).exists():
        raise ValidationError(prefix_is_duplicate(prefix, ""))


@refused_by("ipam_prefix_unique")
def prefix_is_duplicate(prefix: Any, detail: str) -> dict[str, list[str]]:
    """A prefix that somebody else has made, or a VRF that holds one twice and shall not."""
    if hasattr(prefix, "enforce_unique"):
        return {"enforce_unique": [_("%(vrf)s holds duplicates: %(detail)s") % {"vrf": prefix, "detail": detail}]}
    message = _("Duplicate prefix found in %(table)s: %(prefix)s")
    return {"prefix": [message % {"table": table_name(prefix.vrf), "prefix": prefix.prefix}]}


def aggregate_overlaps_no_other(aggregate: Aggregate) -> None:
    """Aggregates have no address in common."""
    others = type(aggregate).objects.exclude(pk=aggregate.pk)
    covering = others.filter(prefix__net_contains=aggregate.prefix).first()
    if covering is not None:
        message = _("Aggregates cannot overlap. %(prefix)s is already covered by an existing aggregate (%(other)s).")
        raise ValidationError({"prefix": message % {"prefix": aggregate.prefix, "other": covering}})
    covered = others.filter(prefix__net_within=aggregate.prefix).first()
    if covered is not None:
        message = _("Prefixes cannot overlap aggregates. %(prefix)s covers an existing aggregate (%(other)s).")
        raise ValidationError({"prefix": message % {"prefix": aggregate.prefix, "other": covered}})


@refused_by("ipam_aggregate_overlap")
def aggregate_overlaps(aggregate: Aggregate, detail: str) -> dict[str, list[str]]:
    """An aggregate that overlaps one just made."""
    message = _("Aggregates cannot overlap. %(prefix)s: %(detail)s")
    return {"prefix": [message % {"prefix": aggregate.prefix, "detail": detail}]}


def table_name(vrf: VRF | None) -> str:
    """How messages name a routing table."""
    return _("VRF %(vrf)s") % {"vrf": vrf} if vrf else _("global table")
