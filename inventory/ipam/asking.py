"""Questions of NetBox's clients about prefixes and VLANs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.dcim.scoped import SITE_FILTERS
from inventory.declare.asking import Asked
from inventory.declare.tree import with_ancestors
from inventory.tenancy.owned import OWNED_FILTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _present(vrfs: Sequence[int]) -> Q:
    """Of the VRF itself, or exported by another to a target that it imports."""
    targets = apps.get_model("ipam.RouteTarget").objects.filter(importing_vrfs__in=vrfs)
    exporting = apps.get_model("ipam.VRF").objects.filter(export_targets__in=targets)
    return Q(vrf__in=vrfs) | Q(vrf__in=exporting.values("pk"))


def _usable(devices: Sequence[int]) -> Q:
    """At the device's site or nowhere in particular, or in a group whose scope holds the device."""
    found = Q(site__isnull=True, group__isnull=True) | Q(site__isnull=True, group__scope_id__isnull=True)
    for device in apps.get_model("dcim.Device").objects.select_related("site").filter(pk__in=devices):
        found |= Q(site=device.site)
        for label, ids in _places(device):
            found |= Q(group__scope_type=label, group__scope_id__in=ids)
    return found


def _places(device: Any) -> Iterator[tuple[str, list[int]]]:
    site = device.site
    trees = {"dcim.region": site.region_id, "dcim.sitegroup": site.group_id, "dcim.location": device.location_id}
    for label, key in trees.items():
        if key is not None:
            yield label, with_ancestors(apps.get_model(label)._meta.db_table, [key])  # noqa: SLF001 - Django's introspection
    for label, key in (("dcim.site", site.pk), ("dcim.rack", device.rack_id)):
        if key is not None:
            yield label, [key]


PRESENT: Final = Asked("ipam.vrf", _present, _("present in the VRF"))
USABLE: Final = Asked("dcim.device", _usable, _("usable on the device"), by_id=True)
VLAN_FILTERS: Final = {**SITE_FILTERS, **OWNED_FILTERS, "available_on_device": USABLE}
