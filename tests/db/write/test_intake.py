"""Files are stored in sets: each row is created, changed or refused for itself; the same file twice changes nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from sets import together

from inventory.core.models import ObjectChange
from inventory.dcim.models import Device, Interface, Region, Site
from inventory.declare import intake
from inventory.declare.intake import store, store_batch
from inventory.declare.registry import specs
from inventory.ipam.models import IPAddress
from inventory.users.models import ObjectPermission, User


def device(name: str, **more: Any) -> dict[str, Any]:
    """A row as a CSV has it."""
    return {"name": name, "site": "port", "role": "access", "device_type": "huawei / s5735", "status": "active", **more}


def told(report: list[intake.Row]) -> list[tuple[int, str, dict[str, list[str]]]]:
    """Number, state and problems."""
    return [(row.number, row.state, row.problems) for row in report]


def test_a_file_creates_changes_and_leaves_alone_by_key(room: SimpleNamespace) -> None:
    spec = specs["dcim.device"]
    rows = [device(f"sw{at}", tags="new", comments="'=1+1") for at in range(30)]
    report = store(spec, rows, user=None, dry_run=False, message="first")
    assert {row.state for row in report} == {"new"}
    assert [row.display for row in report] == [f"sw{at}" for at in range(30)]
    assert Interface.objects.count() == 120
    assert Device.objects.filter(tags=[room.tag.pk], comments="=1+1").count() == 30
    ObjectChange.objects.all().delete()
    assert {row.state for row in store(spec, rows, user=None, dry_run=False)} == {"same"}
    assert not ObjectChange.objects.exists()
    rows[3]["serial"], rows[4]["status"] = "S3", "planned"
    report = store(spec, rows, user=None, dry_run=False)
    assert [row.number for row in report if row.state == "changed"] == [4, 5]
    assert ObjectChange.objects.count() == 2


def test_what_is_wrong_is_told_by_row_and_column_and_the_others_are_stored(room: SimpleNamespace) -> None:
    del room
    rows = [
        device("good"), device("nowhere", site="moon"), device("odd", status="asleep"), device("", rack="x"),
        {**device("more"), "colour": "red"}, device("GOOD"), device("units", position="3"), device("fine"),
    ]  # fmt: skip
    report = store(specs["dcim.device"], rows, user=None, dry_run=False)
    assert [row.state for row in report] == ["new", *["refused"] * 6, "new"]
    problems = {row.number: row.problems for row in report if row.problems}
    assert problems[2] == {"site": ["No site has the key “moon” (slug)."]}
    assert problems[3] == {"status": ["asleep is not a valid choice."]}
    assert "rack" in problems[4]
    assert "colour" in problems[5]
    assert problems[6] == {"__all__": ["Constraint “dcim_device_unique_name_site” is violated."]}
    assert "position" in problems[7] or "face" in problems[7]
    assert sorted(Device.objects.values_list("name", flat=True)) == ["fine", "good"]


def test_nothing_is_kept_of_a_trial_or_where_all_was_wanted(room: SimpleNamespace) -> None:
    del room
    rows = [device("a"), device("b", status="asleep")]
    assert [row.state for row in store(specs["dcim.device"], rows, user=None, dry_run=True)] == ["new", "refused"]
    report = store(specs["dcim.device"], rows, user=None, dry_run=False, all_or_none=True)
    assert [row.state for row in report] == ["new", "refused"]
    assert not Device.objects.exists()


def test_a_repeated_key_means_the_object_made_before(room: SimpleNamespace) -> None:
    del room
    rows = [device("twice", serial="1"), device("once"), device("twice", serial="2")]
    report = store(specs["dcim.device"], rows, user=None, dry_run=False)
    assert [row.state for row in report] == ["new", "new", "changed"]
    assert Device.objects.get(name="twice").serial == "2"


def test_a_row_may_refer_to_another_row_of_the_file(room: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    del room
    monkeypatch.setattr(intake, "BATCH", 4)
    rows = [{"name": f"r{at}", "slug": f"r{at}", "parent": f"r{at - 1}" if at else ""} for at in range(7)]
    rows[1], rows[2] = rows[2], rows[1]
    rows.append({"name": "lost", "slug": "lost", "parent": "nowhere"})
    seen: list[int] = []
    report = store(specs["dcim.region"], rows, user=None, dry_run=False, progress=seen.append)
    assert seen == [4, 8]
    assert [row.state for row in report] == ["new"] * 7 + ["refused"]
    assert [each.name for each in Region.objects.filter(parent__name="r1")] == ["r2"]


def test_addresses_of_the_global_table_are_known_again(room: SimpleNamespace) -> None:
    del room
    rows = [{"address": f"10.0.{at // 250}.{1 + at % 250}/24", "vrf": "", "dns_name": f"h{at}"} for at in range(300)]
    spec = specs["ipam.ipaddress"]
    assert {row.state for row in store(spec, rows, user=None, dry_run=False)} == {"new"}
    assert {row.state for row in store(spec, rows, user=None, dry_run=False)} == {"same"}
    assert IPAddress.objects.count() == 300


def test_batches_go_on_where_they_were_stopped(room: SimpleNamespace) -> None:
    del room
    rows = [device(f"sw{at}") for at in range(10)]
    spec = specs["dcim.device"]
    store_batch(spec, rows[:4], user=None)
    report = store_batch(spec, rows[4:], user=None, first=5)
    assert told(report) == [(number, "new", {}) for number in range(5, 11)]


def test_rows_outside_ones_rights_are_refused_alone(room: SimpleNamespace) -> None:
    del room
    user = User.objects.create_user("limited")
    rule = ObjectPermission.objects.create(
        name="own", object_types=["dcim.site"], actions=["add"], constraints={"name__startswith": "own"}
    )
    rule.users.add(user)
    rows = [{"name": name, "slug": name} for name in ("own1", "foreign", "own2")]
    report = store(specs["dcim.site"], rows, user=user, dry_run=False)
    assert [row.state for row in report] == ["new", "refused", "new"]
    assert set(Site.objects.values_list("slug", flat=True)) == {"port", "own1", "own2"}


def test_statements_grow_with_batches_and_not_with_rows(room: SimpleNamespace) -> None:
    del room
    spec = specs["dcim.device"]
    with CaptureQueriesContext(connection) as context:
        store(spec, [device(f"sw{at}") for at in range(400)], user=None, dry_run=False)
    assert len(context) < 60, [query["sql"][:100] for query in context.captured_queries]
    together("dcim.site", [{"name": "other", "slug": "other"}])
    with CaptureQueriesContext(connection) as context:
        store(spec, [device(f"sw{at}", serial="9") for at in range(400)], user=None, dry_run=False)
    assert len(context) < 80, [query["sql"][:100] for query in context.captured_queries]
