"""The text that Prometheus scrapes."""

import gzip
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.test import Client
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as classic

from inventory.dcim.models import Device
from inventory.services.models import ApplicationService
from inventory.services.models.condition import Condition
from inventory.users.models import ObjectPermission, Token, User
from monitoring.samples import storing
from tests.db.samples.conftest import answered, polled_device, silent

OPEN = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"


@pytest.fixture
def admin(db: None) -> Client:
    return client_of(User.objects.create_superuser("admin", password="x"))


def client_of(user: User) -> Client:
    return Client(headers={"authorization": f"Bearer {Token.issue(user, write_enabled=False)[1]}"})


def text(client: Client, path: str, **headers: str) -> str:
    response: Any = client.get(path, headers=headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200, body
    return (gzip.decompress(body) if response.headers.get("Content-Encoding") == "gzip" else body).decode()


def samples(families: Any) -> dict[tuple[str, str], Any]:
    return {
        (each.name, each.labels.get("device", "")): each
        for family in families for each in family.samples
    }  # fmt: skip


def test_both_forms_say_the_same_with_the_time_of_the_poll(admin: Client, switch: Device) -> None:
    at = datetime.now(UTC) - timedelta(seconds=90)
    storing.store([answered(switch.pk, at)])
    found = samples(open_metrics(text(admin, "/metrics/devices", accept=OPEN)))
    plain = samples(classic(text(admin, "/metrics/devices", **{"accept-encoding": "gzip"})))
    octets = found["infoport_interface_receive_bytes_total", "core01"]
    assert (octets.labels, octets.value) == ({"device": "core01", "interface": 'Gi"0'}, float(2**60))
    assert float(octets.timestamp) == pytest.approx(at.timestamp(), abs=0.002)
    assert float(plain["infoport_interface_receive_bytes_total", "core01"].timestamp) == pytest.approx(
        at.timestamp(), abs=0.002
    )
    assert found["infoport_sensor_temperature_celsius", "core01"].labels["sensor"] == "进风"
    info = found["infoport_device_info", "core01"].labels
    assert (info["site"], info["role"], info["tenant"], info["id"]) == ("xxg", "access", "", str(switch.pk))
    assert plain.keys() == found.keys()


def test_a_device_that_is_silent_or_no_longer_polled_has_no_stale_values(admin: Client, switch: Device) -> None:
    now = datetime.now(UTC)
    late, down = polled_device("late"), polled_device("down")
    storing.store([answered(late.pk, now - timedelta(minutes=6)), answered(down.pk, now - timedelta(minutes=1))])
    storing.store([silent(down.pk, now), answered(switch.pk, now)])
    found = samples(classic(text(admin, "/metrics/devices")))
    assert {device: each.value for (name, device), each in found.items() if name == "infoport_device_up"} == {
        "core01": 1.0, "down": 0.0,
    }  # fmt: skip
    assert [device for name, device in found if name == "infoport_device_uptime_seconds"] == ["core01"]


def test_shards_are_a_partition_and_choices_are_slugs(admin: Client, switch: Device) -> None:
    made = [switch, *(polled_device(f"sw{number}", "core") for number in range(8))]
    storing.store([answered(each.pk, datetime.now(UTC)) for each in made])

    def names(query: str) -> list[str]:
        families = classic(text(admin, f"/metrics/devices?{query}"))
        return sorted(name for metric, name in samples(families) if metric == "infoport_device_up")

    parts = [names(f"shard={number}/3") for number in (1, 2, 3)]
    assert sorted(chain(*parts)) == sorted(str(each.name) for each in made)
    assert max(map(len, parts)) < 6
    assert names("role=access&tenant=-") == ["core01"]
    assert names("site=elsewhere") == []
    assert admin.get("/metrics/devices?shard=4/3").status_code == 400
    assert admin.get("/metrics/devices?colour=red").status_code == 400
    groups = admin.get("/api/plugins/prometheus-sd/metrics/").json()
    assert [(each["labels"]["__metrics_path__"], each["labels"].get("role")) for each in groups] == [
        ("/metrics/devices", "access"), ("/metrics/devices", "core"), ("/metrics", None), ("/metrics/services", None),
    ]  # fmt: skip
    assert groups[0]["labels"]["__param_tenant"] == "-" and "tenant" not in groups[0]["labels"]


def test_who_may_not_see_a_device_does_not_scrape_it(switch: Device) -> None:
    other = polled_device("other", "core")
    storing.store([answered(each.pk, datetime.now(UTC)) for each in (switch, other)])
    user = User.objects.create_user("reader", password="x")
    reader = client_of(user)
    assert reader.get("/metrics/devices").status_code == 403
    assert reader.get("/metrics/services").status_code == 403
    assert Client().get("/metrics/devices").status_code == 403
    may = ObjectPermission.objects.create(
        name="core", object_types=["dcim.device"], actions=["view"], constraints={"role__slug": "core"}
    )
    may.users.add(user)
    assert {device for _name, device in samples(classic(text(reader, "/metrics/devices")))} == {"other"}
    assert len(reader.get("/api/plugins/prometheus-sd/metrics/").json()) == 1


def test_infoport_says_of_itself_what_it_does(admin: Client, switch: Device) -> None:
    storing.store([answered(switch.pk, datetime.now(UTC))])
    found = samples(classic(text(admin, "/metrics")))
    assert found["infoport_samples", ""].value == 9
    assert found["infoport_polls_overdue", ""].value == 0
    assert "process_resident_memory_bytes" in {name for name, _device in found}


def test_services_are_told_as_settled_and_not_when_unknown_or_not_asked_of_late(admin: Client) -> None:
    now = datetime.now(UTC)
    asked = {"mail": ("degraded", now), "dns": ("unknown", now), "oa": ("up", now - timedelta(hours=1))}
    for slug, (state, at) in asked.items():
        service = ApplicationService.objects.create(name=slug, slug=slug, kind="other")
        Condition.objects.create(service=service, state=state, since=at, asked=at)
    lines = text(admin, "/metrics/services").splitlines()
    assert [line for line in lines if line.startswith("infoport_service_up")] == [
        'infoport_service_up{service="mail"} 0.5'
    ]
