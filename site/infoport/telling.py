"""Alerts told to duty officers by mail."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from inventory.events import alerting

if TYPE_CHECKING:
    from inventory.events.models import Alert

logger = logging.getLogger(__name__)

PATIENCE: Final = timedelta(hours=1)
"""For how long a server that is away or says "later" is tried again; after that, a person looks at the page anyway."""


def tell() -> int:
    """Send one message for each alert that is due; how many the server took. Without a server nobody is told.

    What the server refuses for good is said on the page of alerts and not tried again; what it puts off, or a server
    that does not answer, is tried at each call for an hour.
    """
    if not settings.EMAIL_HOST:
        return 0
    return sum(_told(alert) for alert in alerting.untold())


def _told(alert: Alert) -> bool:
    officer = alert.officer
    if officer is None or not officer.email:
        alert.untold = f"{officer} has no e-mail address"
    else:
        try:
            message(alert, officer.email).send()
        except (SMTPException, OSError) as error:
            logger.warning("%s was not told of alert %s: %s", officer, alert.pk, error)
            if for_good(error) or timezone.now() - alert.starts_at > PATIENCE:
                alert.untold = str(error)[:200]
        else:
            alert.told_at = timezone.now()
    alert.save(update_fields=["told_at", "untold"])
    return alert.told_at is not None


def for_good(error: Exception) -> bool:
    """Whether a mail server says that it will never take a message, by a code of the five hundreds."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())  # noqa: PLR2004 - RFC 5321
    return isinstance(error, SMTPResponseException) and error.smtp_code >= 500  # noqa: PLR2004 - RFC 5321


def message(alert: Alert, address: str) -> EmailMessage:
    """What an officer reads: what, where, since when, and who else answers for it."""
    about = alert.device or alert.service
    lines = [
        alert.summary, f"{about}" if about else "", f"{timezone.localtime(alert.starts_at):%Y-%m-%d %H:%M:%S %Z}",
        f"{alert.team}" if alert.team else "", f"{settings.PUBLIC_URL}/overview/alerts/" if settings.PUBLIC_URL else "",
    ]  # fmt: skip
    subject = f"[{alert.severity}] {alert.summary or alert.name}".replace("\n", " ")
    return EmailMessage(subject, "\n".join(filter(None, lines)), settings.DEFAULT_FROM_EMAIL, [address])
