"""Object types of the users application."""

from inventory.users.models.group import Group
from inventory.users.models.object_permission import ObjectPermission
from inventory.users.models.token import Token
from inventory.users.models.user import User

__all__ = ["Group", "ObjectPermission", "Token", "User"]
