"""Business figures collected from a web server on loopback into the database."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone
from infoport.tasks import figures

from inventory.outposts.models import Outpost
from inventory.segments.models import Segment
from inventory.services.models import ApplicationService, BusinessFigure, FigureAnswer
from inventory.services.rules.figures import add_value

ANSWERS = {"/documents": b'{"all": 10126}', "/metrics": b'complaints_total{channel="media"} 3931\n'}


class Application(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path in ANSWERS else 503)
        self.end_headers()
        self.wfile.write(ANSWERS.get(self.path, b""))

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Application) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.django_db
def test_what_is_due_is_collected_and_what_fails_ages(base: str, caplog: pytest.LogCaptureFixture) -> None:
    service = ApplicationService.objects.create(name="Documents", slug="documents", code="A1")

    def figure(name: str, source: str, path: str, query: str) -> BusinessFigure:
        return BusinessFigure.objects.create(
            service=service, name=name, source=source, address=base + path, query=query, interval=60
        )

    documents = figure("documents", "http-json", "/documents", "$.all")
    media = figure("media", "prometheus", "/metrics", 'complaints_total{channel="media"}')
    broken = figure("broken", "http-json", "/broken", "$.all")
    recent = figure("recent", "http-json", "/documents", "$.all")
    add_value(recent, Decimal(1))
    add_value(broken, Decimal(7), at=timezone.now() - timedelta(hours=1))
    async_to_sync(figures.collect.func)(0)
    found = {each.name: [(row.value, row.origin) for row in each.values.all()] for each in (documents, media)}
    assert found == {"documents": [(Decimal(10126), "collected")], "media": [(Decimal(3931), "collected")]}
    assert documents.values.get().reference == base + "/documents"
    assert (broken.values.get().value, recent.values.count()) == (7, 1)
    assert "status 503, expected 200" in caplog.text
    assert figures.due() == []
    assert (documents.answer.text, documents.answer.error) == ('{"all": 10126}', "")
    failed = FigureAnswer.objects.get(figure=broken)
    assert (failed.failures, failed.text, failed.answered) == (1, "", None)
    assert failed.error == f"{base}/broken answered with status 503, expected 200"
    FigureAnswer.objects.filter(pk=failed.pk).update(asked=timezone.now() - timedelta(seconds=61))
    assert [figures.pause(each, timedelta(minutes=1)).seconds for each in (1, 2, 5, 9)] == [60, 120, 960, 3600]

    segment = Segment.objects.create(name="Extranet", slug="extranet", kind="extranet")
    service.segments.add(segment)
    assert [each.name for each in figures.due()] == ["broken"]
    Outpost.objects.create(name="Hall", enabled=True).segments.add(segment)
    assert figures.due() == []
