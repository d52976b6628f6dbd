"""Mail about requests: noted in the step's own transaction, sent by the worker, less and less often while it fails.

note(request, "ask", "Which port?")   # in the transaction of the step
send(claim())                         # in the worker
"""

from __future__ import annotations

import random
import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.permissions import restrict
from inventory.hosting import states
from inventory.hosting.models import Notice, Request
from inventory.users.models import ObjectPermission, User

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LANGUAGE: Final = "zh-hans"
"""What is written in to somebody who has chosen no language."""
DEPARTMENT, OFFICERS, APPROVERS = "department", "handle", "approve"
EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "submit": (DEPARTMENT, OFFICERS), "propose": (APPROVERS,), "ask": (DEPARTMENT,), "answer": (OFFICERS,),
    "approve": (DEPARTMENT,), "reject": (DEPARTMENT,), "finish": (DEPARTMENT,), "fail": (DEPARTMENT, OFFICERS),
    "overdue": (OFFICERS,),
}  # fmt: skip
"""Step, or "overdue" → who is told."""
SUBJECTS: Final[Mapping[str, Any]] = {
    "submit": gettext_lazy("Request received: %(name)s"),
    "propose": gettext_lazy("A plan waits for approval: %(name)s"),
    "ask": gettext_lazy("A question about your request: %(name)s"),
    "answer": gettext_lazy("The department answered: %(name)s"),
    "approve": gettext_lazy("Request approved: %(name)s"),
    "reject": gettext_lazy("Request refused: %(name)s"),
    "finish": gettext_lazy("In use: %(name)s"),
    "fail": gettext_lazy("Could not be carried out: %(name)s"),
    "overdue": gettext_lazy("The answer is overdue: %(name)s"),
}
FIRST_WAIT: Final = 30.0
"""Seconds; each further wait is twice as long, at most `LONGEST_WAIT`. Twelve attempts take some five hours."""
LONGEST_WAIT: Final = 3600.0
ATTEMPTS: Final = 12
LEASE: Final = 120.0
"""Seconds after which what a worker took and did not finish is taken again."""
KEPT: Final = timedelta(days=7)
"""What could not be sent for so long is news no more; mail set up later does not send it."""
SENDING: Final = "sending"
"""Written to `error` before the server is handed a mail; whoever finds it cannot know whether the server took it."""
CLAIM: Final = """
UPDATE hosting_notice SET next_attempt = clock_timestamp() + make_interval(secs => %s), attempts = attempts + 1
WHERE id IN (
  SELECT id FROM hosting_notice
  WHERE sent IS NULL AND attempts < %s AND next_attempt <= clock_timestamp() AND created > %s
  ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def note(request: Request, event: str, text: str = "") -> None:
    """Have everybody told whom an event concerns; the same event of the same revision is told once."""
    revision = 0 if event == "overdue" else request.revision
    rows = [
        Notice(request=request, event=event, revision=revision, address=address, language=language, text=text)
        for address, language in dict(_receivers(request, EVENTS.get(event, ()))).items()
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def note_overdue() -> int:
    """Tell the officers of every request whose clock has run out, once each; returns how many are overdue."""
    rows = Request.objects.exclude(state__in=[*states.ENDED, *states.WAITING, "draft"])
    late = list(rows.filter(due_on__lt=timezone.localdate()).exclude(notices__event="overdue"))
    for request in late:
        note(request, "overdue")
    return len(late)


def _receivers(request: Request, kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Address → language; one address is written to once, whatever it is."""
    if DEPARTMENT in kinds:
        asker = User.objects.filter(pk=request.asker_id).first() if request.asker_id else None
        address = request.email or (asker.email if asker else "")
        if address:
            yield address, language_of(asker)
    for right in set(kinds) - {DEPARTMENT}:
        rules = ObjectPermission.objects.filter(
            enabled=True, object_types__contains=["hosting.request"], actions__contains=[right]
        )
        people = User.objects.filter(is_active=True).exclude(email="")
        for user in (people.filter(permissions__in=rules) | people.filter(groups__permissions__in=rules)).distinct():
            if restrict(Request.objects.all(), user, right).filter(pk=request.pk).exists():
                yield user.email, language_of(user)


def language_of(user: User | None) -> str:
    """The language that a person has chosen, else the city's."""
    kept = (user.preferences or {}).get("language") if user else None
    return str(kept) if kept in dict(settings.LANGUAGES) else LANGUAGE


def claim(limit: int = 50) -> list[int]:
    """Take notices that are due, the oldest first, for `LEASE` seconds; none while no server is set."""
    if not settings.EMAIL_HOST:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [LEASE, ATTEMPTS, timezone.now() - KEPT, limit])
        return sorted(row[0] for row in cursor.fetchall())


def send(keys: Sequence[int]) -> int:
    """Send claimed notices over one connection; returns how many the server took.

    None is handed over twice: that it is being sent is noted first, and one whose worker died at that moment is given
    up and says so. Only where the server's yes is lost on the line is it sent again, with the same Message-ID.
    """
    taken = 0
    server = get_connection(timeout=10)
    for notice in Notice.objects.filter(pk__in=keys, sent=None).select_related("request__tenant").order_by("pk"):
        if notice.error == SENDING:
            lost = _("The worker died while it was sent; perhaps it arrived.")
            Notice.objects.filter(pk=notice.pk).update(attempts=ATTEMPTS, error=lost)
            continue
        try:
            mail = message(notice, server)
            server.open()
            if not Notice.objects.filter(pk=notice.pk, sent=None).exclude(error=SENDING).update(error=SENDING):
                continue  # another worker took it when our lease had run out
            mail.send()
        except (OSError, smtplib.SMTPException) as error:
            _failed(notice, error)
            server.close()
            server = get_connection(timeout=10)
            continue
        Notice.objects.filter(pk=notice.pk).update(sent=timezone.now(), error="")
        taken += 1
    server.close()
    return taken


def message(notice: Notice, server: Any = None) -> EmailMessage:
    """The mail of a notice, in its receiver's language."""
    request = notice.request
    with translation.override(notice.language):
        told = {"name": request.name, "department": request.tenant.name, "item": request.get_item_display()}
        lines = [
            _("%(item)s for %(department)s: “%(name)s”.") % told,
            _("State: %(state)s.") % {"state": request.get_state_display()},
        ]
        if request.due_on and request.ended_at is None:
            lines.append(_("Answer by %(day)s.") % {"day": request.due_on.isoformat()})
        asker = User.objects.filter(pk=request.asker_id).first() if request.asker_id else None
        outside = notice.address == (request.email or (asker.email if asker else ""))
        if notice.text and not (notice.event == "fail" and outside):  # what failed technically is for officers
            lines += ["", notice.text]
        if settings.PUBLIC_URL:
            page = "portal" if notice.event in {"ask", "approve", "reject", "finish"} else "hosting/requests"
            lines += ["", f"{settings.PUBLIC_URL.rstrip('/')}/{page}/{request.pk}/"]
        subject = " ".join(str(SUBJECTS[notice.event] % told).split())
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    identity = f"<hosting-{notice.pk}-{request.pk}@{domain}>"
    headers = {"Message-ID": identity, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, "\n".join(lines), None, [notice.address], headers=headers, connection=server)


def _failed(notice: Notice, error: Exception) -> None:
    """Wait longer each time, with up to a quarter more; an address that is refused for good is given up at once."""
    final = isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _text in error.recipients.values()  # noqa: PLR2004 - permanent, RFC 5321 4.2.1
    )  # fmt: skip
    wait = min(FIRST_WAIT * 2 ** (notice.attempts - 1), LONGEST_WAIT) * random.uniform(1, 1.25)  # noqa: S311 - no secret
    Notice.objects.filter(pk=notice.pk).update(
        error=(str(error) or type(error).__name__)[:500], next_attempt=timezone.now() + timedelta(seconds=wait),
        **({"attempts": ATTEMPTS} if final else {}),
    )  # fmt: skip
