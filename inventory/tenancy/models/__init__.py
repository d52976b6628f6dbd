"""Every object type of this application."""

from inventory.tenancy.models.contact import Contact
from inventory.tenancy.models.contactassignment import ContactAssignment
from inventory.tenancy.models.contactgroup import ContactGroup
from inventory.tenancy.models.contactrole import ContactRole
from inventory.tenancy.models.tenant import Tenant
from inventory.tenancy.models.tenantgroup import TenantGroup

__all__ = [
    "Contact",
    "ContactAssignment",
    "ContactGroup",
    "ContactRole",
    "Tenant",
    "TenantGroup",
]
