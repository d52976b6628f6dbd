"""What must hold of VLANs and their groups."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.spec import Action
from inventory.declare.together import by_itself
from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from inventory.ipam.models import VLAN, VLANGroup

FIRST: Final = 1
LAST: Final = 4094
"""VLAN ids that may be used (IEEE 802.1Q: 0 and 4095 are reserved)."""
TOTAL: Final = (
    """(SELECT coalesce(sum((r->>1)::int - (r->>0)::int + 1), 0) FROM jsonb_array_elements({t}.vid_ranges) r)"""
)
USED: Final = "(SELECT count(*) FROM ipam_vlan v WHERE v.group_id = {t}.id)"
SHARE: Final = f"round({USED} * 100.0 / nullif({TOTAL}, 0), 2)::text"
GROUP_COMPUTED: Final = {
    "total_vlan_ids": Computed(TOTAL, label=gettext_lazy("VLAN IDs")),
    "utilization": Computed(SHARE, "text", gettext_lazy("utilization"), unit="%"),
}
GROUP_ACTIONS: Final = [Action("available-vlans", "infoport.api.actions.available.VLANs")]


def every_vid() -> list[list[int]]:
    """The range of a group that may use every VLAN id."""
    return [[FIRST, LAST]]


@by_itself
def ranges_are_valid(group: VLANGroup) -> None:
    """The id ranges of a group are pairs of first and last within 1 to 4094 that do not overlap."""
    ranges = group.vid_ranges
    if not isinstance(ranges, list) or not ranges:
        raise ValidationError({"vid_ranges": _("Expected a list of pairs, as [[10, 13], [100, 199]].")})
    for each in ranges:
        if not isinstance(each, list | tuple) or [type(end) for end in each] != [int, int]:
            raise ValidationError({"vid_ranges": _("%(range)s is no pair of numbers.") % {"range": each}})
        if not FIRST <= each[0] <= each[1] <= LAST:
            message = _("%(first)s-%(last)s is no range within 1 to 4094.")
            raise ValidationError({"vid_ranges": message % {"first": each[0], "last": each[1]}})
    for before, after in pairwise(sorted(ranges)):
        if after[0] <= before[1]:
            message = _("Ranges %(one)s and %(other)s overlap.")
            told = {"one": f"{before[0]}-{before[1]}", "other": f"{after[0]}-{after[1]}"}
            raise ValidationError({"vid_ranges": message % told})


@by_itself
def group_holds_its_vlans(group: VLANGroup) -> None:
    """A group keeps the ids that its VLANs use."""
    if group.pk is None:
        return
    for vlan in apps.get_model("ipam.VLAN").objects.filter(group=group).order_by("vid"):
        if not _within(vlan.vid, group):
            raise ValidationError({"vid_ranges": _("VLAN %(vlan)s lies outside them.") % {"vlan": vlan}})


def _within(vid: int, group: VLANGroup) -> bool:
    return any(first <= vid <= last for first, last in group.vid_ranges)


@by_itself
def vid_in_group(vlan: VLAN) -> None:
    """A VLAN's id is one that its group may use."""
    if vlan.group_id and not _within(vlan.vid, vlan.group):
        ranges = ",".join(f"{first}-{last}" if first != last else f"{first}" for first, last in vlan.group.vid_ranges)
        message = _("VID must be in ranges %(ranges)s for VLANs in group %(group)s")
        raise ValidationError({"vid": message % {"ranges": ranges, "group": vlan.group}})


@by_itself
def group_or_site(vlan: VLAN) -> None:
    """A VLAN of a group that is valid at one site lies at no other."""
    if not vlan.group_id or not vlan.site_id or vlan.group.scope_type != "dcim.site":
        return
    if vlan.group.scope_id != vlan.site_id:
        message = _("VLAN group %(group)s is valid at another site than %(site)s.")
        raise ValidationError({"group": message % {"group": vlan.group, "site": vlan.site}})


@by_itself
def stacked(vlan: VLAN) -> None:
    """Only a customer's VLAN lies inside a provider's (IEEE 802.1ad), and it lies in one."""
    if vlan.qinq_svlan_id and vlan.qinq_role != "cvlan":
        raise ValidationError({"qinq_svlan": _("Only Q-in-Q customer VLANs may be assigned to a service VLAN.")})
    if vlan.qinq_role == "cvlan" and not vlan.qinq_svlan_id:
        raise ValidationError({"qinq_role": _("A Q-in-Q customer VLAN must be assigned to a service VLAN.")})
    if vlan.qinq_svlan_id and vlan.qinq_svlan.qinq_role != "svlan":
        message = _("%(vlan)s is no service VLAN.")
        raise ValidationError({"qinq_svlan": message % {"vlan": vlan.qinq_svlan}})
