"""What must hold of requests as they are written; states move elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.history import current_actor
from inventory.declare.spec import Action
from inventory.hosting import states

if TYPE_CHECKING:
    from inventory.hosting.models import Request

ACTIONS: Final = [
    Action(each.name, "infoport.api.actions.hosting.Step") for each in states.PERSONAL
]  # fmt: skip
EDITABLE: Final = frozenset({"draft", "questioned"})
"""States in which the department may change what it asked."""
ASKED: Final = (
    "item", "purpose", "about_id", "tenant_id", "segment_id", "exposure", "backup", "answers",
)  # fmt: skip
"""What a plan rests on."""


def prepare(request: Request, extra: dict[str, Any]) -> None:
    """A new request is asked for by whoever writes it, unless somebody else is named."""
    del extra
    if request.pk is None and request.asker_id is None:
        request.asker_id = current_actor().user_id


def stays_as_asked(request: Request) -> None:
    """What was submitted is changed only while its department is asked something."""
    stored = type(request).objects.filter(pk=request.pk).first() if request.pk else None
    if stored is None or stored.state in EDITABLE:
        return
    for name in ASKED:
        if getattr(stored, name) != getattr(request, name):
            text = _("The request is %(state)s; what was asked can be changed in a draft, or when a question is asked.")
            raise ValidationError({name.removesuffix("_id"): text % {"state": stored.get_state_display().lower()}})


def about_its_own(request: Request) -> None:
    """A change, a move and a return are about an earlier request of the same department and item."""
    if request.purpose == "new":
        return
    if request.about_id is None:
        raise ValidationError({"about": _("Name the request that brought what is to be changed or given back.")})
    if (request.about.tenant_id, request.about.item) != (request.tenant_id, request.item):
        text = _("“%s” is another department's request, or about another item.")
        raise ValidationError({"about": text % request.about})


def lot_of_project(request: Request) -> None:
    """A lot belongs to the project that is cited."""
    if request.lot_id and request.lot.project_id != request.project_id:
        raise ValidationError({"lot": _("Lot “%s” belongs to another project.") % request.lot})


def answers_are_named(request: Request) -> None:
    """Answers are an object of names and values."""
    if not isinstance(request.answers, dict):
        raise ValidationError({"answers": _('Answers are a JSON object, as {"size": "small"}.')})


RULES: Final = [answers_are_named, stays_as_asked, about_its_own, lot_of_project]
