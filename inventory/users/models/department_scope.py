"""Department scopes."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Record
from inventory.declare.vocabulary import Ref, flag, text, unique


class DepartmentScope(Record):
    """A group of users sees all that is their department's, and asks for more, by this one step.

    Own are the objects of the tenant and their parts; the catalogues and the rooms where own equipment stands can be
    read too. Without it a department needs one permission for each object type.
    """

    group = Ref("users.Group", _("group"), owned=True, related="department_scopes")
    tenant = Ref("tenancy.Tenant", _("department"), owned=True, related="department_scopes")
    may_change = flag(_("may change"), _("Change what is their own, besides seeing it."))
    enabled = flag(_("enabled"), default=True)
    description = text(_("description"), 200)

    class Meta:
        ordering = ["group_id", "tenant_id", "id"]
        verbose_name, verbose_name_plural = _("department scope"), _("department scopes")
        constraints = [unique("users_departmentscope_unique", "group", "tenant")]

    class Inventory:
        path, plugin = "users/department-scopes", True
        menu, icon, brief = "governance/settings", "shield-lock", "group tenant"
        columns = "group tenant may_change enabled description"
        display, key, facets = "{group.name}: {tenant.name}", "group tenant", "tenant group"
        search = {"description": 500}
