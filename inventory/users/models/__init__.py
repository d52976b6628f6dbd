"""Object types of the users application."""

from inventory.users.models.department_scope import DepartmentScope
from inventory.users.models.group import Group
from inventory.users.models.object_permission import ObjectPermission
from inventory.users.models.owner import Owner
from inventory.users.models.owner_group import OwnerGroup
from inventory.users.models.token import Token
from inventory.users.models.user import User

__all__ = ["DepartmentScope", "Group", "ObjectPermission", "Owner", "OwnerGroup", "Token", "User"]
