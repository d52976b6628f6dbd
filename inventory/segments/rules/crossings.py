"""What must hold of policies between segments and of crossings, and what is worked out from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed
from inventory.segments.choices import Isolation, PairRule

if TYPE_CHECKING:
    from inventory.segments.models import Crossing, IsolationPolicy, Segment

PORTS: Final = re.compile(r"\d{1,5}(-\d{1,5})?(, ?\d{1,5}(-\d{1,5})?)*")
HIGHEST: Final = 65535
ONE_WAY_KINDS: Final = frozenset({"gap", "diode"})
"""What lets data pass in one direction only."""
PAIR: Final = """least(c.source_id, c.target_id) = least({t}.first_id, {t}.second_id)
    AND greatest(c.source_id, c.target_id) = greatest({t}.first_id, {t}.second_id)"""
POLICY_COMPUTED: Final = {
    "crossing_count": Computed(
        f"SELECT count(*) FROM segments_crossing c WHERE {PAIR}",  # noqa: S608 - constants
        label=gettext_lazy("Crossings"),
    ),
}
CROSSING_COMPUTED: Final = {
    "in_force": Computed(
        "{t}.status = 'active' AND ({t}.valid_until IS NULL OR {t}.valid_until >= current_date)",
        "boolean",
        gettext_lazy("in force"),
    ),
}
IN_FORCE: Final = Q(status="active") & (Q(valid_until__isnull=True) | Q(valid_until__gte=TruncDate(Now())))


def two_segments(policy: IsolationPolicy) -> None:
    """A policy is about two segments."""
    if policy.first_id == policy.second_id:
        raise ValidationError({"second": _("A policy is about two different segments.")})


def keeps_its_crossings(policy: IsolationPolicy) -> None:
    """A policy is not tightened while crossings that it would forbid are active."""
    pair = {policy.first_id, policy.second_id}
    active = apps.get_model("segments.Crossing").objects.filter(source__in=pair, target__in=pair, status="active")
    for crossing in active.select_related("source", "target"):
        if forbidden(policy, crossing):
            message = _("Crossing “%(crossing)s” is active and would be forbidden; revoke it first.")
            raise ValidationError({"rule": message % {"crossing": crossing}})


def policy_of(one: Segment, other: Segment) -> IsolationPolicy | None:
    """The policy of a pair, in whichever order it was written; None when there is none."""
    found: IsolationPolicy | None = (
        apps.get_model("segments.IsolationPolicy")
        .objects.filter(Q(first=one, second=other) | Q(first=other, second=one))
        .first()
    )
    return found


def forbidden(policy: IsolationPolicy, crossing: Crossing) -> str:
    """Why a policy forbids a crossing; empty when it does not."""
    told = {"one": policy.first, "other": policy.second, "document": policy.document or _("no document named")}
    if policy.rule == PairRule.ISOLATED:
        return _("%(one)s and %(other)s are isolated from each other (%(document)s).") % told
    if policy.rule == PairRule.ONE_WAY:
        if crossing.source_id != policy.first_id:
            return _("Data may pass from %(one)s to %(other)s only (%(document)s).") % told
        if crossing.kind not in ONE_WAY_KINDS:
            return _("One way takes an isolation gap or a data diode, not “%(kind)s”.") % {
                "kind": crossing.get_kind_display()
            }
    return ""


def joins_two_segments(crossing: Crossing) -> None:
    """A crossing leads from one segment to another."""
    if crossing.source_id == crossing.target_id:
        raise ValidationError({"target": _("A crossing leads to another segment.")})


def policy_allows(crossing: Crossing) -> None:
    """A crossing needs a policy of its two segments that allows it; one that was revoked may stay on record."""
    if crossing.status == "revoked":
        return
    policy = policy_of(crossing.source, crossing.target)
    if policy is None:
        message = _("No policy is stated between %(source)s and %(target)s; state one first.")
        told = {"source": crossing.source, "target": crossing.target}
        apart = Isolation.PHYSICAL in {crossing.source.isolation, crossing.target.isolation}
        if apart:
            message = _("%(source)s and %(target)s are physically isolated, and no policy allows a crossing.")
        raise ValidationError({"target": message % told})
    if reason := forbidden(policy, crossing):
        raise ValidationError({"target": reason})


def through_its_interface(crossing: Crossing) -> None:
    """The interface is one of the device."""
    if crossing.interface_id is None:
        return
    if crossing.device_id != crossing.interface.device_id:
        message = _("%(interface)s belongs to another device (%(device)s).")
        told = {"interface": crossing.interface, "device": crossing.interface.device}
        raise ValidationError({"interface": message % told})


def ports_are_ports(crossing: Crossing) -> None:
    """Ports are numbers from 1 to 65535 and ranges of them, and only TCP and UDP have any."""
    if not crossing.ports:
        return
    if crossing.transport not in {"tcp", "udp"}:
        message = _("%(protocol)s has no ports.")
        raise ValidationError({"ports": message % {"protocol": crossing.get_transport_display()}})
    numbers = [int(each) for each in re.findall(r"\d+", crossing.ports)]
    if not PORTS.fullmatch(crossing.ports) or not all(1 <= each <= HIGHEST for each in numbers):
        message = _("“%(ports)s” is no list of ports; expected one as 443, 8000-8010.")
        raise ValidationError({"ports": message % {"ports": crossing.ports}})


def active_is_approved(crossing: Crossing) -> None:
    """An active crossing says who allowed it, and does not end before it was allowed."""
    if crossing.status == "active" and not crossing.approved_by:
        raise ValidationError({"approved_by": _("An active crossing needs the name of who approved it.")})
    if crossing.status == "active" and not crossing.device_id:
        raise ValidationError({"device": _("An active crossing names the device it passes through.")})
    if crossing.approved and crossing.valid_until and crossing.valid_until < crossing.approved:
        raise ValidationError({"valid_until": _("The end lies before the approval.")})


CROSSING_RULES: Final = (
    joins_two_segments, policy_allows, through_its_interface, ports_are_ports, active_is_approved,
)  # fmt: skip
