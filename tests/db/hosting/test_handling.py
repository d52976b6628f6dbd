"""The report on time, as a page, as files and over REST."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from infoport.reports.handling import handling
from openpyxl import load_workbook

from inventory.hosting.advance import advance
from inventory.hosting.models import Pause, Request
from inventory.users.models import User

pytestmark = pytest.mark.usefixtures("undone")


def day(number: int, hour: int = 1) -> datetime:
    return datetime(2020, 9, number, hour, tzinfo=UTC)


def answered(ask: Any, days: float, state: str = "live", **values: Any) -> Request:
    request = ask(**values)
    Request.objects.filter(pk=request.pk).update(state=state, submitted_at=day(1), ended_at=day(20), days_spent=days)
    return request


def test_days_are_counted_per_department_and_month_against_both_limits(ask: Any) -> None:
    for days in (1.0, 3.0, 4.5, 5.5):
        answered(ask, days)
    answered(ask, 1.0, "withdrawn")
    waiting = ask()
    Request.objects.filter(pk=waiting.pk).update(state="questioned", submitted_at=day(1))
    Pause.objects.create(request=waiting, since=day(2), reason="等待答复")
    admin = User.objects.get(username="admin")
    [line] = [
        each.figures()
        for each in handling(admin, {"since": "2020-09", "until": "2020-09"}, day(25))
        if each.department == "市规划局"
    ]
    assert line == {
        "month": "2020-09",
        "department": "市规划局",
        "asked": 6,
        "answered": 4,
        "within_target": 2,
        "within_limit": 3,
        "over_limit": 1,
        "open": 1,
        "open_late": 0,
        "withdrawn": 1,
        "paused": 1,
        "mean_days": 3.5,
        "longest_days": 5.5,
    }
    Pause.objects.all().delete()
    late = [
        each.late
        for each in handling(admin, {"since": "2020-09", "until": "2020-09"}, day(25))
        if each.department == "市规划局"
    ]
    assert late == [1]


def test_the_same_figures_are_read_in_every_form_and_by_right(ask: Any) -> None:
    answered(ask, 2.0)
    client, own = Client(), Client()
    client.force_login(User.objects.get(username="admin"))
    own.force_login(User.objects.get(username="transport"))
    months = "?since=2020-09&until=2020-09"
    rows = client.get(f"/api/plugins/hosting/handling/{months}").json()["results"]
    page = client.get(f"/hosting/handling/{months}")
    assert page.status_code == 200
    text = client.get(f"/hosting/handling/{months}&export=csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    sheet = load_workbook(io.BytesIO(b"".join(client.get(f"/hosting/handling/{months}&export=xlsx").streaming_content)))
    cells = [[str(cell.value or "") for cell in row] for row in sheet.worksheets[0].iter_rows()]
    assert len(rows) == len(lines) - 1 == len(cells) - 1 == len(page.context["rows"])
    assert lines[1][1] == cells[1][1] == rows[0]["department"]
    assert {each["department"] for each in own.get("/api/plugins/hosting/handling/").json()["results"]} == {"市交通局"}
    assert client.get("/api/plugins/hosting/handling/?since=2026-13").status_code == 400
    assert client.get("/hosting/handling/?since=soon").status_code == 400


def test_what_is_given_back_years_later_was_answered_in_time(ask: Any) -> None:
    request = answered(ask, 2.0)
    Request.objects.filter(pk=request.pk).update(ended_at=day(3))
    advance(request.pk, "retire")
    request.refresh_from_db()
    assert (request.state, request.ended_at) == ("retired", day(3))
