"""Objectives, business figures with their values, copies, and dependencies on infrastructure."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from writes import change, make, refusal, refused_change

from inventory.core.models import ObjectChange
from inventory.declare.filters import condition
from inventory.declare.readplan import rows
from inventory.declare.registry import specs
from inventory.services.models import BusinessFigureValue, Protection
from inventory.services.rules.figures import add_value

SERVICE, FIGURE, OBJECTIVE = "services.applicationservice", "services.businessfigure", "services.objective"


@pytest.fixture
def service(db: None) -> Any:
    del db
    centre = make("services.supportteam", name="市信息中心", slug="centre", kind="centre")
    return make(SERVICE, name="公文", slug="documents", code="A1", responsible=centre)


def wire(label: str, instance: Any) -> dict[str, Any]:
    return rows(specs[label], [instance.pk], "http://x")[0]


def test_a_service_answers_with_the_highest_availability_in_force(service: Any) -> None:
    assert wire(SERVICE, service)["objective"] is None
    make(OBJECTIVE, service=service, name="month", availability="99.5")
    make(OBJECTIVE, service=service, name="past", availability="99.99", until="2020-01-01")
    assert wire(SERVICE, service)["objective"] == 99.5
    assert "availability" in refusal(OBJECTIVE, service=service, name="nothing")
    assert "until" in refusal(OBJECTIVE, service=service, name="x", response=5, since="2026-02-01", until="2026-01-01")


def test_only_databases_and_web_sites_have_what_they_alone_have(service: Any) -> None:
    assert "engine" in refused_change(service, engine="MySQL")
    assert "update_limit" in refused_change(service, update_limit=7)
    assert change(service, kind="database", engine="MySQL 8", size="120.5").size == Decimal("120.5")
    segment = make("segments.segment", name="net", slug="net", kind="internet", letter="互", code="NET")
    service.segments.add(segment)
    assert "net" in refused_change(service, exposure="intranet")["exposure"][0]


def test_the_latest_value_is_the_newest_whatever_came_last(service: Any) -> None:
    figure = make(FIGURE, service=service, name="流转公文", unit="件", low=10, high=20)
    assert wire(FIGURE, figure)["latest"] is None
    assert b"unknown" in bytes(wire(FIGURE, figure)["state"])
    now = timezone.now()
    add_value(figure, Decimal(15), at=now)
    add_value(figure, Decimal(99), at=now - timedelta(days=1))
    found = wire(FIGURE, figure)
    assert (found["latest"], found["latest_at"], found["value_count"]) == (15, now, 2)
    assert b"within" in bytes(found["state"])
    add_value(figure, Decimal("20.5"))
    assert b"high" in bytes(wire(FIGURE, figure)["state"])


def test_values_are_added_once_and_never_changed(service: Any) -> None:
    figure = make(FIGURE, service=service, name="x")
    made = add_value(figure, Decimal(1))
    with pytest.raises(ValidationError):
        add_value(figure, Decimal(2), at=made.at)
    with pytest.raises(ValidationError, match="future"):
        add_value(figure, Decimal(2), at=timezone.now() + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        BusinessFigureValue.objects.update(value=5)
    assert not ObjectChange.objects.filter(changed_object_type="services.businessfigurevalue").exists()
    figure.delete()
    assert not BusinessFigureValue.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"low": 5, "high": 4}, "high"), ({"source": "http-json"}, "address"),
        ({"source": "http-json", "address": "http://x/", "query": ""}, "query"),
        ({"source": "prometheus", "address": "x:9090", "query": "up"}, "address"),
        ({"source": "sql", "address": "db:5432/oa", "query": "DELETE FROM t"}, "query"), ({"interval": 1}, "interval"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_asked_is_refused(service: Any, values: dict[str, Any], field: str) -> None:
    assert field in refusal(FIGURE, service=service, name="x", **values)


def test_a_copy_is_fresh_stale_or_unknown(service: Any, room: SimpleNamespace) -> None:
    about = {"subject_type": SERVICE, "subject_id": service.pk, "target": room.site}
    now = timezone.now()
    young = make("services.protection", name="young", rpo=60, last_good_copy=now - timedelta(minutes=59), **about)
    old = make("services.protection", name="old", rpo=60, last_good_copy=now - timedelta(minutes=61), **about)
    never, loose = make("services.protection", name="never", rpo=60, **about), make("services.protection", name="loose", last_good_copy=now, **about)  # fmt: skip  # noqa: E501
    states = [bytes(wire("services.protection", each)["freshness"]) for each in (young, old, never, loose)]
    assert [state.split(b'"')[3].decode() for state in states] == ["fresh", "stale", "unknown", "unknown"]
    spec = specs["services.protection"]
    assert list(Protection.objects.filter(condition(spec, {"stale": ["true"]}))) == [old]
    assert list(Protection.objects.filter(condition(spec, {"fresh": ["true"]}))) == [young]


def test_a_dependency_on_a_device_goes_with_the_device(service: Any, device: Any) -> None:
    firewall = device("fw01")
    about = {"resource_type": "dcim.device", "resource_id": firewall.pk}
    label = "services.infrastructuredependency"
    make(label, service=service, **about)
    assert refusal(label, service=service, **about)
    assert "resource_type" in refusal(label, service=service, resource_type="dcim.region", resource_id=1)
    assert wire(SERVICE, service)["infrastructure_count"] == 1
    firewall.delete()
    assert wire(SERVICE, service)["infrastructure_count"] == 0
