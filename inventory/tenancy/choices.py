"""Closed vocabularies of tenancy, as NetBox has them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContactPriority(TextChoices):
    """In which order to call."""

    PRIMARY = "primary", _("Primary")
    SECONDARY = "secondary", _("Secondary")
    TERTIARY = "tertiary", _("Tertiary")
    INACTIVE = "inactive", _("Inactive")
