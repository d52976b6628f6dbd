"""What the person asking may see and change, and where objects live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from infoport.ui.asker import asker
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

M = TypeVar("M", bound="Model")


def within(request: HttpRequest, model: type[M], action: str = "view") -> QuerySet[M]:
    """The objects on which the person may do `action`; none without the right."""
    return restrict(model._default_manager.all(), request.user, action)  # noqa: SLF001 - any declared model


def may(request: HttpRequest, label: str, action: str = "view") -> bool:
    """Whether the person may do `action` on any object of the type."""
    return asker(request).may(label, action)


def need(request: HttpRequest, label: str, action: str = "view") -> None:
    """Raise `PermissionDenied` naming the right when the person lacks it for every object of the type."""
    if not may(request, label, action):
        right = f"{action} {specs[label].verbose_name_plural}"
        raise PermissionDenied(_("This needs the right “%(right)s”.") % {"right": right})


def find(request: HttpRequest, model: type[M], pk: int, rows: QuerySet[M] | None = None) -> M:
    """One visible object. Raises `Http404` where there is none, `PermissionDenied` without the right to see any."""
    need(request, model._meta.label_lower)  # noqa: SLF001 - Django's introspection
    found = (within(request, model) if rows is None else rows).filter(pk=pk).order_by().first()
    if found is None:
        name = model._meta.verbose_name  # noqa: SLF001 - Django's introspection
        raise Http404(_("There is no %(type)s %(id)d, or it is outside your rights.") % {"type": name, "id": pk})
    return found


def page(label: str, pk: int | None = None, tail: str = "") -> str:
    """The address of a type's list, of one object's page, or of what lies below that."""
    start = specs[label].page
    return start if pk is None else f"{start}{pk}/{tail}"


def name_of(device: Any) -> str:
    """A device's name alone; its whole display when it has none. Lists have no room for asset tags."""
    return device.name or str(device)


def identifiers(values: list[Any]) -> list[int]:
    """Ids from a form or a query; what is no number is left out."""
    return [int(each) for each in values if str(each).isdecimal() and len(str(each)) < 19]  # noqa: PLR2004 - bigint
