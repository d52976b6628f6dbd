"""All that is wrong with one object, on a page; and what is wrong whatever the type's own pages look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from infoport.ui import detail, errors, related
from infoport.ui.asker import asker
from infoport.ui.pages import reach, words
from infoport.ui.pages.audit import causes, wording
from infoport.ui.pages.services import copy_state
from infoport.ui.panels import Problem, checks_of, is_checked, panels_of, problems_of, register_problems
from infoport.ui.typed import of_type
from inventory.ipam.models import Prefix
from inventory.reconcile.models import Difference
from inventory.services.centres import FUNCTIONS, centres_of
from inventory.services.models import Protection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec
    from inventory.virtualization.models import VirtualMachine

SUBJECTS: Final = ("dcim.interface", "ipam.ipaddress", "dcim.cable", "ipam.vlan", "virtualization.virtualmachine")
"""Types other than devices whose objects the audit compares."""
PLACES: Final = {"dcim.rack": "rack", "dcim.location": "location", "dcim.site": "site"}
"""Type → the reference of devices that lie there."""
NAMED: Final = 5
SERVICE: Final = "services.applicationservice"
RUNNING: Final = frozenset({"active", "trial", "failed"})
"""Statuses in which data come into being that could be lost."""


@require_safe
@of_type
def problems_tab(request: HttpRequest, spec: Spec, pk: int) -> HttpResponse:
    """`/<type>/<id>/problems/`: every finding with its evidence and where it is put right."""
    if not asker(request).may(spec.label, "view"):
        return errors.page(request, 403, errors.lacking(spec, "view"))
    about = detail.subject(request, spec, pk)
    numbers = related.numbers(spec, related.below(spec, pk), asker(request))
    panels = panels_of(request, spec, about.instance)
    context = {
        **detail.frame(request, about, numbers, panels, detail.PROBLEMS),
        "problems": problems_of(request, spec, about.instance) if is_checked(spec) else [],
        "checked": is_checked(spec), "checks": checks_of(spec),
    }  # fmt: skip
    return render(request, "pages/problems/problems.html", context)


def of_subjects(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Problem]:
    """Open differences between an object and what was observed. One query."""
    rows = reach.within(request, Difference).filter(
        subject_type=spec.label, subject_id=instance.pk, closed=None, state="open"
    )
    for each in rows.select_related("device"):
        both = f"{wording.intended(each).text} → {wording.observed(each).text}"
        detail_text = _("%(values)s, on %(device)s since %(when)s")
        told = {"values": both, "device": each.device, "when": words.moment(each.opened)}
        yield Problem("degraded", str(causes.cause_of(each.rule).title), detail_text % told,
                      reverse("ui:difference", args=[each.pk]))  # fmt: skip


def of_places(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Problem]:
    """Devices that lie here and differ from what was observed, those that differ most first. One query."""
    here = {f"device__{PLACES[spec.label]}": instance.pk}
    rows = reach.within(request, Difference).filter(closed=None, state="open", **here).order_by()
    grouped = rows.values_list("device_id", "device__name").annotate(number=Count("pk"))
    found = list(grouped.order_by("-number", "device_id"))
    for key, name, number in found[:NAMED]:
        text = ngettext("%(device)s differs in %(number)d point", "%(device)s differs in %(number)d points", number)
        url = reach.page("dcim.device", key, f"{detail.PROBLEMS}/")
        yield Problem("degraded", text % {"device": name or f"#{key}", "number": number}, "", url)
    left = len(found) - NAMED
    if left > 0:
        text = ngettext("%(number)d more device differs", "%(number)d more devices differ", left)
        site = instance.pk if spec.label == "dcim.site" else instance.site_id
        url = f"{reverse('ui:differences')}?{urlencode({'site': site, 'group': 'device'})}"
        yield Problem("degraded", text % {"number": left}, "", url)


def of_centres(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Problem]:
    """That no centre is responsible. One query."""
    if not reach.may(request, "services.responsibility"):
        return
    if centres_of([(spec.label, instance.pk)]).get((spec.label, instance.pk), 0) is None:
        yield Problem(
            "degraded", _("No centre is responsible"), _("Nobody is told when it fails."),
            "/audit/standards/unowned/", _naming(spec, instance),
        )  # fmt: skip


def _naming(spec: Spec, instance: Any) -> str:
    """Where a centre is named: at the object itself, else by a rule for its site and role."""
    if "responsible" in spec.fields:
        return reach.page(spec.label, instance.pk, "edit/")
    keys = {"site": getattr(instance, "site_id", None), "role": getattr(instance, "role_id", None)}
    query = urlencode({name: key for name, key in keys.items() if key})
    return f"{reach.page('services.responsibility')}add/?{query}"


def of_copies(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Problem]:
    """That nothing protects what runs, or that no copy is known to be good. One query."""
    if not reach.may(request, "services.protection") or instance.status not in RUNNING:
        return
    copies = list(Protection.objects.filter(subject_type=spec.label, subject_id=instance.pk))
    if not copies:
        query = urlencode({"subject_type": spec.label, "subject_id": instance.pk})
        repair = f"{reach.page('services.protection')}add/?{query}"
        yield Problem("degraded", _("Nothing protects it"), _("No backup or replica is registered."), "", repair)
    for each in copies:
        url = reach.page("services.protection", each.pk)
        if each.last_good_copy is None:
            yield Problem("unknown", _("%(name)s: no good copy is known") % {"name": each.name}, "", url)
        elif spec.label != SERVICE and copy_state(each).shape == "degraded":
            yield Problem("degraded", _("%(name)s: older than agreed") % {"name": each.name}, "", url)
        if each.last_drill is None:
            yield Problem("unknown", _("%(name)s: restoring was never tried") % {"name": each.name}, "", url)


def of_prefixes(request: HttpRequest, _spec: Spec, prefix: Prefix) -> Iterator[Problem]:
    """The same network registered twice in one routing table. One query."""
    rows = reach.within(request, Prefix).filter(prefix=str(prefix.prefix), vrf=prefix.vrf_id).exclude(pk=prefix.pk)
    for each in rows[:NAMED]:
        title = _("The network is registered twice in one routing table")
        yield Problem("degraded", title, str(each), reach.page("ipam.prefix", each.pk))


def of_machines(_request: HttpRequest, _spec: Spec, machine: VirtualMachine) -> Iterator[Problem]:
    """A machine that has nowhere to run. No query."""
    if machine.status == "active" and not machine.cluster_id and not machine.device_id:
        yield Problem("unknown", _("It runs nowhere"), _("Neither a cluster nor a device is stated."),
                      "", reach.page("virtualization.virtualmachine", machine.pk, "edit/"))  # fmt: skip


for label in SUBJECTS:
    register_problems(label, gettext_lazy("differences from what was observed"))(of_subjects)
for label in PLACES:
    register_problems(label, gettext_lazy("differences of the devices here"))(of_places)
for label in FUNCTIONS:
    register_problems(label, gettext_lazy("the centre responsible"))(of_centres)
for label in (SERVICE, "virtualization.virtualmachine"):
    register_problems(label, gettext_lazy("copies"))(of_copies)
register_problems("ipam.prefix", gettext_lazy("the same network elsewhere"))(of_prefixes)
register_problems("virtualization.virtualmachine", gettext_lazy("where it runs"))(of_machines)
