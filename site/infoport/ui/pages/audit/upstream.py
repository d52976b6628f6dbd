"""By which other device's silence a silent one is explained, in words for the person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infoport.ui.pages import reach
from inventory.dcim.models import Device
from inventory.reconcile.upstream import explanations

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest

NAMED = 3


def explained_by(request: HttpRequest, silent: Collection[int]) -> dict[int, str]:
    """Silent device → "explained by …"; devices beyond the person's rights are counted, not named."""
    found = explanations(silent) if silent else {}
    causes = {cause for each in found.values() for cause in each}
    names = {row.pk: reach.name_of(row) for row in reach.within(request, Device).filter(pk__in=causes)}
    return {device: _explained(each, names) for device, each in found.items()}


def _explained(causes: tuple[int, ...], names: dict[int, str]) -> str:
    named = [names[cause] for cause in causes if cause in names][:NAMED]
    others = len(causes) - len(named)
    if not named:
        return ngettext("explained by %(count)d other device", "explained by %(count)d other devices", others) % {
            "count": others
        }
    if others:
        more = {"names": ", ".join(named), "count": others}
        return ngettext(
            "explained by %(names)s and %(count)d other", "explained by %(names)s and %(count)d others", others
        ) % more  # fmt: skip
    return _("explained by %(names)s") % {"names": ", ".join(named)}
