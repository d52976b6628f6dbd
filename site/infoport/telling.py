"""Alerts told to duty officers by mail."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from inventory.events import alerting

if TYPE_CHECKING:
    from inventory.events.models import Alert

logger = logging.getLogger(__name__)


def tell() -> int:
    """Send one message for each alert that is due; how many the server took. Without a server nobody is told.

    What the server does not take is said on the page of alerts, and not tried again: a person looks there.
    """
    if not settings.MAIL_SERVER:
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
            alert.untold = str(error)[:200]
        else:
            alert.told_at = timezone.now()
    alert.save(update_fields=["told_at", "untold"])
    return alert.told_at is not None


def message(alert: Alert, address: str) -> EmailMessage:
    """What an officer reads: what, where, since when, and who else answers for it."""
    about = alert.device or alert.service
    lines = [
        alert.summary, f"{about}" if about else "", f"{timezone.localtime(alert.starts_at):%Y-%m-%d %H:%M:%S %Z}",
        f"{alert.team}" if alert.team else "",
    ]  # fmt: skip
    subject = f"[{alert.severity}] {alert.summary or alert.name}".replace("\n", " ")
    return EmailMessage(subject, "\n".join(filter(None, lines)), settings.DEFAULT_FROM_EMAIL, [address])
