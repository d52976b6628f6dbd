"""The content of an attachment as a response that no browser runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from inventory.extras.files import PICTURES, folder

if TYPE_CHECKING:
    from inventory.extras.models import Attachment


def content(attachment: Attachment) -> FileResponse:
    """The file: pictures may be shown, everything else is downloaded. Raises `Http404` when it is not there."""
    try:
        file = (folder() / attachment.stored).open("rb")
    except FileNotFoundError as error:
        raise Http404(_("The file of “%s” is not in the data directory.") % attachment.name) from error
    shown = attachment.mime_type in PICTURES
    kind = attachment.mime_type if shown or attachment.mime_type == "application/pdf" else "application/octet-stream"
    response = FileResponse(file, as_attachment=not shown, filename=attachment.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, max-age=3600"
    return response
