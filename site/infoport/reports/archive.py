"""The archive of configurations as one person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inventory.configs.coverage import Covered, covered
from inventory.configs.home import repository
from inventory.configs.models import ConfigVersion
from inventory.configs.searching import search
from inventory.dcim.models import Device
from inventory.declare.permissions import restrict

if TYPE_CHECKING:
    from inventory.configs.searching import Found


def coverage(user: Any) -> list[Covered]:
    """The devices a person may see that should be archived."""
    return covered(restrict(Device.objects.all(), user, "view"))


def readable(user: Any) -> set[int]:
    """Devices of which the person may see a version."""
    rows = restrict(ConfigVersion.objects.all(), user, "view").order_by()
    return set(rows.values_list("device", flat=True).distinct())


def found(user: Any, sought: str, *, regex: bool) -> Found:
    """Lines of the newest configurations that the person may see. Raises `BadPattern` and `Unwritten`."""
    return search(repository(), sought, readable(user), regex=regex)


def previous(version: ConfigVersion) -> ConfigVersion | None:
    """The version of the same device before this one."""
    rows = ConfigVersion.objects.filter(device=version.device_id, taken__lte=version.taken).exclude(pk=version.pk)
    return rows.filter(pk__lt=version.pk).order_by("-taken", "-id").first()
