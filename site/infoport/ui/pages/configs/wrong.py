"""What the archive knows to be wrong with a device: no backup, and departures from rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from infoport.ui.pages import reach, words
from infoport.ui.pages.configs.coverage import VERSION
from infoport.ui.pages.configs.matrix import RESULT
from infoport.ui.panels import Problem, register_problems
from inventory.configs.coverage import covered
from inventory.configs.models import ComplianceResult
from inventory.dcim.models import Device

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from inventory.declare.spec import Spec

WHAT: Final = gettext_lazy("backup and compliance of the configuration")


@register_problems("dcim.device", WHAT)
def unarchived(request: HttpRequest, spec: Spec, device: Device) -> Iterator[Problem]:
    """A device that should be in the archive, and is not or no more."""
    if not reach.may(request, VERSION):
        return
    url = f"{spec.page}{device.pk}/configuration/"
    for each in covered(Device.objects.filter(pk=device.pk)):
        title = {
            "never": _("Its configuration was never archived"),
            "failing": _("Archiving its configuration fails"),
            "stale": _("Its archived configuration is stale"),
        }.get(each.state)
        if title:
            last = _("last read %(when)s") % {"when": words.moment(each.success)} if each.success else ""
            yield Problem("degraded", title, each.error or last, url)


@register_problems("dcim.device", WHAT)
def departing(request: HttpRequest, spec: Spec, device: Device) -> Iterator[Problem]:
    """Rules that the device's configuration departs from."""
    if not reach.may(request, RESULT):
        return
    rows = reach.within(request, ComplianceResult).filter(device=device, state="no", rule__enabled=True)
    names = list(rows.order_by("rule___name").values_list("rule__name", flat=True))
    if names:
        title = ngettext(
            "Its configuration departs from %(count)d rule",
            "Its configuration departs from %(count)d rules",
            len(names),
        ) % {"count": len(names)}
        yield Problem("degraded", title, _(", ").join(names), f"{spec.page}{device.pk}/configuration/compliance/")
