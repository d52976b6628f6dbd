"""Schemathesis against the application in this process: each request is rolled back, each failure has its traceback."""

import json
import random
import re
import sys
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from psycopg.pq import TransactionStatus
from schemathesis import checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from inventory.declare.readplan import rows
from inventory.declare.registry import specs

CHECKS: Final = [
    checks.not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
"""What must hold for any request. Whether one that fits the schema is accepted, the rules of each type decide."""
DEEP: Final = json.loads("[" * 90 + "]" * 90)
HOSTILE: Final[list[Any]] = [
    "", " ", "\x00", "a\x00b", "\ud800", "null", "٣", "²", "1e999", "-0", "'\"%s%%{}", "☃" * 300, "x" * 70_000, "\r\n",
    "0000-00-00", "9999-12-31T23:59:59.999999+14:00", "0001-01-01T00:00:00-14:00", "2024-02-30", "255.255.255.256/33",
    "::/129", "10.0.0.1/24/24", "(a+)+$", "[", "*", "../../etc/passwd", "{{ 7*7 }}", "{% for %}", 0, -1, 2**31, 2**63,
    -(2**63) - 1, 10**40, 1e308, -0.0, 0.1234567890123, True, False, None, [], {}, [[]], [None], [{}], {"": ""},
    {"id": 1}, {"id": {"id": 1}}, {"pk": []}, {"id__in": [1]}, {"name": None}, {"name\x00": 1},
    {"value": 1, "label": "x"}, {"__class__": 1}, DEEP, [1] * 2000,
]  # fmt: skip
"""Values that some server somewhere has broken upon."""
SAMPLES: Final = 4
"""Existing objects per type that requests name."""


class RolledBack:
    """The WSGI application; nothing that it writes stays, and what a commit would refuse is refused."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.headers: dict[str, str] = {}
        self.raised: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.raised.clear()
        with self._listening(), transaction.atomic():
            response = self.handler({**environ, **self.headers}, start_response)
            body = b"".join(response)
            response.close()
            status = connection.connection.info.transaction_status  # type: ignore[union-attr]
            if status != TransactionStatus.INERROR:
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
        return [body]

    @contextmanager
    def _listening(self) -> Iterator[None]:
        got_request_exception.connect(self._note)
        for signal in (request_started, request_finished):  # they would close the connection of the transaction
            signal.disconnect(close_old_connections)
        try:
            yield
        finally:
            got_request_exception.disconnect(self._note)
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)

    def _note(self, **_signal: Any) -> None:
        self.raised.append("".join(traceback.format_exception(*sys.exc_info())[-14:]))


@dataclass
class Probe:
    """Sends what is drawn for an operation, and keeps what was wrong."""

    app: RolledBack
    aim: "Aim"
    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def __call__(self, operation: Any, examples: int) -> None:
        """Draw requests that fit the schema and such that do not; the same ones each time."""
        drawn = st.one_of(operation.as_strategy(), operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))

        @seed(zlib.crc32(operation.label.encode()))
        @settings(
            max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(drawn)
        def run(case: Any) -> None:
            self.aim.at(case)
            self._send(case)

        run()

    def _send(self, case: Any) -> None:
        self.sent += 1
        try:
            response = case.call()
            self.statuses[response.status_code] += 1
            case.validate_response(response, checks=CHECKS)
        except (FailureGroup, Failure, DatabaseError) as error:
            text = "\n".join(map(str, getattr(error, "exceptions", [error])))
            asked = f"{case.method} {case.path} {case.path_parameters} {case.query} {case.body!r:.600}"
            self.failures.append(f"{asked}\n{''.join(self.app.raised)[-1800:] or text[:1800]}")


@dataclass
class Aim:
    """Turns what Schemathesis draws into requests that get past the door: existing ids, whole bodies, single faults."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    bodies: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def look(self) -> None:
        """Learn what there is of each type."""
        for spec in specs:
            manager = spec.model._default_manager
            self.ids[spec.label] = list(manager.order_by("pk").values_list("pk", flat=True)[:SAMPLES])
            found = json.loads(json.dumps(rows(spec, self.ids[spec.label], "http://x"), default=_encoded))
            names = {each.name for each in spec.writable}
            self.bodies[spec.label] = [
                {name: plain(value) for name, value in row.items() if name in names} for row in found
            ]

    def at(self, case: Any) -> None:
        """Rework one case in place; the same case always becomes the same request."""
        case._meta = None  # what Schemathesis knew of it holds no longer
        drawn = [case.method, case.path, case.path_parameters, case.query, case.body]
        rng = random.Random(zlib.crc32(repr(drawn).encode(errors="replace")))
        spec = specs.by_path(re.sub(r"^/api/(plugins/)?", "", case.path).split("/{")[0].strip("/"))
        if case.headers and rng.random() < 0.7:
            case.headers.pop("If-Match", None)
        if spec is None:
            return
        if case.path_parameters and rng.random() < 0.8 and self.ids[spec.label]:
            case.path_parameters["id"] = rng.choice(self.ids[spec.label])
        if case.query:
            case.query = self._query(rng, dict(case.query))
        if case.path.rstrip("/").endswith(("}", spec.path)):
            case.body = self._body(rng, spec, case)
        elif isinstance(case.body, (dict, list)) and rng.random() < 0.3:
            case.body = spoiled(rng, case.body)

    def _query(self, rng: random.Random, query: dict[str, Any]) -> dict[str, Any]:
        kept = rng.sample(sorted(query), min(len(query), rng.choice([1, 1, 2, 3])))
        found = {name: query[name] for name in kept}
        if found and rng.random() < 0.3:
            value = rng.choice([each for each in HOSTILE if isinstance(each, (str, int)) and each != "\ud800"])
            found[kept[0]] = str(value)[:3000]
        return found

    def _body(self, rng: random.Random, spec: Any, case: Any) -> Any:
        body = case.body
        if isinstance(body, list):
            return [self._item(rng, spec, case.method, each, bulk=True) for each in body[:4]]
        return self._item(rng, spec, case.method, body, bulk=False) if isinstance(body, dict) else body

    def _item(self, rng: random.Random, spec: Any, method: str, item: Any, *, bulk: bool) -> Any:
        if not isinstance(item, dict) or rng.random() < 0.1:
            return item
        drawn = {name: value for name, value in item.items() if name in spec.fields and spec.fields[name].writable}
        chosen = rng.sample(sorted(drawn), min(len(drawn), rng.choice([0, 1, 1, 2, 3])))
        made = {name: self._pointed(rng, spec.fields[name], drawn[name]) for name in chosen}
        if method in {"POST", "PUT"} and self.bodies[spec.label]:
            base = dict(rng.choice(self.bodies[spec.label]))
            if method == "POST":
                base |= {
                    name: renamed(rng, base[name]) for name in ("name", "slug", "rd", "cid", "vid") if name in base
                }
            made = base | made
        if rng.random() < 0.3:
            made = spoiled(rng, made)
        if bulk and method != "POST" and self.ids[spec.label] and isinstance(made, dict):
            made["id"] = rng.choice(self.ids[spec.label])
        return made

    def _pointed(self, rng: random.Random, of: Any, value: Any) -> Any:
        known = self.ids.get(of.target or "")
        if not known or rng.random() < 0.2:
            return value
        return rng.choice(known) if of.kind == "ref" else [rng.choice(known) for _each in range(rng.randrange(3))]


def plain(value: Any) -> Any:
    """What was read, as it is written."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict) and set(value) == {"value", "label"}:
        return value["value"]
    if isinstance(value, dict) and {"id", "url", "display"} <= set(value):
        return value["id"]
    return value


def renamed(rng: random.Random, value: Any) -> Any:
    """Another value of the same kind, so that it is unique."""
    return rng.randrange(1, 4094) if isinstance(value, int) else f"{value}-{rng.randrange(10**6)}"[-40:]


def spoiled(rng: random.Random, body: Any) -> Any:
    """The same with one value replaced by a hostile one, somewhere."""
    if isinstance(body, dict) and body:
        name = rng.choice(sorted(body))
        return {**body, name: spoiled(rng, body[name]) if rng.random() < 0.3 else rng.choice(HOSTILE)}
    if isinstance(body, list) and body and rng.random() < 0.7:
        at = rng.randrange(len(body))
        return [*body[:at], spoiled(rng, body[at]), *body[at + 1 :]]
    return rng.choice(HOSTILE)


def _encoded(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return json.loads(bytes(value)) if type(value).__name__ == "Raw" else str(value)
