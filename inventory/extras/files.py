"""Files of attachments: what they are is told by their content; they lie below DATA/attachments under random names."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any, Final

import filetype
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inventory.declare import keeping

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Shown in the browser; everything else is only downloaded."""
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
TAKEN: Final = PICTURES | {
    "image/bmp", "image/tiff", "image/vnd.dwg", "application/pdf", "application/zip", "application/gzip",
    "application/x-7z-compressed", "application/x-tar", "application/msword", "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint", f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet",
    f"{OFFICE}presentationml.presentation", "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip
PROMISES: Final = {
    "png": {"image/png"}, "jpg": {"image/jpeg"}, "jpeg": {"image/jpeg"}, "gif": {"image/gif"}, "webp": {"image/webp"},
    "pdf": {"application/pdf"}, "txt": {"text/plain"}, "csv": {"text/plain"},
}  # fmt: skip
"""What a name's ending promises; a file that is something else is refused."""
MARKUP: Final = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<body", "<head", "#!", "<?php")
SNIFFED: Final = 8192
"""Octets that tell what a file is."""


class Refused(ValueError):
    """A file is not taken; the text says why."""


def recognised(data: bytes, name: str) -> str:
    """The MIME type of a file's content. Raises `Refused` for what is not taken or not what its name promises."""
    if not data:
        raise Refused(_("“%s” is empty.") % name)
    kind = filetype.guess_mime(data[:SNIFFED]) or _text(data)
    if kind not in TAKEN and kind != "text/plain":
        raise Refused(_("“%(name)s” is not taken: its content is %(kind)s.") % {"name": name, "kind": kind})
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in PROMISES and kind not in PROMISES[ending]:
        reason = _("“%(name)s” is not what its name says: its content is %(kind)s.")
        raise Refused(reason % {"name": name, "kind": kind})
    return str(kind)


def _text(data: bytes) -> str:
    """`text/plain` for text that is no markup and no script, in UTF-8 or GB 18030; else what it is taken for."""
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if any(each < " " and each not in "\t\r\n\f" for each in text):
                return "application/octet-stream"
            return "text/html" if text.lstrip().lower().startswith(MARKUP) else "text/plain"
    return "application/octet-stream"


def folder() -> Path:
    """Where the files lie; made when first needed, for nobody else on the machine."""
    return keeping.folder("attachments")


def store(chunks: Iterable[bytes], size: int, name: str) -> dict[str, Any]:
    """Keep a file and return what its attachment says of it. Raises `ValidationError` naming what is wrong with it."""
    limit: int = settings.ATTACHMENT_OCTETS
    if size > limit:
        reason = _("“%(name)s” has %(size)d octets; at most %(limit)d are taken (INFOPORT_ATTACHMENT_MIB).")
        raise ValidationError({"file": reason % {"name": name, "size": size, "limit": limit}})
    data = b"".join(chunks)
    try:
        kind = recognised(data, name)
    except Refused as error:
        raise ValidationError({"file": str(error)}) from error
    stored = keeping.keep(folder(), data)
    return {"mime_type": kind, "size": len(data), "hash": hashlib.sha256(data).hexdigest(), "stored": stored}


def has_file(attachment: Any, extra: dict[str, Any]) -> None:
    """Before an attachment is written: there is a file. Raises `ValidationError` saying where one is given."""
    del extra
    if not attachment.stored:
        raise ValidationError(_("A file is attached on the page of its object, or by a multipart request."))


def forget_file(attachment: Any) -> None:
    """Before an attachment goes: its file goes when that is certain."""
    path = folder() / attachment.stored
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep() -> int:
    """Delete files that belong to nothing: of deleted objects, and of uploads that failed. Return how many."""
    kept = set(apps.get_model("extras.Attachment")._default_manager.values_list("stored", flat=True))  # noqa: SLF001
    return keeping.sweep(folder(), kept)
