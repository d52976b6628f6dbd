from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from collectors.facts import ArpEntry, BridgeEntry
from inventory.reconcile.facts import observed
from inventory.reconcile.models import Access, Observation, Poll, Sighting
from inventory.reconcile.observe import JITTER, Outcome, store
from tests.db.reconcile.lab import Lab, Stated


def test_what_was_stored_is_read_back_as_the_same_facts(city: Lab):
    said = city.stated()
    city.poll(said)
    for each in observed():
        told = said[each.device]
        for section in ("sys_name", "serial", "interfaces", "ip_addresses", "vlans", "neighbours", "entities"):
            assert getattr(each.facts, section) == getattr(told, section), section


def test_unchanged_facts_only_move_last_seen(city: Lab):
    city.poll()
    before = {row.pk: row for row in Observation.objects.all()}
    city.poll()
    for row in Observation.objects.all():
        assert (row.first_seen, row.last_changed) == (before[row.pk].first_seen, before[row.pk].last_changed)
        assert row.last_seen == before[row.pk].last_seen + timedelta(minutes=1)
        assert row.last_updated == before[row.pk].last_updated


def test_a_changed_section_is_rewritten_and_others_are_not(city: Lab):
    city.poll()
    said = city.stated()
    said[city.core.pk] = replace(said[city.core.pk], serial="OTHER")
    city.poll(said)
    changed = Observation.objects.filter(last_changed=city.now)
    assert [(row.device_id, row.section) for row in changed] == [(city.core.pk, "system")]


def test_a_last_change_that_shivers_is_no_change(city: Lab):
    def shivering(seconds: int) -> Stated:
        said = city.stated()
        rows = said[city.core.pk].interfaces
        moved = tuple(replace(row, last_change=city.now + timedelta(seconds=seconds)) for row in rows)
        return {**said, city.core.pk: replace(said[city.core.pk], interfaces=moved)}

    city.poll(shivering(0))
    city.poll(shivering(1))
    assert not Observation.objects.filter(last_changed=city.now).exists()


def test_a_failed_device_and_a_section_not_stated_keep_their_facts(city: Lab):
    city.poll()
    said = city.stated()
    said[city.access.pk] = replace(said[city.access.pk], neighbours=None)
    city.poll(said, silent=[city.core])
    facts = {each.device: each for each in observed()}
    assert facts[city.core.pk].state == "unreachable"
    assert facts[city.core.pk].facts.serial == "2102A"
    assert facts[city.access.pk].facts.neighbours


def test_how_polling_goes_is_kept_beside_the_access(city: Lab):
    city.poll()
    first = city.now
    city.poll(silent=[city.core])
    city.poll(silent=[city.core])
    poll = Poll.objects.get(access__device=city.core)
    assert (poll.state, poll.failures, poll.error) == ("unreachable", 2, "no answer in 6 s")
    assert (poll.last_success, poll.last_attempt) == (first, city.now)
    assert poll.since == city.now - timedelta(minutes=1)
    assert timedelta(minutes=2) <= poll.next_due - city.now <= timedelta(minutes=2) * (1 + JITTER)
    city.poll()
    poll.refresh_from_db()
    assert (poll.state, poll.failures, poll.error) == ("ok", 0, "")
    assert timedelta(minutes=1) <= poll.next_due - city.now <= timedelta(minutes=1) * (1 + JITTER)


def test_outcomes_of_unknown_devices_are_passed_over(city: Lab):
    assert store([]) == []
    Access.objects.filter(device=city.core).delete()
    assert city.core.pk in store([Outcome(device=city.core.pk, at=city.now, state="refused", error="no")])


def test_sightings_have_a_first_and_a_last_time_and_stay(city: Lab):
    said = city.stated()
    entry = BridgeEntry(mac="02:00:00:00:00:01", vid=10, if_index=2)
    pair = ArpEntry(address="10.1.0.9", mac="02:00:00:00:00:01", if_index=3)
    said[city.access.pk] = replace(said[city.access.pk], fdb=(entry, entry), arp=(pair,))
    city.poll(said)
    first = city.now
    city.now += timedelta(minutes=10)
    city.poll(said)
    row, port = Sighting.objects.get(kind="fdb"), "GigabitEthernet1/0/2"
    assert (row.key, row.detail["interface"]) == (f"{entry.mac} 10 {port}", port)
    assert (row.first_seen, row.last_seen) == (first, city.now)
    said[city.access.pk] = replace(said[city.access.pk], fdb=(), arp=())
    city.poll(said)
    row.refresh_from_db()
    assert row.last_seen == city.now - timedelta(minutes=1)
    assert Sighting.objects.filter(kind="arp", key="10.1.0.9 02:00:00:00:00:01").exists()
    assert Sighting.objects.filter(kind="address", device=city.core, key="10.1.0.1").exists()
    assert Sighting.objects.filter(kind="neighbour", device=city.core).count() == 2


def test_statements_do_not_grow_with_devices(city: Lab):
    def statements(said: Stated) -> int:
        with CaptureQueriesContext(connection) as queries:
            city.poll(said)
        return len(queries)

    few = statements(city.stated())
    for at in range(20):
        city.device(f"more{at}")
    assert statements(city.stated()) <= few + 1


def test_text_with_a_null_octet_is_stored_without_it(city: Lab):
    said = city.stated()
    said[city.core.pk] = replace(said[city.core.pk], sys_location="room\x00 1")
    city.poll(said)
    assert Observation.objects.get(device=city.core, section="system").payload["sysLocation"] == "room 1"
