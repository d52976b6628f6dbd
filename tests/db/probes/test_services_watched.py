"""Services watched over real sockets: states settle, are explained, and are followed to the answer."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone
from infoport import watching

from inventory.services.models import (
    ApplicationService,
    Condition,
    Objective,
    ProbeAnswer,
    ServiceDependency,
    ServiceEndpoint,
    Transition,
)


class Application(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"well")

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Application) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def round_of_probes() -> None:
    Condition.objects.exclude(endpoint=None).update(due=timezone.now())
    async_to_sync(watching.watch)()


@pytest.mark.django_db
def test_a_service_goes_down_with_its_reason_and_comes_back(port: int) -> None:
    base = ApplicationService.objects.create(name="Directory", slug="directory", status="active")
    top = ApplicationService.objects.create(name="Documents", slug="documents", status="active")
    ServiceDependency.objects.create(service=top, depends_on=base, kind="hard")
    place = {"protocol": "http", "connect_address": "127.0.0.1", "connect_port": port}
    for service in (base, top):
        ServiceEndpoint.objects.create(
            service=service, name="page", web_address=f"http://{service.slug}.example/", **place
        )
    async_to_sync(watching.watch)()
    assert dict(Condition.objects.filter(endpoint=None).values_list("service__slug", "state")) == {
        "directory": "up", "documents": "up",
    }  # fmt: skip
    answer = ProbeAnswer.objects.get(endpoint__service=top)
    assert answer.asked == f"http://documents.example/ (http 127.0.0.1:{port})"
    assert set(answer.steps) == {"connect", "headers", "body"}
    assert watching.due(timezone.now()) == []

    closed = free_port()
    ServiceEndpoint.objects.update(connect_port=closed)
    round_of_probes()
    kept = Condition.objects.get(service=top, endpoint=None)
    assert (kept.state, kept.causes) == ("up", [])
    early = Condition.objects.exclude(endpoint=None).earliest("due").due
    assert early is not None
    assert early - timezone.now() < timedelta(seconds=12)
    round_of_probes()
    round_of_probes()
    kept.refresh_from_db()
    assert kept.state == "down"
    assert kept.reason == "http://documents.example/: Connection refused"
    assert kept.causes == [base.pk]
    assert kept.since == Condition.objects.get(endpoint__service=top).since
    assert kept.since < ProbeAnswer.objects.filter(endpoint__service=top).latest("at").at
    assert Condition.objects.get(service=base, endpoint=None).causes == []

    ServiceEndpoint.objects.update(connect_port=port)
    round_of_probes()
    round_of_probes()
    kept.refresh_from_db()
    assert (kept.state, kept.reason, kept.causes) == ("up", "", [])
    told = Transition.objects.filter(service=top, endpoint=None).order_by("at").values_list("state", flat=True)
    assert list(told) == ["up", "down", "up"]


@pytest.mark.django_db
def test_what_was_not_asked_for_long_was_unknown_meanwhile(port: int) -> None:
    service = ApplicationService.objects.create(name="Mail", slug="mail", status="active")
    ServiceEndpoint.objects.create(
        service=service, name="page", protocol="tcp", host="mail.example", port=25,
        connect_address="127.0.0.1", connect_port=port,
    )  # fmt: skip
    async_to_sync(watching.watch)()
    old = datetime(2026, 1, 1, tzinfo=UTC)
    Condition.objects.update(asked=old, since=old)
    Transition.objects.update(at=old - timedelta(hours=1))
    round_of_probes()
    for which in (Transition.objects.exclude(endpoint=None), Transition.objects.filter(endpoint=None)):
        told = which.order_by("at").values_list("state", "reason")
        assert list(told) == [("up", ""), ("unknown", "not probed"), ("up", "")]
    ProbeAnswer.objects.update(at=old)
    assert watching.forget(timezone.now()) == 2


@pytest.mark.django_db
def test_pages_lead_to_the_answers_and_the_public_page_tells_no_reason(
    client: Client, admin_client: Client, port: int
) -> None:
    service = ApplicationService.objects.create(name="Hotline", slug="hotline", status="active")
    Objective.objects.create(service=service, name="agreed", availability="99.9", period="month")
    end = ServiceEndpoint.objects.create(
        service=service, name="page", protocol="http", web_address="http://hotline.example/", public=True,
        connect_address="127.0.0.1", connect_port=free_port(),
    )  # fmt: skip
    ApplicationService.objects.create(name="Hidden", slug="hidden", status="active")
    async_to_sync(watching.watch)()
    public = client.get("/status/")
    text = public.content.decode()
    assert (public.status_code, "Hotline" in text, "Hidden" in text, "refused" in text) == (200, True, False, False)
    assert public.headers["Cache-Control"] == "private, max-age=15"
    assert "1 service is disturbed" in text
    page = admin_client.get(f"/services/application-services/{service.pk}/").content.decode()
    assert "http://hotline.example/: Connection refused" in page
    assert "objective 99.9" in page
    answers = admin_client.get(f"/services/endpoints/{end.pk}/").content.decode()
    assert f"127.0.0.1:{end.connect_port}" in answers
    Condition.objects.update(asked=timezone.now() - timedelta(minutes=6))
    assert "not asked for long" in client.get("/status/").content.decode()
