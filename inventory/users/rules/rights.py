"""What a user may do, read once per request."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from inventory.declare import departments
from inventory.declare.fetching import fetch
from inventory.declare.personal import is_personal

if TYPE_CHECKING:
    from collections.abc import Mapping


HELD: Final = """
SELECT object_types, actions, constraints::text, NULL::bigint FROM users_objectpermission p WHERE enabled AND (
  EXISTS (SELECT 1 FROM users_objectpermission_users u WHERE u.objectpermission_id = p.id AND u.user_id = %(user)s)
  OR EXISTS (SELECT 1 FROM users_objectpermission_groups g JOIN users_user_groups m ON m.group_id = g.group_id
             WHERE g.objectpermission_id = p.id AND m.user_id = %(user)s))
UNION ALL SELECT NULL, CASE WHEN s.may_change THEN ARRAY['view', 'change'] ELSE ARRAY['view'] END, NULL, s.tenant_id
FROM users_departmentscope s JOIN users_user_groups m ON m.group_id = s.group_id
WHERE s.enabled AND m.user_id = %(user)s
"""
"""Permissions, and the departments whose scope one of the user's groups has."""


def held_by(holder: str) -> str:
    """SQL for the ids of the permissions that a `user` or `group` holds by itself."""
    return (
        f"ARRAY(SELECT h.objectpermission_id FROM users_objectpermission_{holder}s h "  # noqa: S608 - two words
        f"WHERE h.{holder}_id = {{t}}.id ORDER BY h.objectpermission_id)"
    )


class Rights:
    """Rights of a user: NetBox's object permissions."""

    pk: Any
    is_active: Any
    is_superuser: Any
    is_staff = False

    @cached_property
    def rights(self) -> Mapping[tuple[str, str], tuple[Any, ...]]:
        """`(label, action)` → the constraints of every permission that grants it; an empty one grants all."""
        granted: dict[tuple[str, str], tuple[Any, ...]] = {}
        tenants: dict[str, set[int]] = {}
        for labels, actions, constraints, tenant in fetch(HELD, {"user": self.pk}):
            limits = json.loads(constraints or "null")
            for action in actions:
                if tenant is not None:
                    tenants.setdefault(action, set()).add(tenant)
                for label in labels or ():
                    granted[label, action] = (*granted.get((label, action), ()), limits)
        for action, ids in tenants.items():
            for label, within in departments.constraints(ids):
                if within or action == "view":
                    granted[label, action] = (*granted.get((label, action), ()), within)
        return granted

    def may(self, label: str, action: str) -> bool:
        """Whether the user may do `action` on at least some objects of the type."""
        return bool(self.is_active and (self.is_superuser or is_personal(label) or (label, action) in self.rights))

    def has_perm(self, permission: str, _obj: object = None) -> bool:
        """Django's question, `app.action_model`, answered by object permissions."""
        app, _dot, codename = permission.partition(".")
        action, _line, model = codename.partition("_")
        return self.may(f"{app}.{model}", action)

    def has_module_perms(self, app: str) -> bool:
        """Whether anything in the application may be seen."""
        return bool(self.is_superuser or any(label.startswith(f"{app}.") for label, _action in self.rights))
