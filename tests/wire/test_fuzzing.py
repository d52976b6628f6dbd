"""Whatever is sent, no answer is a server error and none is outside the OpenAPI document.

`SCHEMATHESIS_EXAMPLES=20` draws so many requests for every operation; without it two for some operations of each
type, so that it takes two minutes.
"""

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.http import HttpResponse
from infoport import demo

from inventory.declare.registry import specs
from inventory.users.models import ObjectPermission, Token, User
from tests.wire.fuzzing import Aim, Probe, RolledBack
from tests.wire.rest_of_city import Rest

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "0"))
APPLICATIONS = sorted({spec.path.partition("/")[0] for spec in specs})
ALWAYS = {("get", False), ("post", False), ("patch", True)}
"""Method, and whether of one object: what is sent for every type; of the others one in `TURNS`."""
TURNS = 9
PLAIN = {path for spec in specs for path in (spec.api, f"{spec.api}{{id}}/")}
FEWEST = 2
"""Hypothesis begins with the simplest request of all; the next ones are drawn."""


@pytest.fixture(scope="module")
def probe(django_db_setup: None, django_db_blocker: Any) -> Iterator[Probe]:
    """The demo city and the rest, asked by an administrator; rolled back at the end of the module."""
    logging.disable(logging.CRITICAL)  # of every refused request Django writes a line
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        user = User.objects.create_superuser("fuzz", password="x")
        text = Token.issue(user)[1]
        Rest(user.pk, text).build()
        app, aim = RolledBack(), Aim()
        app.headers = bearer(text)
        aim.look()
        yield Probe(app, aim)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def bearer(text: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {text}"}


@pytest.fixture(scope="module")
def operations(probe: Probe) -> list[Any]:
    document = schemathesis.openapi.from_wsgi("/api/schema/?format=json", probe.app)
    return [each.ok() for each in document.get_all_operations()]


def application(path: str) -> str:
    name = path.removeprefix("/api/").removeprefix("plugins/").partition("/")[0]
    return name if name in APPLICATIONS else "other"


def due(at: int, operation: Any) -> bool:
    """Whether an operation's turn has come."""
    kind = (operation.method, operation.path.endswith("{id}/"))
    return EXAMPLES > 0 or operation.path not in PLAIN or kind in ALWAYS or at % TURNS == 0


@pytest.mark.parametrize("name", [*APPLICATIONS, "other"])
def test_no_request_of_an_administrator_breaks_the_server_or_the_schema(
    name: str, probe: Probe, operations: list[Any]
) -> None:
    probe.failures.clear()
    before = probe.sent
    for at, operation in enumerate(operations):
        if application(operation.path) == name and due(at, operation):
            probe(operation, EXAMPLES or FEWEST)
    assert probe.sent > before
    assert not probe.failures, "\n\n".join(probe.failures)


def test_no_request_of_somebody_with_few_rights_does_either(probe: Probe, operations: list[Any]) -> None:
    """They see and change some objects of every second type, and none of the others."""
    probe.failures.clear()
    user = User.objects.create_user("few")
    labels = [spec.label for spec in specs][::2]
    rule = ObjectPermission.objects.create(
        name="few", object_types=labels, actions=["view", "add", "change"], constraints={"id__lt": 3}
    )
    rule.users.add(user)
    administrator, probe.app.headers = probe.app.headers, bearer(Token.issue(user)[1])
    try:
        for at, operation in enumerate(operations):
            if at % (2 * TURNS) == 3 or EXAMPLES:
                probe(operation, EXAMPLES or FEWEST)
    finally:
        probe.app.headers = administrator
    assert probe.statuses[403]
    assert not probe.failures, "\n\n".join(probe.failures)


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [("500 Oops", "application/json", b"{}"), ("418 Teapot", "application/json", b"{}"),
     ("200 OK", "text/html", b"<p>"), ("200 OK", "application/json", b'{"count": 1}'),
     ("400 No", "application/json", b'"x"')],
)  # fmt: skip
def test_other_answers_would_be_noticed(
    status: str, kind: str, body: bytes, probe: Probe, operations: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(environ: Any, start_response: Any) -> HttpResponse:
        start_response(status, [("Content-Type", kind)])
        return HttpResponse(body)

    probe.failures.clear()
    monkeypatch.setattr(probe.app, "handler", answer)
    probe(next(each for each in operations if each.label == "GET /api/dcim/sites/"), 1)
    assert len(probe.failures) == 1
    probe.failures.clear()
