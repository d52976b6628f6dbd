"""Contact groups."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Nested
from inventory.declare.spec import Computed
from inventory.declare.tree import depth_sql, no_loop

CONTACTS = """(WITH RECURSIVE below(id) AS (SELECT {t}.id UNION
    SELECT child.id FROM tenancy_contactgroup child JOIN below ON child.parent_id = below.id)
    SELECT count(DISTINCT m.contact_id) FROM tenancy_contact_groups m
    WHERE m.contactgroup_id IN (SELECT id FROM below))"""


class ContactGroup(Nested):
    """People who are called for the same reason, as the operators or a department's liaison staff. Groups nest."""

    class Meta(Nested.Meta):
        verbose_name = _("contact group")
        verbose_name_plural = _("contact groups")

    class Inventory:
        path = "tenancy/contact-groups"
        brief = "name slug description contact_count _depth"
        columns = "name parent contact_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        computed = {"contact_count": Computed(CONTACTS), "_depth": Computed(depth_sql("tenancy_contactgroup"))}
        rules = [no_loop]
        menu = "governance/duty"
        icon = "users"
