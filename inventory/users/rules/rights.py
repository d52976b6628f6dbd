"""What a user may do, read once per request."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Mapping


class Rights:
    """Rights of a user: NetBox's object permissions."""

    pk: Any
    is_active: Any
    is_superuser: Any
    is_staff = False

    @cached_property
    def rights(self) -> Mapping[tuple[str, str], tuple[Any, ...]]:
        """`(label, action)` → the constraints of every permission that grants it; an empty one grants all."""
        from inventory.users.models import ObjectPermission  # noqa: PLC0415 - User itself is being defined above

        granted: dict[tuple[str, str], tuple[Any, ...]] = {}
        held = ObjectPermission.objects.filter(Q(users=self.pk) | Q(groups__users=self.pk), enabled=True)
        for labels, actions, constraints in held.values_list("object_types", "actions", "constraints").distinct():
            for label in labels:
                for action in actions:
                    granted[label, action] = (*granted.get((label, action), ()), constraints)
        return granted

    def may(self, label: str, action: str) -> bool:
        """Whether the user may do `action` on at least some objects of the type."""
        return bool(self.is_active and (self.is_superuser or (label, action) in self.rights))

    def has_perm(self, permission: str, _obj: object = None) -> bool:
        """Django's question, `app.action_model`, answered by object permissions."""
        app, _dot, codename = permission.partition(".")
        action, _line, model = codename.partition("_")
        return self.may(f"{app}.{model}", action)

    def has_module_perms(self, app: str) -> bool:
        """Whether anything in the application may be seen."""
        return bool(self.is_superuser or any(label.startswith(f"{app}.") for label, _action in self.rights))
