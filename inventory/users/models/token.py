"""Token."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Ref
from inventory.declare.records import Declared
from inventory.declare.spec import Computed
from inventory.users.rules.tokens import Secret, expires_later, make_secret


class Token(Secret, Declared):
    """A key to the API, shown once: `nbt_<key>.<secret>`. Only a keyed digest of the secret is kept."""

    id = models.BigAutoField(_("ID"), primary_key=True)
    user = Ref("users.User", _("user"), owned=True, related="tokens")
    key = models.CharField(_("key"), max_length=12, unique=True, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    enabled = models.BooleanField(_("enabled"), default=True)
    write_enabled = models.BooleanField(_("write enabled"), default=True)

    class Meta:
        ordering = ["-created", "id"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    class Inventory:
        path, menu, icon, key = "users/tokens", "governance/settings", "key", "key"
        display, brief, hidden = "{key}", "version key description enabled write_enabled", "digest"
        computed = {"version": Computed("2", label=_("version"))}
        columns = "key user description enabled write_enabled expires last_used"
        search = {"key": 100, "description": 500}
        prepare, rules = make_secret, [expires_later]
