"""Mail about requests, by a real SMTP server."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import override_settings
from django.utils import timezone
from freezegun import freeze_time

from inventory.hosting import notices
from inventory.hosting.advance import advance
from inventory.hosting.models import Notice, Request

pytestmark = pytest.mark.usefixtures("undone")


class Postbox:
    """Takes mail; refuses for now while `busy`, for good to `unknown@`."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Message]] = []
        self.busy = False

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.busy:
            return "451 try again later"
        if address.startswith("unknown@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken += [(each, message_from_bytes(envelope.content)) for each in envelope.rcpt_tos]
        return "250 OK"


@pytest.fixture
def box() -> Iterator[Postbox]:
    found = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd calls its own port, which must be known
        port = free.getsockname()[1]
    server = Controller(found, hostname="127.0.0.1", port=port)
    server.start()
    told = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port, "PUBLIC_URL": "https://portal.changchun.example",
    }  # fmt: skip
    with override_settings(**told):
        yield found
    server.stop()


def text(message: Message) -> str:
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    return f"{make_header(decode_header(str(message['Subject'])))}\n{body.decode()}"


def test_everybody_concerned_is_told_once_in_their_language(box: Postbox, ask: Any, asker: Any, officer: Any) -> None:
    type(officer).objects.filter(pk=officer.pk).update(email="officer@x.example", preferences={"language": "en"})
    request = ask(email="liaison@x.example")
    advance(request.pk, "submit", user=asker)
    assert notices.send(notices.claim()) == len(box.taken)
    told = {address: text(each) for address, each in box.taken}
    assert {"liaison@x.example", "officer@x.example"} <= set(told)
    assert "planner@changchun.example" in told, "who handles requests in the demo city is told, too"
    assert told["officer@x.example"].startswith("Request received: 规划公示网站")
    assert "Web site" in told["officer@x.example"]
    assert "网站" in told["liaison@x.example"], "who chose no language reads Chinese"
    box.taken.clear()
    assert notices.claim() == [], "nothing goes twice"
    advance(request.pk, "ask", user=officer, message="需要哪些端口？")
    notices.send(notices.claim())
    [(address, question)] = box.taken
    assert address == "liaison@x.example"
    assert "需要哪些端口？" in text(question)
    assert f"https://portal.changchun.example/portal/{request.pk}/" in text(question)


def test_what_is_not_taken_waits_longer_each_time_and_an_unknown_address_is_given_up(box: Postbox, ask: Any) -> None:
    request: Request = ask(email="later@x.example")
    other: Request = ask(email="unknown@x.example")
    box.busy = True
    notices.note(request, "finish")
    assert notices.send(notices.claim()) == 0
    waiting = Notice.objects.get(address="later@x.example")
    assert (waiting.attempts, waiting.sent) == (1, None)
    assert "451" in waiting.error
    assert waiting.next_attempt > timezone.now()
    assert notices.claim() == []
    box.busy = False
    notices.note(other, "finish")
    Notice.objects.update(next_attempt=timezone.now())
    assert notices.send(notices.claim()) == 1
    Notice.objects.update(next_attempt=timezone.now())
    assert notices.claim() == []
    assert Notice.objects.get(address="unknown@x.example").attempts == notices.ATTEMPTS


def test_a_dead_server_and_an_overdue_clock(ask: Any, asker: Any, officer: Any) -> None:
    type(officer).objects.filter(pk=officer.pk).update(email="officer@x.example")
    with freeze_time("2026-11-02 01:00:00"):
        request = ask()
        advance(request.pk, "submit", user=asker)
    assert notices.note_overdue() == 2, "this one, and one of the demo city"
    assert notices.note_overdue() == 0, "said once"
    assert Notice.objects.filter(request=request, event="overdue", address="officer@x.example").count() == 1
    assert notices.claim() == [], "no server is set: nothing is tried"
    told = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 9}
    with override_settings(**told):
        assert notices.send(notices.claim()) == 0
    assert "refused" in Notice.objects.filter(event="overdue")[0].error


def test_what_a_dead_worker_perhaps_sent_is_not_sent_twice(box: Postbox, ask: Any) -> None:
    notices.note(ask(email="a@x.example"), "finish")
    notices.note(ask(email="b@x.example"), "finish")
    keys = notices.claim()
    dead, other = Notice.objects.filter(pk__in=keys).order_by("pk")
    Notice.objects.filter(pk=dead.pk).update(error=notices.SENDING)  # what the worker left at the server's yes
    assert notices.send(keys) == 1
    assert [address for address, _mail in box.taken] == [other.address]
    dead.refresh_from_db()
    assert (dead.sent, dead.attempts) == (None, notices.ATTEMPTS)
    assert "perhaps" in dead.error
    Notice.objects.update(next_attempt=timezone.now())
    assert notices.claim() == []
