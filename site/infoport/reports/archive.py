"""The archive of configurations as one person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from collectors.configs.clean import HIDDEN
from collectors.configs.platform import ANY, known, platforms
from inventory.configs.coverage import Covered, covered
from inventory.configs.home import repository
from inventory.configs.models import ConfigVersion
from inventory.configs.searching import search
from inventory.dcim.models import Device
from inventory.declare.permissions import restrict
from inventory.outposts.rules.serving import BY_CORE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.configs.searching import Found


ACCESSES: Final = f"""
SELECT DISTINCT ON (a.device_id) a.device_id, a.id FROM reconcile_access a
WHERE a.method IN ('ssh', 'napalm') AND {BY_CORE.replace("{t}", "a")}
ORDER BY a.device_id, a.method = 'ssh' DESC, a.id
"""  # noqa: S608 - constants
"""One access over SSH for each device. Whether it is enabled says who polls facts, not who reads configurations."""


def accesses() -> Mapping[int, int]:
    """Device → the access over SSH by which the core can read its configuration."""
    with connection.cursor() as cursor:
        cursor.execute(ACCESSES)
        return dict(cursor.fetchall())


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


def restorable(text: str, slug: str | None) -> str:
    """A kept configuration with a heading, in the platform's comments, of what to fill in before it is loaded."""
    platform = platforms()[known(slug) or ANY]
    hidden = [number for number, line in enumerate(text.splitlines(), 1) if HIDDEN in line]
    said = [
        "Configuration kept by Infoport. Secrets were hidden before it was stored.",
        f"Replace {HIDDEN} in these {len(hidden)} lines, counted from below this heading, before you load it:",
        ", ".join(str(number) for number in hidden),
    ]
    heading = said if hidden else said[:1]
    return "".join(f"{platform.comment} {line}\n" for line in heading) + text
