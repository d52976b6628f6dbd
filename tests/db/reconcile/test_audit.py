from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.utils import timezone
from infoport import embedded
from msgspec.structs import replace

from collectors.facts import DeviceFacts, IpAddress, Neighbour
from inventory.dcim.models import Device
from inventory.reconcile import audit
from inventory.reconcile.accept import ignore, reopen
from inventory.reconcile.models import Access, Difference
from tests.db.reconcile.lab import Lab, Stated


def renamed(city: Lab, description: str = "patched on Friday") -> Stated:
    """Facts in which one port has another description."""
    said = city.stated()
    told = said[city.access.pk]
    rows = tuple(
        replace(row, alias=description) if row.name == "GigabitEthernet1/0/3" else row for row in told.interfaces
    )
    return {**said, city.access.pk: replace(told, interfaces=rows)}


def test_a_city_as_intended_has_no_differences(city: Lab):
    city.poll()
    summary = city.audit()
    assert (summary.devices, summary.unknown, summary.live) == (3, 0, 0)
    assert city.live() == {}


def test_a_difference_is_opened_once_seen_again_and_closed_when_gone(city: Lab):
    city.poll(renamed(city))
    assert city.audit().opened == 1
    ((key, row),) = city.live().items()
    assert key == ("interface.description", "acc01 GigabitEthernet1/0/3")
    assert (row.kind, row.intended, row.observed) == ("changed", "window 3", "patched on Friday")
    assert row.evidence[0]["section"] == "interfaces"
    assert row.evidence[0]["observation"]
    summary = city.audit()
    assert (summary.opened, summary.seen, summary.closed) == (0, 1, 0)
    again = Difference.objects.get()
    assert again.opened == row.opened
    assert again.last_seen > row.last_seen
    city.poll()
    assert city.audit().closed == 1
    row.refresh_from_db()
    assert (row.state, city.live()) == ("closed", {})
    city.poll(renamed(city))
    city.audit()
    assert Difference.objects.count() == 2


def test_a_difference_follows_what_is_observed(city: Lab):
    city.poll(renamed(city))
    city.audit()
    city.poll(renamed(city, "patched again"))
    city.audit()
    assert Difference.objects.get().observed == "patched again"


def test_an_unreachable_device_is_one_difference_and_closes_no_other(city: Lab):
    city.poll(renamed(city))
    city.audit()
    city.poll(silent=[city.access])
    summary = city.audit()
    assert (summary.opened, summary.closed, summary.unknown) == (1, 0, 1)
    assert {rule for rule, _label in city.live()} == {"device.reachable", "interface.description"}
    city.poll()
    assert city.audit().closed == 2


def test_a_silent_witness_at_the_far_end_closes_nothing(city: Lab):
    """A cable's difference that two devices reported stays while either of them is silent."""
    said = moved(city)
    city.poll(said)
    city.audit()
    assert [rule for rule, _label in city.live()] == ["neighbour.moved"]
    city.poll(city.stated(), silent=[city.access])
    city.audit()
    assert ("neighbour.moved", "core01 GigabitEthernet1/0/1") in city.live()


def moved(city: Lab) -> Stated:
    """Facts in which core port 1 and access port 2 hear each other, instead of port 1 and port 1."""
    said = city.stated()

    def rewired(told: DeviceFacts, old: tuple[str, str], new: tuple[str, str]) -> DeviceFacts:
        rows = tuple(
            replace(row, local_port=new[0], remote_port=new[1])
            if (row.local_port, row.remote_port) == old and row.remote_name in {"core01", "acc01"}
            else row
            for row in told.neighbours
        )
        return replace(told, neighbours=rows)

    one, two = "GigabitEthernet1/0/1", "GigabitEthernet1/0/2"
    said[city.core.pk] = rewired(said[city.core.pk], (one, one), (one, "Gi1/0/2"))
    said[city.access.pk] = rewired(said[city.access.pk], (one, one), (two, one))
    return said


def test_a_moved_cable_is_one_difference_with_evidence_of_both_ends(city: Lab):
    city.poll(moved(city))
    city.audit()
    ((key, row),) = city.live().items()
    assert key == ("neighbour.moved", "core01 GigabitEthernet1/0/1")
    assert row.intended["far"]["interface"] == "GigabitEthernet1/0/1"
    assert row.observed["far"]["interface"] == "GigabitEthernet1/0/2"
    assert {each["device"] for each in row.evidence} == {city.core.pk, city.access.pk}
    assert (row.subject_type, row.confidence) == ("dcim.cable", "certain")


def test_auditing_one_device_hears_its_neighbours_too(city: Lab):
    city.poll(moved(city))
    audit.run([city.core.pk])
    assert [row.confidence for row in city.live().values()] == ["certain"]
    summary = audit.run([city.server.pk])
    assert (summary.devices, summary.opened, summary.closed) == (1, 0, 0)


def test_an_address_nobody_recorded_and_a_stranger_are_found(city: Lab):
    said = city.stated()
    told = said[city.core.pk]
    heard = Neighbour(local_port="Gi1/0/4", remote_name="TL-SG1008", remote_port="8", protocol="lldp")
    said[city.core.pk] = replace(
        told,
        ip_addresses=(*told.ip_addresses, IpAddress(address="10.1.0.77", prefixlen=24, if_index=4)),
        neighbours=(*told.neighbours, heard),
    )
    city.poll(said)
    city.audit()
    assert set(city.live()) == {
        ("address.unexpected", "core01 10.1.0.77"),
        ("neighbour.unknown", "core01 GigabitEthernet1/0/4"),
    }


def test_ignored_differences_stay_so_until_the_date(city: Lab):
    city.poll(renamed(city))
    city.audit()
    row = Difference.objects.get()
    until = timezone.now() + timedelta(days=1)
    assert ignore([row.pk], until, "work order 17", None) == 1
    city.audit()
    row.refresh_from_db()
    assert (row.state, row.reason, row.resolved_by) == ("ignored", "work order 17", "system")
    Difference.objects.update(ignored_until=timezone.now() - timedelta(seconds=1))
    city.audit()
    row.refresh_from_db()
    assert (row.state, row.ignored_until) == ("open", None)


def test_an_ignored_difference_that_is_gone_is_closed(city: Lab):
    city.poll(renamed(city))
    city.audit()
    ignore([Difference.objects.get().pk], timezone.now() + timedelta(days=1), "soon", None)
    city.poll()
    city.audit()
    assert Difference.objects.get().state == "closed"


def test_ignoring_needs_a_reason_and_a_date_in_the_future(city: Lab):
    city.poll(renamed(city))
    city.audit()
    ids = [Difference.objects.get().pk]
    with pytest.raises(ValidationError, match="future"):
        ignore(ids, timezone.now() - timedelta(days=1), "late", None)
    with pytest.raises(ValidationError, match="Say why"):
        ignore(ids, timezone.now() + timedelta(days=1), "  ", None)
    ignore(ids, timezone.now() + timedelta(days=1), "soon", None)
    assert reopen(ids, None) == 1
    assert Difference.objects.get().state == "open"


def test_a_device_set_offline_is_no_longer_expected_to_answer(city: Lab):
    city.poll(silent=[city.server])
    city.audit()
    Device.objects.filter(pk=city.server.pk).update(status="offline")
    assert city.audit().closed == 1


def test_a_device_no_longer_polled_leaves_nothing_open(city: Lab):
    city.poll(renamed(city))
    city.audit()
    Access.objects.filter(device=city.access).update(enabled=False)
    audit.run([city.access.pk])
    assert city.live() == {}


def test_a_city_never_polled_has_no_differences(city: Lab):
    summary = city.audit()
    assert (summary.devices, summary.unknown, summary.live) == (0, 3, 0)


@pytest.mark.django_db(transaction=True)
def test_two_audits_do_not_interleave(postgres: Path, worker_name: str):
    where = {"host": str(embedded.socket_directory(postgres)), "port": embedded.PORT, "user": embedded.NAME}
    with psycopg.connect(dbname=worker_name, **where) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [audit.LOCK])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            audit.run()
        other.rollback()
        assert audit.run().live == 0
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
