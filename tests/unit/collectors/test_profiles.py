"""Profiles are data: each fits the schema, and the weightiest evidence wins."""

from pathlib import Path

import pytest

from collectors.collect.rowtables import field_types
from collectors.facts import (
    BgpPeer,
    ConferenceStatus,
    Fact,
    IpAddress,
    Neighbour,
    OspfNeighbour,
    Outlet,
    PoePort,
    StackMember,
    Ups,
)
from collectors.profiles.match import Catalogue, Signs, catalogue
from collectors.profiles.reading import FOLDER, BadProfile, enterprises, mib, mibs
from collectors.profiles.reading import profile as read
from collectors.profiles.schema import Match, Profile
from collectors.profiles.tables import State


def some(*profiles: Profile) -> Catalogue:
    return Catalogue({profile.name: profile for profile in (Profile(name="generic-snmp"), *profiles)})


def test_the_longest_prefix_of_whole_arcs_wins() -> None:
    known = some(
        Profile(name="vendor", match=[Match(sysObjectID="1.3.6.1.4.1.9")]),
        Profile(name="series", match=[Match(sysObjectID="1.3.6.1.4.1.9.12")]),
    )
    assert known.find("1.3.6.1.4.1.9.12.3", None).name == "series"
    assert known.find(".1.3.6.1.4.1.9.1", None).name == "vendor"
    assert known.find("1.3.6.1.4.1.99", None).name == "generic-snmp"
    assert known.find(None, None).name == "generic-snmp"


def test_a_description_weighs_and_what_a_device_has_decides() -> None:
    known = some(
        Profile(name="a", match=[Match(sysObjectID="1.3.6")]),
        Profile(name="b", match=[Match(sysObjectID="1.3.6", sysDescr="(?i)special")]),
        Profile(name="c", match=[Match(sysObjectID="1.3.6", exists="1.3.6.9.0")]),
        Profile(name="d", match=[Match(sysObjectID="1.3.6", table="1.3.6.8.1", weight=1)]),
    )
    assert known.find("1.3.6.1", "Plain").name == "a"
    assert known.find("1.3.6.1", "Special edition").name == "b"
    assert known.find("1.3.6.1", "Special edition", frozenset(("1.3.6.9.0",))).name == "c"
    assert known.find("1.3.6.1", "Special edition", frozenset(("1.3.6.9.0", "1.3.6.8.1"))).name == "d"
    assert known.probes_for("1.3.6.1", None) == (["1.3.6.9.0"], ["1.3.6.8.1"])


def test_every_reason_is_shown_with_its_weight() -> None:
    signs = Signs("1.3.6.1.4.1.9.1.1208", "Cisco IOS Software [Fuji], Version 16.9.1")
    best, second = catalogue().evidence(signs)[:2]
    assert (best.profile, second.profile) == ("cisco-iosxe", "cisco-ios")
    assert best.weight == second.weight + 5
    assert best.reasons == (
        "sysObjectID 1.3.6.1.4.1.9.1.1208 is under 1.3.6.1.4.1.9.1 (+20)",
        "sysDescr says 'Cisco IOS Software [' (+15)",
        "set by the profile (+5)",
    )


def test_an_unknown_device_is_its_makers_and_is_asked_its_makers_mibs() -> None:
    known = catalogue()
    unknown = known.find("1.3.6.1.4.1.1271.1.2", "Packet switch")
    assert (unknown.name, unknown.vendor) == ("unknown-snmp", "Ciena")
    assert len(unknown.sensors) == len(known["unknown-snmp"].sensors)
    assert len(known.find("1.3.6.1.4.1.318.9", None).sensors) > len(unknown.sensors)
    assert known.find("1.3.6.1.6.3", None).vendor is None
    assert all(number > 0 and name == name.strip() for number, name in enterprises().items())


def test_a_profile_inherits_and_its_own_lists_come_first() -> None:
    whole = catalogue()["huawei-vrp"]
    assert (whole.os, whole.vendor) == ("vrp", "Huawei")
    assert whole.entity_sensors == catalogue()["generic-snmp"].entity_sensors
    own = read(FOLDER / "huawei-vrp.yaml").hardware
    assert whole.hardware[: len(own)] == own


def test_every_mib_is_used_and_declared_once() -> None:
    known = mibs(FOLDER / "mibs")
    used = {module for path in FOLDER.glob("*.yaml") for module in read(path).mibs}
    assert used == set(known)
    columns = [sensor.column for one in known.values() for sensor in one.sensors if not sensor.only]
    twice = {column for column in columns if columns.count(column) > 1}
    assert {column for column in twice if not column.startswith(SPLIT)} == set()


SPLIT = (  # columns whose rows are of several kinds, told apart by their index or name
    "1.3.6.1.3.94.1.8.1.6",
    "1.3.6.1.4.1.12356.101.4.3.2.1.3",
    "1.3.6.1.4.1.13742.6.5.",
    "1.3.6.1.4.1.21317.1.3.1.2",
)


def test_a_mib_continues_its_root_and_names_its_enumerations(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    text = (
        "name: some\nmodule: SOME-MIB\nroot: 1.3.6.1.9\n"
        "enumerations: {health: {1: {text: fine, severity: ok}}}\n"
        "sensors: [{class: state, column: .1.2, states: health, descr: [{column: .1.3}]}]\n"
    )
    path.write_text(text)
    (table,) = mib(path).sensors
    assert (table.column, table.descr[0].column) == ("1.3.6.1.9.1.2", "1.3.6.1.9.1.3")
    assert isinstance(table.states[1], State)
    for wrong, reason in (
        (text.replace("states: health", "states: mood"), "'mood', which is not among its enumerations"),
        (text.replace("column: .1.2", "column: of"), "`column` is 'of', expected an object identifier"),
        (text.replace("column: .1.2", "column: .1.2, parse: magic"), "`parse` names 'magic'"),
        (text.replace("column: .1.2", "column: .1.2, named: '('"), "'(' is not a regular expression"),
        ("name: some\n", "expected a mapping with a `root`"),
    ):
        path.write_text(wrong)
        with pytest.raises(BadProfile) as caught:
            mib(path)
        assert reason in str(caught.value)


def test_a_row_table_names_fields_that_its_fact_has() -> None:
    kinds: dict[str, type[Fact]] = {
        "neighbours": Neighbour,
        "addresses": IpAddress,
        "bgp_peers": BgpPeer,
        "ospf_neighbours": OspfNeighbour,
        "stack": StackMember,
        "poe_ports": PoePort,
        "outlets": Outlet,
        "ups": Ups,
        "conference": ConferenceStatus,
    }
    for profile in catalogue():
        for section, kind in kinds.items():
            named = {field for table in getattr(profile, section) for field in table.cells}
            assert named <= field_types(kind).keys(), (profile.name, section)


def test_every_profile_but_the_abstract_can_be_found() -> None:
    abstract = {"generic-snmp", "unknown-snmp", "huawei-entity", "cisco-environment"}
    assert {profile.name for profile in catalogue() if not profile.match} == abstract


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name: x\ncompute: a + b\n", "unknown field `compute`"),
        ("name: y\n", "its name is 'y', expected 'x'"),
        ("name: x\nsensors: [{class: temperature}]\n", "missing required field `column`"),
        ("name: [", "x.yaml"),
    ],
)
def test_a_bad_profile_names_file_and_place(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    with pytest.raises(BadProfile) as caught:
        read(path)
    assert reason in str(caught.value)


def test_a_circle_of_profiles_is_refused() -> None:
    with pytest.raises(BadProfile, match="a -> b -> a"):
        some(Profile(name="a", extends="b"), Profile(name="b", extends="a"))
