"""Attachments."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Computed, GenericRef, Tagged, number, required, text
from inventory.extras.files import forget_file, has_file

URL = "'/api/plugins/extras/attachments/' || {t}.id || '/content/'"


class Attachment(Tagged):
    """A file that belongs to one object: a photograph, a contract, a drawing. It goes with the object.

    `mime_type` is what its content is, whatever it is called; `size` is in octets, `hash` SHA-256 in hexadecimal.
    """

    object = GenericRef(_("object"), null=False, owned=True)
    name = required(_("name"), 200, _("As the file is called when it is downloaded."))
    description = text(_("description"), 200)
    mime_type = required(_("MIME type"), 100)
    size = number(_("size"))
    hash = required(_("hash"), 64)
    stored = required(_("stored as"), 64, unique=True)

    class Meta(Tagged.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("attachment"), _("attachments")

    class Inventory:
        about = "object"
        path, plugin, menu, icon = "extras/attachments", True, "governance/history", "file-import"
        brief, columns, key = "name description", "name object mime_type size created description", "id"
        search, facets = {"name": 200, "description": 500}, "mime_type"
        hidden, readonly = "stored", "mime_type size hash"
        computed = {"content": Computed(URL, "text", _("content"))}
        prepare, deleting = has_file, forget_file
        actions = [Action("content", "infoport.api.attachments.Content")]
