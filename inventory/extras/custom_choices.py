"""Closed vocabularies of custom fields, as NetBox has them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CustomFieldKind(TextChoices):
    """What a custom field holds."""

    TEXT = "text", _("Text")
    LONGTEXT = "longtext", _("Text (long)")
    INTEGER = "integer", _("Integer")
    DECIMAL = "decimal", _("Decimal")
    BOOLEAN = "boolean", _("Boolean (true/false)")
    DATE = "date", _("Date")
    DATETIME = "datetime", _("Date & time")
    URL = "url", _("URL")
    JSON = "json", _("JSON")
    SELECT = "select", _("Selection")
    MULTISELECT = "multiselect", _("Multiple selection")
    OBJECT = "object", _("Object")
    MULTIOBJECT = "multiobject", _("Multiple objects")


class FilterLogic(TextChoices):
    """How a text is compared when lists are filtered by it."""

    DISABLED = "disabled", _("Disabled")
    LOOSE = "loose", _("Loose")
    EXACT = "exact", _("Exact")


class Visible(TextChoices):
    """When pages show a custom field."""

    ALWAYS = "always", _("Always")
    IF_SET = "if-set", _("If set")
    HIDDEN = "hidden", _("Hidden")


class Editable(TextChoices):
    """Whether forms let people set a custom field."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    HIDDEN = "hidden", _("Hidden")
