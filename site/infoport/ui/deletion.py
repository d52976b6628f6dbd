"""Deleting: first what goes with it and what protects it, then the deed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infoport.history import actor_of
from infoport.ui import changes, errors, words
from infoport.ui.asker import asker
from infoport.ui.bulk import TooMany, chosen
from infoport.ui.detail import found, reaches
from infoport.ui.listing import crumbs
from inventory.declare import deleting, write
from inventory.declare.forms import is_writable
from inventory.declare.history import acting
from inventory.declare.registry import specs
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

NAMED: Final = 10
"""Objects a page names before it counts the rest."""
CONFIRM: Final = "_confirm"


class Consequences(NamedTuple):
    """What a deletion does: types with the number of objects that go too, references emptied, and what forbids it."""

    goes: list[tuple[str, int]]
    emptied: int
    protected: list[dict[str, str]]
    protecting: int

    @property
    def also(self) -> int:
        """How many objects go with those chosen."""
        return sum(number for _name, number in self.goes)


def consequences(spec: Spec, ids: Collection[int]) -> Consequences:
    """Ask what goes with the objects, is emptied, and forbids it; what forbids it is named as far as it may be seen."""
    found = deleting.consequences(spec, ids)
    if found.protected:
        forbidding = [_linked(other, key, name) for other, key, name in found.names(NAMED)]
        return Consequences([], 0, forbidding, found.protecting)
    counts = Counter(found.counts(spec, len(ids))).most_common()
    goes = [(words.capital(apps.get_model(label)._meta.verbose_name_plural), number) for label, number in counts]  # noqa: SLF001 - Django's introspection
    return Consequences(goes, sum(map(len, found.emptied.values())), [], 0)


def _linked(spec: Spec | None, key: int, name: str) -> dict[str, str]:
    kind = words.capital(spec.verbose_name) if spec else ""
    return {"title": name, "kind": kind, "url": f"{spec.page}{key}/" if spec else ""}


def delete(request: HttpRequest, spec: Spec, pk: int) -> HttpResponse:
    """Delete one object, after a page that says what goes with it."""
    instance = found(request, spec, pk)
    if not is_writable(spec) or not reaches(request, spec, pk, "delete"):
        return errors.page(request, 403, errors.lacking(spec, "delete"))
    return _answer(request, spec, [instance], f"{spec.page}{pk}/")


def delete_many(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Delete what was ticked in a list."""
    if not is_writable(spec) or not asker(request).may(spec.label, "delete"):
        return errors.page(request, 403, errors.lacking(spec, "delete"))
    try:
        instances = chosen(request, spec, "delete")
    except (BadFilter, TooMany) as error:
        return errors.page(request, 400, str(error))
    if not instances:
        messages.warning(request, _("Nothing was ticked, so nothing was deleted."))
        return HttpResponseRedirect(spec.page)
    return _answer(request, spec, instances, spec.page)


def _answer(request: HttpRequest, spec: Spec, instances: Sequence[Any], back: str) -> HttpResponse:
    effects = consequences(spec, [each.pk for each in instances])
    number = len(instances) if len(instances) > 1 else 1 + effects.also
    refusal = ""
    if request.method == "POST" and CONFIRM in request.POST and not effects.protecting:
        if number == 1 or request.POST[CONFIRM].strip() == str(number):
            try:
                with acting(actor_of(request)), transaction.atomic():
                    write.delete(spec, instances, request.POST.get("_message", "").strip())
            except write.Conflict as error:
                refusal = str(error)
            else:
                _tell(request, spec, instances)
                return HttpResponseRedirect(spec.page)
        else:
            refusal = _("Type %(number)d to confirm; nothing was deleted.") % {"number": number}
    context = {
        "spec": spec, "instances": list(named(instances[:NAMED])),
        "more": max(0, len(instances) - NAMED), "effects": effects, "number": number, "refusal": refusal,
        "back": back, "crumbs": crumbs(spec, leaf=False), "title": title(spec, instances), "confirm": CONFIRM,
        "protected": effects.protected, "protecting": effects.protecting,
        "protected_more": effects.protecting - len(effects.protected),
        "keys": [each.pk for each in instances] if len(instances) > 1 or "pk" in request.POST else [],
    }  # fmt: skip
    status = 422 if refusal else 409 if effects.protecting and CONFIRM in request.POST else 200
    return render(request, "generic/delete.html", context, status=status)


def named(objects: Iterable[Any]) -> Iterator[dict[str, str]]:
    """Objects by name and type, with their pages."""
    for each in objects:
        other = specs.get(each._meta.label_lower)  # noqa: SLF001 - Django's introspection
        url = f"{other.page}{each.pk}/" if other else ""
        yield {"title": str(each), "kind": words.capital(each._meta.verbose_name), "url": url}  # noqa: SLF001


def title(spec: Spec, instances: Sequence[Any]) -> str:
    """The question the page asks."""
    if len(instances) == 1:
        return _("Delete %(type)s “%(name)s”?") % {"type": spec.verbose_name, "name": instances[0]}
    text = ngettext("Delete %(number)d %(type)s?", "Delete %(number)d %(type)s?", len(instances))
    return text % {"number": len(instances), "type": spec.verbose_name_plural}


def _tell(request: HttpRequest, spec: Spec, instances: Sequence[Any]) -> None:
    if len(instances) == 1:
        text = _("%(type)s “%(name)s” deleted.") % {"type": words.capital(spec.verbose_name), "name": instances[0]}
    else:
        text = _("%(number)d %(type)s deleted.") % {"number": len(instances), "type": spec.verbose_name_plural}
    messages.success(request, changes.undoable(request, text))
