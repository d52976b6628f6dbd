"""Files that a department adds to its request; whoever may see the request may read them, nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from infoport.attached import content
from infoport.ui.pages import reach
from inventory.declare import write
from inventory.declare.registry import specs
from inventory.declare.viewing import unlimited
from inventory.extras import files
from inventory.extras.models import Attachment
from inventory.hosting.models import Request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LABEL: Final = "hosting.request"
ATTACHMENT: Final = "extras.attachment"
MOST: Final = 10
"""Files of one request: more belong into an archive."""


class Chooser(forms.ClearableFileInput):
    """Lets several files be chosen at once."""

    allow_multiple_selected = True


class Papers(forms.FileField):
    """Any number of files; which are taken is decided by their content when they are kept."""

    widget = Chooser

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files as a list, empty when none was chosen."""
        return [super(Papers, self).clean(each, initial) for each in data or []]


def keep(request: Request, uploads: Iterable[UploadedFile[Any]]) -> None:
    """Keep files at a request, in the caller's transaction. Raises `ValidationError` for one that is not taken."""
    chosen = list(uploads)
    count = _of(request).count() + len(chosen)
    if count > MOST:
        text = _("A request takes %(most)d files; these would make %(count)d.")
        raise ValidationError({"papers": text % {"most": MOST, "count": count}})
    for each in chosen:
        name = each.name or _("file")
        try:
            kept = files.store(each.chunks(), each.size or 0, name)
        except ValidationError as error:
            raise ValidationError({"papers": error.messages}) from error
        values = {"object_type": LABEL, "object_id": request.pk, "name": name, **kept}
        write.save(specs[ATTACHMENT], Attachment(), values)


def _of(request: Request) -> Any:
    return Attachment.objects.filter(object_type=LABEL, object_id=request.pk)


def listed(request: Request) -> list[dict[str, str]]:
    """The files of a request that the caller may see."""
    with unlimited():
        rows = list(_of(request).order_by("name", "pk"))
    return [
        {"name": each.name, "size": filesizeformat(each.size),
         "url": reverse("ui:portal_file", args=[request.pk, each.pk])}
        for each in rows
    ]  # fmt: skip


@require_safe
def download(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """The content of a file of a request, for those who may see the request."""
    found = reach.find(request, Request, pk)
    with unlimited():
        kept = _of(found).filter(pk=file).first()
    if kept is None:
        raise Http404(_("The request has no such file."))
    return content(kept)
