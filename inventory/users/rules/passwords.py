"""Passwords come in as text and are kept as a salted digest."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def set_password(user: Any, extra: dict[str, Any]) -> None:
    """Digest a given password. Raises `ValidationError` when it is too weak, or missing for a new person."""
    given = extra.get("password")
    if given is None and user.pk is None:
        raise ValidationError({"password": _("This field is required.")})
    if given is not None:
        try:
            validate_password(str(given), user)
        except ValidationError as error:
            raise ValidationError({"password": error.messages}) from error
        user.set_password(str(given))
