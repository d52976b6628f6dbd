"""What polls leave behind as samples."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from inventory.dcim.models import Device
from monitoring.samples import storing
from tests.db.samples.conftest import NOW, answered, silent


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def blocks() -> dict[str, bytes]:
    return {family: bytes(body) for family, body in rows("SELECT family, body FROM samples_block")}


def test_a_poll_leaves_what_was_stated_and_nothing_else(switch: Device) -> None:
    storing.store([answered(switch.pk)])
    found = blocks()
    assert found["infoport_interface_receive_bytes_total"] == (b'\x01,interface="Gi\\"0"} 1152921504606846976\n')
    assert found["infoport_sensor_temperature_celsius"].decode().endswith('\x01,sensor="进风"} 21.5\n')
    assert found["infoport_processor_usage_ratio"].endswith(b'"all"} 0.25\n')
    assert found["infoport_interface_up"].count(b"\n") == 1
    assert found["infoport_device_up"] == b"\x01} 1\n"
    assert "infoport_interface_transmit_bytes_total" not in found


def test_a_device_that_does_not_answer_is_unknown_and_not_zero(switch: Device) -> None:
    storing.store([answered(switch.pk)])
    storing.store([silent(switch.pk, NOW + timedelta(minutes=1)), answered(switch.pk, NOW - timedelta(minutes=1))])
    found = blocks()
    assert found["infoport_device_up"] == b"\x01} 0\n"
    assert set(found) == {f"infoport_device_{name}" for name in (
        "up", "poll_duration_seconds", "last_poll_timestamp_seconds",
    )}  # fmt: skip
    storing.store([answered(switch.pk, NOW)])  # delivered late by an outpost
    assert blocks()["infoport_device_up"] == b"\x01} 0\n"


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
