"""What NetBox 4.6.8 answered, sent again to ours: the whole recording in its order, and what differs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client

from inventory.declare.registry import specs
from inventory.users.models import Token, User

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "netbox-wire"
ID = re.compile(r"^/api/([a-z-]+/[a-z-]+)/(\d+)/")
PATHS = re.compile(r"^/api/(?:plugins/)?([a-z-]+)/([a-z-]+)/")
UNDATED = {"users.groups": 0, "users.users": 1, "users.permissions": 2, "users.tokens": 3}
"""Endpoints whose objects bear no date, in order of dependency; they come before all others."""
SPECIAL = [
    f"special.{name}"
    for name in ("root", "auth", "paging", "filters", "locking", "writes", "views", "available", "export")
]
BEFORE = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass
class Step:
    """One recorded request and answer; `answer` is ours."""

    file: str
    at: int
    what: str
    request: dict[str, Any]
    status: int
    headers: dict[str, str]
    response: Any
    time: datetime = BEFORE
    answer: Any = None
    body: Any = None
    trouble: str = ""

    @property
    def name(self) -> str:
        return f"{self.file}: {self.what}"


@dataclass
class Replay:
    """Sends steps as the recording's administrator, making each object under its recorded id."""

    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    token: str = ""
    etags: dict[str, str] = field(default_factory=dict)
    """Theirs → ours, of the same state of the same object."""

    def run(self, step: Step) -> None:
        """Send one step and keep what came back; a step of another's rights is somebody else's test."""
        self._next_ids(step)
        request = step.request
        headers = {"accept": "application/json", **(request.get("headers") or {})}
        headers = {name: self.etags.get(value, value) for name, value in headers.items()}
        if request.get("auth") != "none":
            headers["Authorization"] = f"Bearer {self.token}"
        body = request.get("body")
        kind = headers.pop("Content-Type", "application/json")
        data = body if isinstance(body, str) else json.dumps(body)
        with transaction.atomic():
            step.answer = self.client.generic(
                request["method"], request["path"], b"" if body is None else data.encode(), kind, headers=headers
            )
        step.body = read(step.answer)
        if "etag" in step.headers and "ETag" in step.answer.headers:
            self.etags[step.headers["etag"]] = step.answer.headers["ETag"]

    def _next_ids(self, step: Step) -> None:
        """Let the next objects bear the ids of the recording."""
        made = step.response if isinstance(step.response, list) else [step.response]
        if step.status != 201 or not made or not all(isinstance(each, dict) and "url" in each for each in made):
            return
        found = ID.match(made[0]["url"].removeprefix("http://netbox.example"))
        spec = specs.by_path(found[1]) if found else None
        if spec is not None:
            with connection.cursor() as cursor:
                cursor.execute(f'ALTER SEQUENCE "{spec.table}_id_seq" RESTART WITH {made[0]["id"]}')


def read(answer: Any) -> Any:
    """The body: JSON, None where there is none, else its beginning."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not content:
        return None
    if "json" in answer.headers.get("Content-Type", ""):
        return json.loads(content)
    return {"$not_json": content.decode(errors="replace")[:200]}


def steps() -> list[Step]:
    """Every step of every file in the order in which they were sent.

    First every object in order of dependency, then the endpoints one by one, then the special groups.
    """
    fixture: list[Step] = []
    blocks: list[tuple[tuple[int, datetime, str], list[Step]]] = []
    for file in sorted(FOLDER.glob("*.json")):
        raw = json.loads(file.read_text())["steps"]
        found = [
            Step(file.stem, at, each["what"], each["request"], each["status"], each["headers"] or {}, each["response"])
            for at, each in enumerate(raw)
        ]
        special = file.name.startswith("special.")
        first = 0 if special else next(at for at, step in enumerate(found) if step.request["method"] == "GET")
        now = BEFORE
        for step in found[:first]:
            now = step.time = max(now, written(step))
        fixture.extend(found[:first])
        later = [written(step) for step in found[first:] if written(step) > BEFORE]
        rank = 1 + SPECIAL.index(file.stem) if special else 0
        blocks.append(((rank, min(later, default=BEFORE), file.stem), found[first:]))
    fixture.sort(key=lambda step: (step.time, UNDATED.get(step.file, 9), step.file, step.at))
    return [*fixture, *(step for _key, block in sorted(blocks, key=lambda each: each[0]) for step in block)]


def written(step: Step) -> datetime:
    """When a step wrote, as the object that it answers with says; `BEFORE` when it does not."""
    if step.request["method"] not in {"POST", "PATCH", "PUT"} or step.status not in {200, 201}:
        return BEFORE
    rows = step.response if isinstance(step.response, list) else [step.response]
    stamps = [row["last_updated"] for row in rows if isinstance(row, dict) and row.get("last_updated")]
    return max(map(datetime.fromisoformat, stamps), default=BEFORE)


def differences(theirs: Any, ours: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """`(kind, place)` of each difference in keys, types and shape; kinds: missing, extra, type, length."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        yield from _of_objects(theirs, ours, where)
    elif isinstance(theirs, list) and isinstance(ours, list):
        if len(theirs) != len(ours):
            yield "length", f"{where}: {len(theirs)} / {len(ours)}"
        for their, our in zip(*matched(theirs, ours), strict=False):
            yield from differences(their, our, f"{where}[]")
    elif kind(theirs) != kind(ours):
        yield "type", f"{where}: {theirs!r:.60} / {ours!r:.60}"


def _of_objects(theirs: dict[str, Any], ours: dict[str, Any], where: str) -> Iterator[tuple[str, str]]:
    if "$not_json" in theirs:
        return
    for key in (key for key in theirs if not key.startswith("$")):
        if key not in ours:
            yield "missing", f"{where}.{key}"
        else:
            yield from differences(theirs[key], ours[key], f"{where}.{key}")
    for key in ours.keys() - theirs.keys():
        yield "extra", f"{where}.{key}"


def matched(theirs: list[Any], ours: list[Any]) -> tuple[list[Any], list[Any]]:
    """Rows of the same objects beside each other; as they come where they are no objects."""
    if not all(isinstance(each, dict) and isinstance(each.get("id"), (int, float)) for each in (*theirs, *ours)):
        return theirs, ours
    known = {each["id"]: each for each in ours}
    common = [each for each in theirs if each["id"] in known]
    return common, [known[each["id"]] for each in common]


def kind(value: Any) -> str:
    """The JSON type."""
    if isinstance(value, bool):
        return "boolean"
    return {int: "number", float: "number", str: "text", dict: "object", list: "array"}.get(type(value), "null")


def administrator() -> str:
    """NetBox's first person and a token of theirs."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE users_user_id_seq RESTART WITH 1")
    user = User.objects.create_superuser("admin", "", "Recorded-Pass-1!")
    _token, text = Token.issue(user)
    return text
