"""What polls leave behind as samples."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from collectors.facts import DeviceFacts, Interface, InterfaceCounters, Processor, Sensor
from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Site
from inventory.reconcile.observe import Outcome
from monitoring.samples import storing

NOW = datetime.now(UTC)


@pytest.fixture
def switch(db: None) -> Device:
    maker = Manufacturer.objects.create(name="Huawei", slug="huawei")
    kind = DeviceType.objects.create(manufacturer=maker, model="S5720", slug="s5720")
    role = DeviceRole.objects.create(name="接入", slug="access")
    site = Site.objects.create(name="信息港", slug="xxg")
    return Device.objects.create(name="core01", device_type=kind, role=role, site=site)


def answered(device: int, at: datetime = NOW, octets: int = 2**60) -> Outcome:
    facts = DeviceFacts(
        target="core01", at=at, uptime_seconds=12.5,
        interfaces=(
            Interface(index=1, name='Gi"0\n', oper="up", speed_bps=10**9), Interface(index=2, name="x", oper="unknown"),
        ),
        counters=(
            InterfaceCounters(if_index=1, at=at, in_octets=octets), InterfaceCounters(if_index=9, at=at, in_octets=1),
        ),
        processors=(Processor(usage_percent=float("inf")), Processor(usage_percent=25.0)),
        sensors=(Sensor(class_="temperature", descr="进风", value=21.5), Sensor(class_="state", value=3.0)),
    )  # fmt: skip
    return Outcome(device=device, at=at, state="ok", facts=facts, duration_ms=1500)


def silent(device: int, at: datetime) -> Outcome:
    return Outcome(device=device, at=at, state="unreachable", error="no answer", duration_ms=6000)


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def blocks() -> dict[str, bytes]:
    return {family: bytes(body) for family, body in rows("SELECT family, body FROM samples_block")}


def test_a_poll_leaves_what_was_stated_and_nothing_else(switch: Device) -> None:
    storing.store([answered(switch.pk)])
    found = blocks()
    assert found["infoport_interface_receive_bytes_total"] == (
        b'infoport_interface_receive_bytes_total\x01,interface="Gi\\"0"} 1152921504606846976\n'
    )
    assert found["infoport_sensor_temperature_celsius"].decode().endswith('\x01,sensor="进风"} 21.5\n')
    assert found["infoport_processor_usage_ratio"].endswith(b'"all"} 0.25\n')
    assert found["infoport_interface_up"].count(b"\n") == 1
    assert found["infoport_device_up"] == b"infoport_device_up\x01} 1\n"
    assert "infoport_interface_transmit_bytes_total" not in found


def test_a_device_that_does_not_answer_is_unknown_and_not_zero(switch: Device) -> None:
    storing.store([answered(switch.pk)])
    storing.store([silent(switch.pk, NOW + timedelta(minutes=1)), answered(switch.pk, NOW - timedelta(minutes=1))])
    found = blocks()
    assert found["infoport_device_up"] == b"infoport_device_up\x01} 0\n"
    assert set(found) == {f"infoport_device_{name}" for name in (
        "up", "poll_duration_seconds", "last_poll_timestamp_seconds",
    )}  # fmt: skip
    storing.store([answered(switch.pk, NOW)])  # delivered late by an outpost
    assert blocks()["infoport_device_up"] == b"infoport_device_up\x01} 0\n"


def test_the_past_is_kept_as_vectors_and_thrown_away_by_partitions(switch: Device) -> None:
    for minutes in (120, 60, 0):
        storing.store([answered(switch.pk, NOW - timedelta(minutes=minutes), octets=1000 - minutes)])
    storing.store([answered(switch.pk, NOW + timedelta(seconds=5)), answered(switch.pk, NOW - timedelta(hours=60))])
    assert len(rows("SELECT * FROM samples_vector")) == 3
    assert len(rows("SELECT * FROM samples_layout")) == 1
    old = storing.partition(datetime(2020, 1, 1, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {old} PARTITION OF samples_vector FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')"
        )
    switch.delete()
    assert storing.forget() == [old]
    assert len(rows("SELECT * FROM samples_vector")) == 3
    assert rows("SELECT * FROM samples_layout") == []
