"""What a webhook and an event rule must be, and how a webhook's secret is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.sealing import Sealed, opened, sealed
from inventory.extras import conditions
from inventory.extras.kinds import EventKind
from inventory.extras.sandbox import BadTemplate, check

if TYPE_CHECKING:
    from inventory.extras.models import EventRule, Webhook

WORDS: Final = {"secret": "text"}
"""Written, never read: the key of the signature."""


def is_callable(webhook: Webhook) -> None:
    """Its URL is one of http or https, its templates compile. Raises `ValidationError` naming what is wrong."""
    try:
        parts = urlsplit(webhook.payload_url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or any(ord(each) <= 32 for each in webhook.payload_url):  # noqa: PLR2004 - blanks and control characters
        raise ValidationError({"payload_url": _("“%s” is no address of http or https.") % webhook.payload_url})
    for name in ("body_template", "additional_headers"):
        try:
            check(getattr(webhook, name), {})
        except BadTemplate as error:
            raise ValidationError({name: str(error)}) from error
    if webhook.ca_file_path.startswith("/") or ".." in webhook.ca_file_path:
        raise ValidationError({"ca_file_path": _("“%s” is no path below the folder.") % webhook.ca_file_path})


def keep_secret(webhook: Webhook, extra: dict[str, Any]) -> None:
    """Seal the secret given with a webhook; one kept serves its address only. Raises `ValidationError`."""
    if extra.get("secret"):
        webhook.secret = sealed({"secret": extra["secret"]}, bound(webhook))
        return
    try:
        secret_of(webhook)
    except Sealed as error:
        reason = _("The secret was set for another address; set it again.")
        raise ValidationError({"secret": reason}) from error


def secret_of(webhook: Webhook) -> str:
    """The key of the signature, or nothing. Raises `Sealed` when it cannot be opened."""
    return opened(bytes(webhook.secret), bound(webhook)).get("secret", "") if webhook.secret else ""


def bound(webhook: Webhook) -> str:
    """What the secret is bound to: its address."""
    # Whoever may change the address must not have messages signed for another one than the secret was given for.
    return f"extras.webhook:{webhook.payload_url}"


def kinds_exist(rule: EventRule) -> None:
    """Every event type is known. Raises `ValidationError` naming the first that is not."""
    for kind in rule.event_types:
        if kind not in EventKind.values:
            reason = _("“%(kind)s” is none of %(known)s.")
            raise ValidationError({"event_types": reason % {"kind": kind, "known": ", ".join(EventKind.values)}})


def rule_conditions(rule: EventRule) -> None:
    """Conditions are NetBox's. Raises `ValidationError` saying what is not."""
    if rule.conditions:
        try:
            conditions.check(rule.conditions)
        except conditions.BadCondition as error:
            raise ValidationError({"conditions": str(error)}) from error
