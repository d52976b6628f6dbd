"""What a device wants to know before it answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice
from inventory.declare.records import Record
from inventory.declare.spec import Computed
from inventory.reconcile.checks import user_is_complete
from inventory.reconcile.choices import AuthProtocol, CredentialKind, PrivacyProtocol
from inventory.reconcile.credentials import WORDS, keep_words

HAS_SECRET = "EXISTS (SELECT 1 FROM reconcile_secret s WHERE s.credential_id = {t}.id)"  # noqa: S105 - SQL


class Credential(Record):
    """What a device wants to know before it answers. The secret itself is kept, encrypted, in `Secret`."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = Choice(_("kind"), CredentialKind, default="community")
    username = models.CharField(_("user"), max_length=64, blank=True, default="")
    auth_protocol = Choice(_("authentication"), AuthProtocol, null=True)
    privacy_protocol = Choice(_("privacy"), PrivacyProtocol, null=True)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("credential"), _("credentials")

    class Inventory:
        path, plugin, menu, icon = "reconcile/credentials", True, "audit/collection", "key"
        brief, columns = "name", "name kind username has_secret access_count description"
        search, counts = {"name": 100, "description": 500}, {"access_count": "reconcile.access.credential"}
        computed = {"has_secret": Computed(HAS_SECRET, "boolean", _("secret is set"))}
        facets, rules, accepts, saved = "kind", [user_is_complete], WORDS, keep_words
