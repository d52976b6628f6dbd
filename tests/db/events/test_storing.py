"""What becomes of events in the inventory: tied, counted up, kept, and seen by those who may."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from infoport.reception.gathering import Gathering, told
from infoport.reception.informs import Informs
from infoport.tasks import reactions

from collectors.events.event import KINDS, SEVERITIES
from collectors.events.event import Event as Fact
from collectors.events.syslog import parse
from inventory.dcim.models import Device, Interface
from inventory.events import keeping
from inventory.events.choices import EventKind, EventOrigin, EventSeverity
from inventory.events.models import Event, Sender
from inventory.events.storing import Stored, store
from inventory.ipam.models import VRF, IPAddress
from inventory.reconcile.models import Access, Poll
from inventory.tenancy.models import Tenant
from inventory.users.models import DepartmentScope, Group, ObjectPermission, Token, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=5)


def fact(source: str = "127.9.1.1", at: datetime = NOW, **values: Any) -> Fact:
    values = {"origin": "trap", "protocol": "v2c", "kind": "link-down", "severity": "error", "message": "x"} | values
    return Fact(source=source, at=at, **values)


def keep(*facts: Fact) -> Stored:
    gathering = Gathering()
    for each in facts:
        assert gathering.add(each)
    batch = gathering.take()
    assert batch is not None
    stored = store(batch.key, batch.told, WINDOW)
    assert stored is not None
    return stored


def test_the_words_are_those_of_the_collectors():
    assert set(EventKind.values) == set(KINDS)
    assert tuple(EventSeverity.values) == SEVERITIES
    assert set(EventOrigin.values) == {"trap", "inform", "syslog"}


def test_a_device_is_known_by_any_of_its_addresses_and_by_its_name(observed: SimpleNamespace):
    keep(
        fact("127.9.1.1", object="a"), fact("127.9.1.2", object="b"), fact("127.9.1.9", object="c", host="WEB01.city"),
        fact("127.9.1.9", object="d", host="core-switch"), fact("127.9.1.9", object="e", host="127.9.1.2"),
        fact("127.9.1.9", object="f", host="nobody"), fact("127.9.1.1", object="g", host="web01"),
    )  # fmt: skip
    found = {each.object: (each.device and each.device.name, each.evidence) for each in Event.objects.all()}
    assert found == {
        "a": ("core01", "address"), "b": ("edge01", "address"), "c": ("web01", "name"), "d": ("core01", "name"),
        "e": ("edge01", "name"), "f": (None, None), "g": ("core01", "address"),
    }  # fmt: skip


def test_an_address_that_several_have_is_decided_by_the_name(town: SimpleNamespace):
    vrf = VRF.objects.create(name="apart")
    port = Interface.objects.create(device=town.named, name="eth0", type="1000base-t")
    IPAddress.objects.create(
        address="127.9.1.2/24", vrf=vrf, assigned_object_type="dcim.interface", assigned_object_id=port.pk
    )
    keep(fact("127.9.1.2", object="a", host="web01"), fact("127.9.1.2", object="b"))
    found = dict(Event.objects.values_list("object", "device__name"))
    assert found == {"a": "web01", "b": None}


def test_the_same_port_by_trap_and_by_syslog_is_one_event(observed: SimpleNamespace):
    line = b"<187>%LINK-3-UPDOWN: Interface Gi1/0/7, changed state to down"
    keep(fact(if_index=7), parse(line, "127.9.1.1", NOW))
    keep(fact(object="GigabitEthernet1/0/7", at=NOW + timedelta(minutes=4)))
    event = Event.objects.get()
    assert (event.count, event.first_seen, event.last_seen) == (3, NOW, NOW + timedelta(minutes=4))
    assert event.device == observed.core
    keep(fact(object="GigabitEthernet1/0/7", at=NOW + timedelta(minutes=10)))
    keep(fact(object="GigabitEthernet1/0/8", at=NOW + timedelta(minutes=10)))
    keep(fact(object="GigabitEthernet1/0/7", kind="link-up", at=NOW + timedelta(minutes=10)))
    assert sorted(Event.objects.values_list("count", flat=True)) == [1, 1, 1, 3]


def test_what_comes_late_counts_without_taking_the_newer_words(town: SimpleNamespace):
    keep(fact(message="new"))
    keep(fact(message="old", at=NOW - timedelta(minutes=1)))
    event = Event.objects.get()
    assert (event.count, event.message, event.first_seen) == (2, "new", NOW - timedelta(minutes=1))


def test_a_batch_is_stored_once_however_often_it_is_tried(town: SimpleNamespace):
    key, rows = uuid4(), [told(fact(), 3, NOW)]
    assert store(key, rows, WINDOW) is not None
    assert store(key, rows, WINDOW) is None
    assert Event.objects.get().count == 3


def test_unknown_kinds_are_told_apart_by_their_words(town: SimpleNamespace):
    lines = (b"<14>a: worker 1 failed", b"<14>a: worker 2 failed", b"<14>a: disk full", b"<14>b: disk full")
    keep(*(parse(line, "127.9.1.1", NOW) for line in lines))
    assert sorted(Event.objects.values_list("count", flat=True)) == [1, 1, 2]


def test_events_and_silent_senders_are_forgotten_in_time(town: SimpleNamespace):
    old = timezone.now() - timedelta(days=91)
    keep(fact(object="old", at=old), fact(object="new", at=timezone.now()))
    keeping.count({"127.9.1.1": keeping.Counts(old, 2), "127.9.1.2": keeping.Counts(timezone.now(), 3, 1, 1)}, {})
    assert keeping.forget(90) == 1
    assert Event.objects.get().object == "new"
    sender = Sender.objects.get()
    assert (sender.device, sender.received, sender.malformed, sender.refused) == (town.edge, 3, 1, 1)


def test_retention_deletes_in_bounded_steps(town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeping, "CHUNK", 10)
    keep(*(fact(object=str(at), at=timezone.now() - timedelta(days=400)) for at in range(35)))
    assert keeping.forget(90) == 35


def test_an_event_has_its_device_polled_early_but_not_without_pause(town: SimpleNamespace):
    access = Access.objects.get(device=town.core)
    later = timezone.now() + timedelta(minutes=1)
    poll = Poll.objects.create(access=access, next_due=later, last_attempt=timezone.now() - timedelta(seconds=30))
    reactions.react(keep(fact()).devices)
    poll.refresh_from_db()
    assert poll.next_due <= timezone.now()
    Poll.objects.update(next_due=later, last_attempt=timezone.now())
    reactions.react(keep(fact(kind="link-up")).devices)
    reactions.react(keep(fact(kind="login")).devices)
    poll.refresh_from_db()
    assert poll.next_due == later


def test_what_is_registered_for_a_kind_is_called_and_its_failure_stops_nothing(town: SimpleNamespace):
    seen: list[int] = []

    @reactions.on(EventKind.CONFIG_CHANGED)
    def fails(_devices: Any) -> None:
        raise RuntimeError("no archive")

    reactions.on(EventKind.CONFIG_CHANGED)(seen.extend)
    try:
        reactions.react(keep(fact(kind="config-changed"), fact("127.9.7.7", kind="config-changed")).devices)
    finally:
        for function in (fails, seen.extend):
            reactions.off(function)
    assert seen == [town.core.pk]


def test_informs_are_acknowledged_when_they_are_safe_and_again_when_they_are_repeated():
    sent: list[bytes] = []
    informs = Informs(lambda data, _to: sent.append(data))
    key = ("127.9.1.1", 4711, 99)
    assert informs.is_new(key, (b"first",), 0.0)
    assert not informs.is_new(key, (b"second",), 1.0)
    assert sent == []
    informs.settled(key)
    assert sent == [b"second"]
    assert not informs.is_new(key, (b"third",), 2.0)
    assert sent == [b"second", b"third"]
    assert informs.is_new(key, (b"another",), 100.0)


def test_a_department_sees_the_events_of_its_own_devices(town: SimpleNamespace):
    tenant = Tenant.objects.create(name="Water bureau", slug="water")
    Device.objects.filter(pk=town.core.pk).update(tenant=tenant)
    keep(fact("127.9.1.1", object="own"), fact("127.9.1.2", object="other"), fact("127.9.7.7", object="stranger"))
    member, reader = User.objects.create_user("li"), User.objects.create_user("wang")
    group = Group.objects.create(name="Water people")
    member.groups.add(group)
    DepartmentScope.objects.create(group=group, tenant=tenant)
    right = ObjectPermission.objects.create(name="r", object_types=["events.event", "dcim.device"], actions=["view"])
    right.users.add(reader)
    assert listed(member) == ["own"]
    assert listed(reader) == ["other", "own", "stranger"]


def listed(user: User) -> list[str]:
    _token, text = Token.issue(user)
    answer = Client().get("/api/plugins/events/events/", headers={"Authorization": f"Token {text}"}).json()
    return sorted(row["object"] for row in answer["results"])
