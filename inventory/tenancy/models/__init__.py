"""Every object type of this application."""

from inventory.tenancy.models.contact import Contact
from inventory.tenancy.models.contact_assignment import ContactAssignment
from inventory.tenancy.models.contact_group import ContactGroup
from inventory.tenancy.models.contact_role import ContactRole
from inventory.tenancy.models.tenant import Tenant
from inventory.tenancy.models.tenant_group import TenantGroup

__all__ = [
    "Contact",
    "ContactAssignment",
    "ContactGroup",
    "ContactRole",
    "Tenant",
    "TenantGroup",
]
