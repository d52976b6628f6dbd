"""Stacks: devices that are managed as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.rules.suspects import in_chassis
from inventory.declare.grammar import Filter, resolve
from inventory.declare.together import for_suspects
from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from inventory.dcim.models import Device, VirtualChassis
    from inventory.declare.spec import Spec

MEMBERS: Final = (
    "ARRAY(SELECT m.id FROM dcim_device m WHERE m.virtual_chassis_id = {t}.id ORDER BY m.vc_position, m.id)"
)
CHASSIS_COMPUTED: Final = {"members": Computed(MEMBERS, "refs", gettext_lazy("members"), target="dcim.device")}
CHASSIS_FILTERS: Final = {
    "site": "master.site", "region": "master.site.region", "site_group": "master.site.group",
    "tenant": "master.tenant",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChassisMember:
    """Interfaces by a device: its own, and those that it shares with the other members of its virtual chassis.

    Management interfaces of other members stay theirs, as NetBox has it.
    """

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """`<name>` by the device's name, `<name>_id` by its id."""
        del spec
        for suffix in ("_id", ""):
            build = self._builder(f"{name}{suffix}")
            yield Filter(f"{name}{suffix}", build, "ref", target="dcim.device", label=gettext_lazy("device"))

    def _builder(self, name: str) -> Callable[[Sequence[str]], Q]:
        def build(values: Sequence[str]) -> Q:
            stated = [value for value in values if value != "null"]
            return shared_interfaces(resolve("dcim.device", stated, by_id=name.endswith("_id"), name=name))

        return build


def shared_interfaces(devices: Sequence[int]) -> Q:
    """The condition on interfaces of these devices and, but for management, of their fellow members."""
    rows = apps.get_model("dcim.Device").objects.filter(pk__in=devices, virtual_chassis__isnull=False)
    chassis = list(rows.values_list("virtual_chassis_id", flat=True))
    return Q(device__in=devices) | Q(device__virtual_chassis__in=chassis, mgmt_only=False)


def together(one: Device, other: Device) -> bool:
    """Whether two devices are one to those who manage them."""
    return one.pk == other.pk or (
        one.virtual_chassis_id is not None and one.virtual_chassis_id == other.virtual_chassis_id
    )


@for_suspects(in_chassis)
def member_in_place(device: Device) -> None:
    """A member has a position, and a master stays in its chassis."""
    if device.virtual_chassis_id and device.vc_position is None:
        message = _("A device assigned to a virtual chassis must have its position defined.")
        raise ValidationError({"vc_position": message})
    if device.pk is None:
        return
    headed = apps.get_model("dcim.VirtualChassis").objects.filter(master=device).first()
    if headed is not None and headed.pk != device.virtual_chassis_id:
        message = _(
            "Device cannot be removed from virtual chassis %(chassis)s because it is currently designated as its "
            "master."
        )
        raise ValidationError({"virtual_chassis": message % {"chassis": headed}})


def master_is_member(chassis: VirtualChassis) -> None:
    """The master of an existing chassis is one of its members."""
    master = chassis.master
    if master is None or master.virtual_chassis_id == chassis.pk:
        return
    if chassis.pk is None:  # the master becomes its first member, see `saved`
        return
    message = _("The selected master (%(master)s) is not assigned to this virtual chassis.")
    raise ValidationError({"master": message % {"master": master}})


def prepare(chassis: VirtualChassis, data: Mapping[str, Any]) -> None:
    """The master of a new chassis must be in no other."""
    del data
    master = chassis.master
    if chassis.pk is None and master is not None and master.virtual_chassis_id:
        message = _("%(device)s is a member of %(chassis)s.")
        raise ValidationError({"master": message % {"device": master, "chassis": master.virtual_chassis}})


def saved(chassis: VirtualChassis, data: Mapping[str, Any], created: bool) -> None:
    """The master of a new chassis becomes its first member."""
    del data
    if created and chassis.master_id:
        rows = apps.get_model("dcim.Device").objects.filter(pk=chassis.master_id)
        rows.update(virtual_chassis=chassis, vc_position=1, last_updated=Now())


def deleting(chassis: VirtualChassis) -> None:
    """Members lose their positions with their chassis.

    Raises `ValidationError` while interfaces of several members form a LAG.
    """
    interfaces = apps.get_model("dcim.Interface").objects
    across = interfaces.filter(device__virtual_chassis=chassis, lag__isnull=False).exclude(device=F("lag__device"))
    if (port := across.select_related("device", "lag__device").first()) is not None:
        message = _(
            "Unable to delete virtual chassis %(chassis)s: %(port)s of %(device)s belongs to LAG %(lag)s of %(other)s."
        )
        told = {
            "chassis": chassis, "port": port, "device": port.device, "lag": port.lag, "other": port.lag.device,
        }  # fmt: skip
        raise ValidationError({NON_FIELD_ERRORS: message % told})
    members = apps.get_model("dcim.Device").objects.filter(virtual_chassis=chassis)
    members.update(virtual_chassis=None, vc_position=None, vc_priority=None, last_updated=Now())
