"""ObjectChange."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from inventory.core.choices import Action
from inventory.core.wire_names import BEFORE_AND_AFTER, CHANGE_ACTIONS
from inventory.declare.records import Declared
from inventory.declare.vocabulary import Choice, GenericRef, Ref, index, json


class ObjectChange(Declared):
    """One change of one object, recorded by the database: columns before and after; by "system" if nobody was known."""

    id = models.BigAutoField(_("ID"), primary_key=True)
    time = models.DateTimeField(_("time"), db_default=Now(), db_index=True)
    user = Ref("users.User", _("user"), null=True, keep=False, db_constraint=False, on_delete=models.DO_NOTHING)
    user_name = models.CharField(_("user name"), max_length=150, default="system")
    request_id = models.UUIDField(_("request ID"), null=True, db_index=True)
    action = Choice(_("action"), Action)
    changed_object = GenericRef(_("changed object"))
    related_object = GenericRef(_("related object"))
    object_repr = models.CharField(_("object"), max_length=200)
    message = models.CharField(_("message"), max_length=200, blank=True, default="")
    prechange_data, postchange_data = json(_("before"), null=True), json(_("after"), null=True)

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["-time", "-id"], _("change"), _("changes")
        indexes = [index("core_change_object", "changed_object_type", "changed_object_id", "-time")]

    class Inventory:
        path, menu, icon, display = "core/object-changes", "governance/history", "history", "{object_repr}"
        columns, key = "time user_name action changed_object_type object_repr message request_id", "id"
        readonly, about = "*", "changed_object"
        actions = CHANGE_ACTIONS
        computed = BEFORE_AND_AFTER
