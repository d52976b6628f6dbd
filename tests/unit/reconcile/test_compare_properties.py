import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from collectors.facts import DeviceFacts
from inventory.reconcile.compare import compare
from inventory.reconcile.difference import Difference, identity
from inventory.reconcile.intent import Snapshot
from inventory.reconcile.rules import RULES
from tests.unit.reconcile.accepting import REFUSED, accepted
from tests.unit.reconcile.cities import snapshots
from tests.unit.reconcile.stated import facts_of

SECTIONS = ("interfaces", "ip_addresses", "vlans", "port_vlans", "neighbours", "entities")
IDENTITY = ("sys_name", "serial", "hardware", "os", "version")


def scrambled(facts: DeviceFacts, seed: int):
    """The same facts, with every table in another order."""
    dice = random.Random(seed)
    tables = {name: list(getattr(facts, name)) for name in SECTIONS if getattr(facts, name) is not None}
    for rows in tables.values():
        dice.shuffle(rows)
    return replace(facts, **{name: tuple(rows) for name, rows in tables.items()})


@given(snapshots())
def test_devices_as_intended_give_no_difference(intent: Snapshot):
    assert compare(intent, facts_of(intent), RULES) == ()


@given(snapshots(), st.sets(st.sampled_from((*SECTIONS, *IDENTITY))))
def test_what_devices_do_not_state_is_no_difference(intent: Snapshot, silent: set[str]):
    told = [replace(each, facts=replace(each.facts, **dict.fromkeys(silent))) for each in facts_of(intent)]
    assert compare(intent, told, RULES) == ()


@given(snapshots(), st.sets(st.sampled_from(["alias", "mtu", "speed_bps", "mac", "admin", "oper", "type"])))
def test_a_field_an_interface_does_not_state_is_no_difference(intent: Snapshot, silent: set[str]):
    told = []
    for each in facts_of(intent):
        rows = tuple(replace(row, **dict.fromkeys(silent)) for row in each.facts.interfaces)
        told.append(replace(each, facts=replace(each.facts, interfaces=rows)))
    assert compare(intent, told, RULES) == ()


@given(snapshots(), snapshots(), st.integers())
def test_the_order_of_facts_is_irrelevant(intent: Snapshot, other: Snapshot, seed: int):
    told = list(facts_of(other))
    shuffled = [replace(each, facts=scrambled(each.facts, seed)) for each in told]
    random.Random(seed).shuffle(shuffled)
    assert compare(intent, shuffled, RULES) == compare(intent, told, RULES)


@given(snapshots(), snapshots())
def test_differences_are_ordered_and_each_is_there_once(intent: Snapshot, other: Snapshot):
    keys = [identity(each) for each in compare(intent, facts_of(other), RULES)]
    assert keys == sorted(set(keys))


@given(snapshots(), st.sampled_from(["unreachable", "refused", "garbled"]))
def test_a_silent_device_is_one_difference_and_no_more(intent: Snapshot, state: str):
    told = [replace(each, state=state) for each in facts_of(intent)]
    found = compare(intent, told, RULES)
    assert {each.rule for each in found} == {"device.reachable"}
    assert sorted(each.device for each in found) == sorted(intent.devices)


@given(snapshots())
def test_a_device_not_polled_yet_is_no_difference(intent: Snapshot):
    told = [replace(each, state="unknown", facts=None) for each in facts_of(intent)]
    assert compare(intent, told, RULES) == ()


@given(snapshots(), snapshots())
def test_after_accepting_a_difference_it_is_gone(intent: Snapshot, other: Snapshot):
    told = facts_of(other)
    for each in compare(intent, told, RULES):
        if each.rule in REFUSED or not acceptable(each):
            continue
        after = compare(accepted(intent, each), told, RULES)
        assert identity(each) not in {identity(left) for left in after}


def acceptable(difference: Difference) -> bool:
    """An address on an interface that is not registered waits for that interface."""
    said = difference.observed
    return not (isinstance(said, dict) and "interface_id" in said and said["interface_id"] is None)
