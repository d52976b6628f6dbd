"""Vocabularies of notes, events and deliveries."""

from typing import Final

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _


class JournalKind(TextChoices):
    """What sort of note it is."""

    INFO = "info", _("Info")
    SUCCESS = "success", _("Success")
    WARNING = "warning", _("Warning")
    DANGER = "danger", _("Danger")


class EventKind(TextChoices):
    """What happened to an object; NetBox's names."""

    CREATED = "object_created", _("Object created")
    UPDATED = "object_updated", _("Object updated")
    DELETED = "object_deleted", _("Object deleted")


class Method(TextChoices):
    """How a webhook is called."""

    GET = "GET", "GET"
    POST = "POST", "POST"
    PUT = "PUT", "PUT"
    PATCH = "PATCH", "PATCH"
    DELETE = "DELETE", "DELETE"


class DeliveryState(TextChoices):
    """How far a delivery is."""

    NEW = "new", _("New")
    PENDING = "pending", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    SKIPPED = "skipped", _("Conditions not met")
    DEAD = "dead", _("Given up")


DUE: Final = Q(state__in=[DeliveryState.NEW.value, DeliveryState.PENDING.value])
"""Deliveries that are to be tried yet."""
