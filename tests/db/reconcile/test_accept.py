from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from msgspec.structs import replace

from collectors.facts import Entity, Interface, IpAddress, Neighbour, PortVlans
from inventory.core.models import ObjectChange
from inventory.dcim.models import Cable, CableTermination, Device, InventoryItem, MACAddress
from inventory.dcim.models import Interface as Port
from inventory.declare.write import Conflict
from inventory.ipam.models import VLAN, IPAddress, VLANGroup
from inventory.reconcile.accept import accept, accept_many, fingerprint, preview
from inventory.reconcile.difference import Ref
from inventory.reconcile.models import Difference
from inventory.reconcile.resolving import HANDLERS
from inventory.reconcile.resolving.acceptance import Unconfirmed, Unmet
from inventory.users.models import ObjectPermission, User
from tests.db.reconcile.lab import Lab, Stated

LONG = "GigabitEthernet1/0/"


@pytest.fixture
def person(db: None) -> User:
    del db
    return User.objects.create(username="sunli", is_superuser=True)


def port_says(city: Lab, device: Device, at: int, **stated: Any) -> Stated:
    """Facts in which one port states something else."""
    said = dict(city.stated())
    rows = tuple(
        replace(row, **stated) if row.name == f"{LONG}{at}" else row for row in said[device.pk].interfaces or ()
    )
    return {**said, device.pk: replace(said[device.pk], interfaces=rows)}


def device_says(city: Lab, device: Device, **stated: Any) -> Stated:
    """Facts in which one device states something else, or something more of a table."""
    said = dict(city.stated())
    told = said[device.pk]
    more = {
        name: (*(getattr(told, name) or ()), *rows) if isinstance(rows, tuple) else rows
        for name, rows in stated.items()
    }
    return {**said, device.pk: replace(told, **more)}


def found(city: Lab, said: Stated) -> Difference:
    """Poll and audit; the one difference."""
    city.poll(said)
    city.audit()
    return Difference.objects.get(closed=None)


def gone(city: Lab, said: Stated) -> bool:
    """Whether the same facts no longer differ."""
    city.poll(said)
    city.audit()
    return not city.live()


def test_every_rule_can_be_accepted_or_says_why_not():
    rules = {
        "device.name", "device.serial", "device.model", "device.platform", "device.os_version", "device.reachable",
        "interface.missing", "interface.unexpected", "interface.enabled", "interface.description", "interface.speed",
        "interface.mtu", "interface.mac_address", "address.unexpected", "address.missing", "address.interface",
        "address.assignment", "address.duplicate", "address.prefix_length", "vlan.untagged", "vlan.tagged",
        "vlan.missing", "vlan.unexpected", "neighbour.moved", "neighbour.unexpected", "neighbour.missing",
        "neighbour.unknown", "neighbour.port", "hardware.serial", "hardware.missing", "hardware.unexpected",
    }  # fmt: skip
    assert set(HANDLERS) == rules


@pytest.mark.parametrize(
    ("stated", "column", "kept"),
    [
        ({"alias": "patched on Friday"}, "description", "patched on Friday"),
        ({"admin": "down"}, "enabled", False),
        ({"speed_bps": 100_000_000}, "speed", 100_000),
        ({"mtu": 9000}, "mtu", 9000),
    ],
)
def test_a_setting_is_written_in_the_unit_of_the_register(
    city: Lab, person: User, stated: dict[str, Any], column: str, kept: Any
):
    said = port_says(city, city.access, 3, **stated)
    row = found(city, said)
    port = city.port(city.access, 3)
    assert accept(row.pk, person) == Ref("dcim.interface", port.pk)
    port.refresh_from_db()
    assert getattr(port, column) == kept
    row.refresh_from_db()
    assert (row.state, row.resolved_by) == ("accepted", "sunli")
    assert gone(city, said)


def test_history_cites_the_evidence_and_the_person(city: Lab, person: User):
    row = found(city, port_says(city, city.access, 3, alias="patched"))
    accept(row.pk, person)
    change = ObjectChange.objects.get(changed_object_type="dcim.interface", action="update", user_name="sunli")
    assert change.postchange_data == {"description": "patched"}
    assert change.message.startswith(f"accepted interface.description #{row.pk}: interfaces at 2026-11-01")


def test_polls_and_audits_leave_no_trace_in_history(city: Lab):
    before = ObjectChange.objects.count()
    found(city, port_says(city, city.access, 3, alias="patched"))
    assert ObjectChange.objects.count() == before


def test_accept_refuses_when_intent_changed_since(city: Lab, person: User):
    row = found(city, port_says(city, city.access, 3, alias="patched"))
    port = city.port(city.access, 3)
    port.label = "3"
    port.save()
    with pytest.raises(Conflict, match="changed by someone else"):
        accept(row.pk, person)
    port.refresh_from_db()
    row.refresh_from_db()
    assert (port.description, row.state) == ("window 3", "open")
    city.audit()
    accept(row.pk, person)


def test_accept_refuses_what_was_not_what_the_person_saw(city: Lab, person: User):
    row = found(city, port_says(city, city.access, 3, alias="patched"))
    seen = fingerprint(row)
    row = found(city, port_says(city, city.access, 3, alias="patched again"))
    with pytest.raises(Conflict, match="compared again"):
        accept(row.pk, person, seen)
    accept(row.pk, person, fingerprint(row))


def test_two_differences_of_one_port_are_accepted_one_after_the_other(city: Lab, person: User):
    said = port_says(city, city.access, 3, alias="patched", mtu=9000)
    city.poll(said)
    city.audit()
    outcomes = accept_many(Difference.objects.values_list("pk", flat=True), person)
    assert [each.reason for each in outcomes] == ["", ""]
    assert gone(city, said)


def test_likely_ones_are_accepted_in_bulk_only_when_named(city: Lab, person: User):
    row = found(city, port_says(city, city.access, 1, speed_bps=100_000_000))
    assert row.confidence == "likely"
    (refused,) = accept_many([row.pk], person)
    assert "only likely" in refused.reason
    (accepted,) = accept_many([row.pk], person, named=[row.pk])
    assert accepted.reason == ""


def test_accepting_twice_is_refused(city: Lab, person: User):
    row = found(city, port_says(city, city.access, 3, alias="patched"))
    accept(row.pk, person)
    with pytest.raises(Conflict, match="settled already"):
        accept(row.pk, person)


def test_nobody_accepts_what_they_may_not_change(city: Lab):
    row = found(city, port_says(city, city.access, 3, alias="patched"))
    guest = User.objects.create(username="guest")
    with pytest.raises(PermissionDenied):
        accept(row.pk, guest)
    allowed = ObjectPermission.objects.create(name="audit", object_types=["reconcile.difference"], actions=["change"])
    allowed.users.add(guest)
    guest = User.objects.get(pk=guest.pk)
    (refused,) = accept_many([row.pk], guest)
    assert refused.reason == "You may not change this object."
    row.refresh_from_db()
    assert row.state == "open"


def test_a_preview_shows_the_write_and_leaves_everything_as_it_was(city: Lab, person: User):
    row = found(city, port_says(city, city.access, 3, alias="patched"))
    (write,) = [each for each in preview(row.pk, person) if each.label == "dcim.interface"]
    assert (write.action, write.before, write.after) == (
        "update", {"description": "window 3"}, {"description": "patched"},
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, city.port(city.access, 3).description) == ("open", "window 3")


def test_a_serial_number_and_a_name_are_taken_over(city: Lab, person: User):
    said = device_says(city, city.core, serial="2102B", sys_name="CORE-NEW.changchun.gov.cn")
    city.poll(said)
    city.audit()
    accept_many(Difference.objects.values_list("pk", flat=True), person)
    city.core.refresh_from_db()
    assert (city.core.serial, city.core.name) == ("2102B", "core-new")
    assert gone(city, device_says(city, city.core, sys_name="CORE-NEW.changchun.gov.cn"))


def test_a_mac_address_becomes_the_primary_one(city: Lab, person: User):
    port = city.port(city.access, 3)
    port.primary_mac_address = MACAddress.objects.create(
        mac_address="02:00:00:00:00:01", assigned_object_type="dcim.interface", assigned_object_id=port.pk
    )
    port.save()
    said = port_says(city, city.access, 3, mac="02:00:00:00:00:02")
    accept(found(city, said).pk, person)
    port.refresh_from_db()
    assert port.primary_mac_address.mac_address == "02:00:00:00:00:02"
    assert gone(city, said)


def test_an_unregistered_address_is_registered_on_its_interface(city: Lab, person: User):
    said = device_says(
        city, city.core, ip_addresses=(IpAddress(address="10.1.0.77", prefixlen=24, if_index=4),)
    )  # fmt: skip
    reference = accept(found(city, said).pk, person)
    address = IPAddress.objects.get(pk=reference.id)
    assert (address.address, address.assigned_object_id) == ("10.1.0.77/24", city.port(city.core, 4).pk)
    assert gone(city, said)


def test_an_address_on_an_unregistered_interface_waits_for_that(city: Lab, person: User):
    said = device_says(
        city, city.core, ip_addresses=(IpAddress(address="10.1.0.77", prefixlen=24, if_index=99),),
        interfaces=(Interface(index=99, name="Vlanif10", type="propVirtual"),),
    )  # fmt: skip
    with pytest.raises(Unmet, match="Vlanif10"):
        accept(found(city, said).pk, person)


def test_an_address_recorded_elsewhere_is_reassigned(city: Lab, person: User):
    here = IpAddress(address="10.1.0.1", prefixlen=24, if_index=4)
    said = dict(device_says(city, city.access, ip_addresses=(here,)))
    said[city.core.pk] = replace(said[city.core.pk], ip_addresses=())
    row = found(city, said)
    assert (row.rule, row.intended, row.device_id) == ("address.assignment", {"device": "core01"}, city.access.pk)
    accept(row.pk, person)
    assert IPAddress.objects.get().assigned_object_id == city.port(city.access, 4).pk
    assert gone(city, said)


def test_deleting_what_is_not_there_needs_a_confirmation(city: Lab, person: User):
    said = dict(city.stated())
    told = said[city.server.pk]
    said[city.server.pk] = replace(told, interfaces=(told.interfaces or ())[:-1])
    row = found(city, said)
    with pytest.raises(Unconfirmed, match=f"{LONG}4"):
        accept(row.pk, person)
    accept(row.pk, person, confirmed=True)
    assert not Port.objects.filter(device=city.server, name=f"{LONG}4").exists()
    assert gone(city, said)


def test_an_unexpected_interface_is_registered_with_the_type_of_its_speed(city: Lab, person: User):
    row = Interface(index=99, name="XGE1/0/9", type="ethernetCsmacd", speed_bps=10**10, admin="up", alias="")
    said = device_says(city, city.core, interfaces=(row,))
    accept(found(city, said).pk, person)
    assert Port.objects.get(device=city.core, name="XGE1/0/9").type == "10gbase-x-sfpp"
    assert gone(city, said)


def test_a_vlan_of_a_port_is_the_one_of_its_site(city: Lab, person: User):
    said = dict(city.stated())
    index = next(row.index for row in said[city.access.pk].interfaces or () if row.name == f"{LONG}3")
    said[city.access.pk] = replace(said[city.access.pk], port_vlans=(PortVlans(if_index=index, untagged=20),))
    row = found(city, said)
    assert (row.rule, row.intended, row.observed) == ("vlan.untagged", 10, 20)
    accept(row.pk, person)
    assert city.port(city.access, 3).untagged_vlan == VLAN.objects.get(vid=20)
    said[city.access.pk] = replace(said[city.access.pk], port_vlans=(PortVlans(if_index=index, untagged=30),), vlans=())
    row = found(city, said)
    with pytest.raises(Unmet, match="30"):
        accept(row.pk, person)


def test_a_vlan_number_used_in_several_networks_means_the_one_of_the_port(city: Lab, person: User):
    outer, inner = (VLANGroup.objects.create(name=name, slug=name) for name in ("outer", "inner"))
    VLAN.objects.filter(vid=10).update(group=inner, site=None)
    VLAN.objects.create(vid=30, name="outer thirty", group=outer)
    meant = VLAN.objects.create(vid=30, name="inner thirty", group=inner)
    said = dict(city.stated())
    index = next(row.index for row in said[city.access.pk].interfaces or () if row.name == f"{LONG}3")
    said[city.access.pk] = replace(said[city.access.pk], port_vlans=(PortVlans(if_index=index, untagged=30),), vlans=())
    accept(found(city, said).pk, person)
    assert city.port(city.access, 3).untagged_vlan == meant


def hears(city: Lab, pairs: list[tuple[Device, int, Device, int]]) -> Stated:
    """Facts in which exactly these ports hear each other, both ways."""
    said = dict(city.stated())
    rows: dict[int, list[Neighbour]] = {key: [] for key in said}
    for near, at, far, end in pairs:
        rows[near.pk].append(Neighbour(local_port=f"Gi1/0/{at}", remote_name=far.name, remote_port=f"Gi1/0/{end}"))
        rows[far.pk].append(Neighbour(local_port=f"Gi1/0/{end}", remote_name=near.name, remote_port=f"Gi1/0/{at}"))
    return {key: replace(each, neighbours=tuple(rows[key])) for key, each in said.items()}


def test_a_moved_cable_is_plugged_into_the_observed_port(city: Lab, person: User):
    said = hears(city, [(city.core, 1, city.access, 2), (city.core, 2, city.server, 1)])
    row = found(city, said)
    cable = Cable.objects.get(pk=row.subject_id)
    assert row.rule == "neighbour.moved"
    accept(row.pk, person)
    ends = {each.termination_id for each in CableTermination.objects.filter(cable=cable)}
    assert ends == {city.port(city.core, 1).pk, city.port(city.access, 2).pk}
    assert city.port(city.access, 1).cable_id is None
    assert gone(city, said)


def test_behind_patch_panels_the_cable_of_the_moved_end_is_replugged(city: Lab, person: User):
    said = hears(city, [(city.core, 1, city.access, 1), (city.core, 2, city.server, 3)])
    row = found(city, said)
    assert row.subject_id == city.port(city.server, 1).cable_id
    accept(row.pk, person)
    assert city.port(city.server, 3).cable_id == row.subject_id
    assert gone(city, said)


def test_two_swapped_cables_are_exchanged_in_one_step(city: Lab, person: User):
    first = city.port(city.core, 1).cable
    second = city.cable(city.port(city.core, 3), city.port(city.server, 4))
    said = hears(city, [(city.core, 1, city.server, 4), (city.core, 3, city.access, 1), (city.core, 2, city.server, 1)])
    city.poll(said)
    city.audit()
    rows = list(Difference.objects.filter(closed=None, rule="neighbour.moved"))
    assert {row.subject_id for row in rows} == {first.pk, second.pk}
    writes = [write for write in preview(rows[0].pk, person) if write.label == "dcim.cabletermination"]
    assert sorted(write.action for write in writes) == ["create", "create", "delete", "delete"]
    accept(rows[0].pk, person)
    assert city.port(city.server, 4).cable_id == city.port(city.core, 1).cable_id == first.pk
    assert city.port(city.access, 1).cable_id == city.port(city.core, 3).cable_id == second.pk
    assert not Difference.objects.filter(closed=None).exists()
    assert {row.state for row in Difference.objects.filter(rule="neighbour.moved")} == {"accepted"}
    assert gone(city, said)


def test_a_port_that_holds_another_cable_is_not_taken(city: Lab, person: User):
    city.cable(city.port(city.access, 2), city.port(city.server, 4))
    said = hears(city, [(city.core, 1, city.access, 2), (city.core, 2, city.server, 1)])
    row = found(city, said)
    with pytest.raises(Unmet, match="holds cable"):
        accept(row.pk, person)


def test_a_cable_nobody_recorded_is_recorded(city: Lab, person: User):
    said = hears(
        city, [(city.core, 1, city.access, 1), (city.core, 2, city.server, 1), (city.access, 4, city.server, 4)]
    )
    row = found(city, said)
    assert row.rule == "neighbour.unexpected"
    reference = accept(row.pk, person)
    assert reference.label == "dcim.cable"
    assert city.port(city.access, 4).cable_id == city.port(city.server, 4).cable_id == reference.id
    assert gone(city, said)


def test_a_stranger_must_be_registered_first(city: Lab, person: User):
    said = device_says(city, city.core, neighbours=(Neighbour(local_port="Gi1/0/4", remote_name="TL-SG1008"),))
    with pytest.raises(Unmet, match="Register the device"):
        accept(found(city, said).pk, person)


def test_a_silent_device_has_nothing_to_accept(city: Lab, person: User):
    city.poll(silent=[city.core])
    city.audit()
    with pytest.raises(Unmet, match="does not answer"):
        accept(Difference.objects.get().pk, person)


def test_a_replaced_part_and_a_new_one_are_taken_over(city: Lab, person: User):
    said = dict(city.stated())
    parts = (
        Entity(name="PSU 1", serial="PSU-9", class_="powerSupply"),
        Entity(name="PSU 2", serial="PSU-2", class_="powerSupply", model="PAC-600"),
    )
    said[city.core.pk] = replace(said[city.core.pk], entities=parts)
    city.poll(said)
    city.audit()
    rules = {row.rule: row.pk for row in Difference.objects.all()}
    assert set(rules) == {"hardware.serial", "hardware.unexpected"}
    for key in rules.values():
        accept(key, person)
    assert dict(InventoryItem.objects.values_list("name", "serial")) == {"PSU 1": "PSU-9", "PSU 2": "PSU-2"}
    assert gone(city, said)


def test_an_accepted_difference_seen_again_is_open_again(city: Lab, person: User):
    said = port_says(city, city.access, 3, alias="patched")
    accept(found(city, said).pk, person)
    Port.objects.filter(pk=city.port(city.access, 3).pk).update(description="window 3", last_updated=timezone.now())
    city.poll(said)
    city.audit()
    assert [row.state for row in Difference.objects.order_by("id")] == ["accepted", "open"]


def test_an_ignored_difference_can_still_be_accepted(city: Lab, person: User):
    row = found(city, port_says(city, city.access, 3, alias="patched"))
    Difference.objects.update(state="ignored", ignored_until=timezone.now() + timedelta(days=1))
    accept(row.pk, person)
    row.refresh_from_db()
    assert row.state == "accepted"
