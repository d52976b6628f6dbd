"""One acceptance under way: the difference, who accepts it, and the write path bound to both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from inventory.declare import write
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models
    from django_stubs_ext import StrOrPromise

    from inventory.reconcile.models import Difference


class Unmet(Exception):
    """The observed value cannot be written as it is; the message says what is missing."""


class Unconfirmed(Unmet):
    """Accepting deletes an object of the register, and nobody said that this is meant."""


@dataclass(frozen=True)
class Acceptance:
    """What a handler needs. `user` None is the system itself, which may do everything."""

    row: Difference
    user: Any
    message: str
    confirmed: bool = False

    @property
    def observed(self) -> Any:
        """The observed side, as stored."""
        return self.row.observed

    @property
    def intended(self) -> Any:
        """The intended side, as compared."""
        return self.row.intended

    @property
    def name(self) -> str:
        """Who accepts, as the difference keeps it."""
        return "system" if self.user is None else str(self.user.get_username())[:150]

    def subject(self) -> Any:
        """The object that the difference is about. Raises `Conflict` when it is gone."""
        return self.find(self.row.subject_type, self.row.subject_id, "change")

    def find(self, label: str, key: int | None, action: str = "view") -> Any:
        """An object that the user may see or change. Raises `Conflict` or `PermissionDenied`."""
        rows: models.QuerySet[Any] = specs[label].model._default_manager.all()  # noqa: SLF001 - any declared model
        found = rows.filter(pk=key).first()
        if found is None:
            told = {"type": specs[label].verbose_name, "id": key}
            raise write.Conflict(_("%(type)s #%(id)s is no longer in the register.") % told)
        if self.user is not None and not restrict(rows, self.user, action).filter(pk=key).exists():
            raise PermissionDenied
        return found

    def save(self, instance: Any, values: Mapping[str, Any]) -> Any:
        """Write through the ordinary path; refused with `Conflict` when the subject changed since the comparison."""
        spec = specs[instance._meta.label_lower]  # noqa: SLF001 - Django's public introspection
        is_subject = (spec.label, instance.pk) == (self.row.subject_type, self.row.subject_id)
        since = self.row.intent_version if is_subject else None
        return write.save(spec, instance, values, user=self.user, message=self.message, unchanged_since=since)

    def delete(self) -> Any:
        """Delete the subject, once confirmed. Raises `Unconfirmed`, `Conflict` or `PermissionDenied`."""
        spec = specs[self.row.subject_type]
        found = self.find(spec.label, self.row.subject_id, "delete")
        if not self.confirmed:
            told = {"type": spec.verbose_name, "object": found}
            raise Unconfirmed(_("Accepting deletes %(type)s “%(object)s” from the register; confirm that.") % told)
        if self.row.intent_version:
            write.lock_unchanged(spec, found, self.row.intent_version)
        write.delete(spec, [found], self.message)
        return found


Handler: TypeAlias = Callable[[Acceptance], Any]
"""Writes the observed side and returns the object written."""


def refuse(reason: StrOrPromise) -> Handler:
    """A handler for what cannot be accepted, for a translatable reason."""

    def handler(_acceptance: Acceptance) -> Any:
        raise Unmet(str(reason))

    return handler


def forget(acceptance: Acceptance) -> Any:
    """A handler for what is registered and not there: it is deleted."""
    return acceptance.delete()
