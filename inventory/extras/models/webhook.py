"""Webhooks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Computed, Primary, flag, named, required, text
from inventory.extras.kinds import Method
from inventory.extras.rules.webhooks import WORDS, is_callable, keep_secret


class Webhook(Primary):
    """An address that is told of changes. With a secret, each message bears `X-Hook-Signature`, its HMAC-SHA512."""

    name = named(150, unique=True)
    payload_url = required(_("URL"), 500, _("http or https."))
    http_method = Choice(_("HTTP method"), Method, default=Method.POST)
    http_content_type = required(_("HTTP content type"), 100, default="application/json")
    additional_headers = models.TextField(
        _("additional headers"), blank=True, default="", help_text=_("One per line, as X-Token: 1; Jinja2.")
    )
    body_template = models.TextField(
        _("body template"), blank=True, default="", help_text=_("Jinja2; empty: the whole message as JSON.")
    )
    ssl_verification = flag(_("SSL verification"), _("Check the server's certificate."), default=True)
    ca_file_path = text(_("CA file path"), 1000, _("Below DATA/certificates; empty: the system's."))
    secret = models.BinaryField(_("secret"), null=True, editable=False)

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("webhook"), _("webhooks")

    class Inventory:
        path, plugin, menu, icon = "extras/webhooks", True, "governance/settings", "external-link"
        brief, columns = "name description", "name payload_url http_method ssl_verification has_secret rule_count"
        search, hidden = {"name": 100, "payload_url": 300, "description": 500}, "secret"
        computed = {"has_secret": Computed("{t}.secret IS NOT NULL", "boolean", _("secret is set"))}
        counts = {"rule_count": "extras.eventrule.webhook"}
        rules, accepts, prepare = [is_callable], WORDS, keep_secret
