"""What people keep for themselves: everyone may, without a permission, and others see only what is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED: Final[Mapping[str, Q]] = {
    "extras.savedfilter": Q(shared=True, enabled=True), "extras.savedview": Q(shared=True),
}  # fmt: skip
"""Types of which a person sees the own and, besides, what is so."""
SECRET: Final = frozenset({"extras.bookmark"})
"""Types of which nobody sees another's, not even a superuser or history."""
OWN: Final = frozenset({"core.job"})
"""Types of which everyone sees and changes the own, and others' as far as permissions say."""


def is_personal(label: str) -> bool:
    """Whether everyone may keep objects of the type."""
    return label in SECRET or label in SHARED or label in OWN


def personal(user: Any, label: str, action: str) -> Q:
    """The objects of a personal type on which a person may do `action`, whatever permissions say."""
    own = Q(user=user.pk)
    if label in SECRET or label in OWN or action != "view":
        return own
    return own | SHARED[label]
