"""What waits in the outbox is sent: at least once, in order of age, and less and less often while nobody answers."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import random
import ssl
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.core.models import ObjectChange
from inventory.declare.readplan import encoder, rows
from inventory.declare.registry import specs
from inventory.declare.sealing import Sealed
from inventory.extras import conditions, sandbox
from inventory.extras.kinds import DeliveryState
from inventory.extras.models import Delivery
from inventory.extras.outgoing import Forbidden, reachable
from inventory.extras.rules.webhooks import secret_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.extras.models import Webhook

TIMEOUT: Final = 10.0
"""Seconds until a server that says nothing counts as not answering."""
LEASE: Final = 120.0
"""Seconds after which what a worker took and did not finish is taken again."""
ATTEMPTS: Final = 10
FIRST_WAIT: Final = 5.0
"""Seconds; each further wait is twice as long, at most `LONGEST_WAIT`. Ten attempts take some three hours."""
LONGEST_WAIT: Final = 3600.0
KEPT_DAYS: Final = 30
HEAD: Final = 4096
"""Octets of a response that are kept."""
OK: Final = range(200, 300)
CLAIM: Final = """
UPDATE extras_delivery SET next_attempt = clock_timestamp() + make_interval(secs => %s), attempts = attempts + 1
WHERE id IN (
  SELECT id FROM extras_delivery WHERE state IN ('new', 'pending') AND next_attempt <= clock_timestamp()
  ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING id
"""


class Unsent(Exception):
    """A message cannot be made or was not taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request ready to be sent."""

    url: str
    method: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    head: str


def claim(limit: int = 50) -> list[int]:
    """Take deliveries that are due, oldest first; nobody else takes them for `LEASE` seconds."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [LEASE, limit])
        return sorted(row[0] for row in cursor.fetchall())


def deliver(pk: int) -> None:
    """Send one delivery that was claimed, and note how it went. One that is gone is nothing."""
    delivery = Delivery.objects.select_related("rule", "webhook").filter(pk=pk).first()
    if delivery is None or delivery.state not in {DeliveryState.NEW, DeliveryState.PENDING}:
        return
    try:
        if delivery.state == DeliveryState.NEW and not _prepared(delivery):
            return
        message = _message(delivery)
        delivery.request_headers = dict(message.headers)
        answer = send(message, delivery.webhook)
    except (Unsent, Forbidden, Sealed, OSError, http.client.HTTPException) as error:
        delivery.response_status, delivery.response_head = None, ""
        _failed(delivery, str(error) or type(error).__name__)
        return
    delivery.response_status, delivery.response_head = answer.status, answer.head
    if answer.status in OK:
        _note(delivery, state=DeliveryState.DELIVERED, error="", delivered=timezone.now())
    else:
        _failed(delivery, _("The answer was %d.") % answer.status)


def replay(ids: Sequence[int]) -> int:
    """Have deliveries sent again, soon, as they were; return how many. What still waits is sent at once."""
    again = Delivery.objects.filter(pk__in=ids).exclude(state__in=[DeliveryState.NEW, DeliveryState.SKIPPED])
    now = timezone.now()
    return again.update(state=DeliveryState.PENDING, attempts=0, next_attempt=now, last_updated=now, error="")


def forget() -> int:
    """Delete what was delivered or skipped `KEPT_DAYS` ago; what was given up stays to be looked at."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    done = Delivery.objects.filter(state__in=[DeliveryState.DELIVERED, DeliveryState.SKIPPED], last_updated__lt=before)
    return done.delete()[0]


def _prepared(delivery: Delivery) -> bool:
    """Make the message of a new delivery and keep it: repetitions are the same. False when nothing is to be sent."""
    change = ObjectChange.objects.filter(pk=delivery.change_id).first()
    if change is None:
        _note(delivery, state=DeliveryState.SKIPPED, error=_("Its change is no longer in the history."))
        return False
    payload = _payload(delivery, change)
    if not conditions.holds(delivery.rule.conditions, payload["data"]):
        _note(delivery, state=DeliveryState.SKIPPED)
        return False
    context = encoder.encode(payload)
    template = delivery.webhook.body_template
    delivery.request_body = _rendered(template, context) if template else context.decode()
    delivery.request_headers = _extra_headers(delivery.webhook, context)
    delivery.state = DeliveryState.PENDING
    _note(delivery, state=delivery.state, request_body=delivery.request_body)
    return True


def _payload(delivery: Any, change: ObjectChange) -> dict[str, Any]:
    """NetBox's message; `data` is the object as it is on the wire, or as it was stored when it is gone."""
    spec = specs[str(delivery.object_type)]
    found = rows(spec, [delivery.object_id], "") if change.action != "delete" else []
    stored = change.prechange_data if change.action == "delete" else change.postchange_data
    data = json.loads(encoder.encode(found[0])) if found else {"id": delivery.object_id, **(stored or {})}
    return {
        "event": delivery.event.removeprefix("object_"), "timestamp": change.time, "object_type": delivery.object_type,
        "model": spec.label.partition(".")[2], "username": change.user_name, "request_id": change.request_id,
        "data": data, "snapshots": {"prechange": change.prechange_data, "postchange": change.postchange_data},
    }  # fmt: skip


def _rendered(template: str, context: bytes) -> str:
    try:
        return sandbox.render(template, {}, context)
    except sandbox.BadTemplate as error:
        raise Unsent(str(error)) from error


def _extra_headers(webhook: Webhook, context: bytes) -> dict[str, str]:
    """The headers written at the webhook, one per line."""
    text = webhook.additional_headers
    lines = (_rendered(text, context) if "{" in text else text).splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def _message(delivery: Delivery) -> Message:
    """The request, signed now: a secret that was changed meanwhile signs repetitions too."""
    webhook = delivery.webhook
    headers = {**(delivery.request_headers or {}), "Content-Type": webhook.http_content_type}
    secret = secret_of(webhook)
    if secret:
        digest = hmac.new(secret.encode(), delivery.request_body.encode(), hashlib.sha512)
        headers["X-Hook-Signature"] = digest.hexdigest()
    return Message(webhook.payload_url, webhook.http_method, headers, delivery.request_body)


def send(message: Message, webhook: Webhook) -> Answer:
    """Send to an address that may be reached; redirections are not followed.

    Raises `Forbidden`, `OSError` or `HTTPException` when there is no answer.
    """
    parts = urlsplit(message.url)
    host = str(parts.hostname)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = reachable(host, port)
    calling: Any = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    if secure:
        calling = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=_context(webhook))
    # The name stays in the request and the certificate's check; where it leads to was decided above.
    connect = calling._create_connection  # noqa: SLF001 - http.client's own hook
    calling._create_connection = lambda _where, *rest: connect((address, port), *rest)  # noqa: SLF001 - the same
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        calling.request(message.method, path, message.body.encode(), dict(message.headers))
        response = calling.getresponse()
        return Answer(response.status, response.read(HEAD).decode(errors="replace").replace("\x00", ""))
    finally:
        calling.close()


def _context(webhook: Webhook) -> ssl.SSLContext:
    folder = Path(settings.DATA_DIRECTORY) / "certificates"
    file = str(folder / webhook.ca_file_path) if webhook.ca_file_path else None
    context = ssl.create_default_context(cafile=file)
    if not webhook.ssl_verification:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _failed(delivery: Delivery, reason: str) -> None:
    """Wait longer each time, with up to a quarter more so that many do not come back together; then give up."""
    dead = delivery.attempts >= ATTEMPTS
    wait = min(FIRST_WAIT * 2 ** (delivery.attempts - 1), LONGEST_WAIT) * random.uniform(1, 1.25)  # noqa: S311 - no secret
    state = DeliveryState.DEAD if dead else delivery.state
    _note(delivery, state=state, error=reason[:500], next_attempt=timezone.now() + timedelta(seconds=wait))


def _note(delivery: Delivery, **values: Any) -> None:
    kept = {name: getattr(delivery, name) for name in ("request_headers", "response_status", "response_head")}
    Delivery.objects.filter(pk=delivery.pk).update(**{**kept, **values}, last_updated=timezone.now())
