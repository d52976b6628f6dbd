"""A set of objects is written as each would be alone: same rows, same history, same refusals."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from sets import one_by_one, together

from inventory.core.models import ObjectChange, SearchRow
from inventory.dcim.models import ConsolePort, Device, Interface, Site
from inventory.declare import bulk
from inventory.declare.registry import specs
from inventory.extras.models import Tag
from inventory.ipam.models import IPAddress, Prefix
from inventory.users.models import ObjectPermission, User

OWN = {"id", "created", "last_updated", "name", "_name", "slug", "asset_tag"}


def plain(instance: Any) -> dict[str, Any]:
    """Columns of a stored row that do not differ between copies."""
    row = type(instance).objects.filter(pk=instance.pk).values().get()
    return {name: value for name, value in row.items() if name not in OWN}


def test_a_set_of_devices_equals_devices_made_alone(room: SimpleNamespace) -> None:
    rows = [
        {**room.device, "name": f"sw{at}", "rack": room.rack.pk, "face": "front", "position": at, "tags": [room.tag.pk],
         "comments": "核心"} for at in range(1, 9)
    ]  # fmt: skip
    alone = one_by_one("dcim.device", rows[:1])
    many = together("dcim.device", rows[1:])
    assert {str(plain(each) | {"position": 0}) for each in many} == {str(plain(alone[0]) | {"position": 0})}
    assert [each.airflow for each in many] == ["passive"] * 7
    assert Interface.objects.filter(device__in=many).count() == 28
    assert ConsolePort.objects.filter(device__in=many).count() == 7
    changes = ObjectChange.objects.filter(changed_object_type="dcim.device", action="create")
    assert set(changes.values_list("changed_object_id", flat=True)) == {each.pk for each in (*alone, *many)}
    found = SearchRow.objects.filter(label="dcim.device", value__startswith="sw")
    assert set(found.values_list("object_id", flat=True)) == {each.pk for each in (*alone, *many)}


@pytest.mark.parametrize("number", [20, 200])
def test_the_number_of_statements_does_not_grow_with_the_set(room: SimpleNamespace, number: int) -> None:
    with CaptureQueriesContext(
        connection,
    ) as context:
        together("dcim.device", [{**room.device, "name": f"d{at}"} for at in range(number)])
    assert len(context) <= 40, [query["sql"][:120] for query in context.captured_queries]


def test_refusals_name_the_object_and_nothing_is_written(room: SimpleNamespace) -> None:
    spec = specs["dcim.device"]
    together("dcim.device", [{**room.device, "name": "taken"}])
    before = Device.objects.count()
    base = {"device_type": room.type, "role": room.role, "site": room.site}
    items = [{**base, "name": "new"}, {**base, "name": "TAKEN"}, {**base, "name": "NEW"}, {**base, "position": 3}]
    with pytest.raises(bulk.Refused) as refused:
        bulk.create(spec, items)
    told = {at: error.message_dict for at, error in refused.value.problems.items()}
    violated = ["Constraint “dcim_device_unique_name_site” is violated."]
    assert told[1] == told[2] == {"__all__": violated}
    assert set(told) == {1, 2, 3}
    assert "position" in told[3]
    assert Device.objects.count() == before


def test_valid_objects_are_written_where_that_was_asked_for(room: SimpleNamespace) -> None:
    spec = specs["dcim.device"]
    base = {"device_type": room.type, "role": room.role, "site": room.site}
    pairs = [(Device(), {**base, "name": name}) for name in ("a", "A", "b")]
    outcome = bulk.save_valid(spec, pairs)
    assert set(outcome.problems) == {1}
    assert sorted(Device.objects.values_list("name", flat=True)) == ["a", "b"]


def test_two_devices_of_one_set_do_not_share_a_unit(room: SimpleNamespace) -> None:
    base = {"device_type": room.type, "role": room.role, "site": room.site, "rack": room.rack, "face": "front"}
    items = [{**base, "name": "low", "position": 5}, {**base, "name": "high", "position": 5}]
    with pytest.raises(bulk.Refused) as refused:
        bulk.create(specs["dcim.device"], items)
    assert set(refused.value.problems) == {1}
    assert "low" in refused.value.problems[1].message_dict["position"][0]


def test_only_what_differs_is_written_and_recorded(room: SimpleNamespace) -> None:
    spec = specs["dcim.device"]
    made = together("dcim.device", [{**room.device, "name": f"sw{at}"} for at in range(3)])
    stored = list(Device.objects.order_by("pk"))
    pairs = [(stored[0], {"serial": "S1"}), (stored[1], {"serial": ""}), (stored[2], {"description": "x"})]
    ObjectChange.objects.all().delete()
    outcome = bulk.save_valid(spec, pairs, message="why")
    assert outcome.same == {1}
    changes = ObjectChange.objects.filter(action="update").order_by("changed_object_id")
    assert list(changes.values_list("changed_object_id", "postchange_data", "message")) == [
        (made[0].pk, {"serial": "S1"}, "why"),
        (made[2].pk, {"description": "x"}, "why"),
    ]
    assert Device.objects.get(pk=made[0].pk).last_updated > made[0].last_updated


def test_names_may_be_swapped_within_a_set(room: SimpleNamespace) -> None:
    together("dcim.site", [{"name": "east", "slug": "east"}, {"name": "west", "slug": "west"}])
    east, west = Site.objects.get(slug="east"), Site.objects.get(slug="west")
    with pytest.raises(bulk.Refused):
        bulk.update(specs["dcim.site"], [(east, {"name": "west"}), (west, {"name": "other", "slug": "port"})])
    assert Site.objects.get(slug="east").name == "east"
    east, west = Site.objects.get(slug="east"), Site.objects.get(slug="west")
    bulk.update(specs["dcim.site"], [(west, {"name": "other"}), (east, {"name": "west"})])
    assert Site.objects.get(slug="east").name == "west"


def test_relations_and_tags_are_written_with_the_set(room: SimpleNamespace) -> None:
    vlans = together("ipam.vlan", [{"vid": vid, "name": f"v{vid}"} for vid in (10, 20, 30)])
    (device,) = together("dcim.device", [{**room.device, "name": "sw"}])
    ports = list(Interface.objects.filter(device=device).order_by("pk"))
    for port in ports:
        port.tagged_vlans.set(vlans[:2])
    ObjectChange.objects.all().delete()
    wanted = [vlans[1:], vlans[:2], [], vlans]
    pairs = [(port, {"mode": "tagged", "tagged_vlans": each}) for port, each in zip(ports, wanted, strict=True)]
    bulk.update(specs["dcim.interface"], pairs)
    stored = [sorted(port.tagged_vlans.values_list("vid", flat=True)) for port in ports]
    assert stored == [[20, 30], [10, 20], [], [10, 20, 30]]
    assert (
        ObjectChange.objects.filter(postchange_data__has_key="tagged_vlans")
        .values("changed_object_id")
        .distinct()
        .count()
        == 3
    )


def test_an_object_outside_ones_rights_stops_the_set(room: SimpleNamespace) -> None:
    user = User.objects.create_user("limited")
    rule = ObjectPermission.objects.create(
        name="own", object_types=["dcim.device"], actions=["add", "change"], constraints={"name__startswith": "own"}
    )
    rule.users.add(user)
    spec = specs["dcim.device"]
    base = {"device_type": room.type, "role": room.role, "site": room.site}
    with pytest.raises(PermissionDenied), transaction.atomic():
        bulk.create(spec, [{**base, "name": "own1"}, {**base, "name": "foreign"}], user=user)
    assert not Device.objects.exists()
    pairs = [(Device(), {**base, "name": name}) for name in ("own1", "foreign")]
    assert bulk.save_valid(spec, pairs, user=user).denied == {1}
    assert list(Device.objects.values_list("name", flat=True)) == ["own1"]


def test_duplicates_among_addresses_are_found_within_and_without(room: SimpleNamespace) -> None:
    del room
    spec = specs["ipam.ipaddress"]
    together("ipam.ipaddress", [{"address": "10.0.0.1/24"}])
    pairs = [(IPAddress(), {"address": each}) for each in ("10.0.0.2/24", "10.0.0.1/16", "10.0.0.2/16")]
    outcome = bulk.save_valid(spec, pairs)
    assert set(outcome.problems) == {1, 2}
    assert "Duplicate IP address found in global table: 10.0.0.2/16" in outcome.problems[2].message_dict["address"]
    shared = [{"address": "10.0.0.9/24", "role": "vip"}, {"address": "10.0.0.9/32", "role": "anycast"}]
    assert len(bulk.create(spec, shared)) == 2
    together("ipam.prefix", [{"prefix": f"10.{at}.0.0/16"} for at in range(5)])
    with pytest.raises(bulk.Refused) as refused:
        bulk.create(specs["ipam.prefix"], [{"prefix": "10.9.0.0/16"}, {"prefix": "10.3.0.0/16"}])
    assert set(refused.value.problems) == {1}
    assert Prefix.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_sets_with_one_name_at_once_and_one_is_refused_cleanly() -> None:
    spec = specs["extras.tag"]
    barrier, told = threading.Barrier(2), []

    def write(mark: str) -> None:
        items = [{"name": f"{mark}{at}", "slug": f"{mark}{at}"} for at in range(50)]
        items.insert(25, {"name": "both", "slug": "both"})
        barrier.wait()
        try:
            bulk.create(spec, items)
            told.append({})
        except bulk.Refused as refused:
            told.append({at: error.message_dict for at, error in refused.problems.items()})
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(mark,)) for mark in ("a", "b")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(map(len, told)) == [0, 1]
    (refused,) = filter(None, told)
    assert set(refused) == {25}
    assert {"name", "slug"} >= set(refused[25])
    assert Tag.objects.count() == 51
