"""Profiles are data: each fits the schema, and the longest match wins."""

from pathlib import Path

import pytest

from collectors.parse.functions import FUNCTIONS
from collectors.profiles.match import FOLDER, BadProfile, Catalogue, catalogue, read
from collectors.profiles.schema import Match, Profile


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


def test_a_description_breaks_ties_and_existence_decides() -> None:
    known = some(
        Profile(name="a", match=[Match(sysObjectID="1.3.6")]),
        Profile(name="b", match=[Match(sysObjectID="1.3.6", sysDescr="(?i)special")]),
        Profile(name="c", match=[Match(sysObjectID="1.3.6", exists="1.3.6.9.0")]),
    )
    assert known.find("1.3.6.1", "Plain").name == "a"
    assert known.find("1.3.6.1", "Special edition").name == "b"
    assert known.find("1.3.6.1", "Special edition", frozenset(("1.3.6.9.0",))).name == "c"
    assert known.probes_for("1.3.6.1", None) == ("1.3.6.9.0",)


def test_a_profile_inherits_and_its_own_lists_come_first() -> None:
    whole = catalogue()["huawei-vrp"]
    assert (whole.os, whole.vendor) == ("vrp", "Huawei")
    assert whole.entity_sensors == catalogue()["generic-snmp"].entity_sensors
    own = read(FOLDER / "huawei-vrp.yaml").hardware
    assert whole.hardware[: len(own)] == own


def test_every_function_that_a_profile_names_exists() -> None:
    named = {table.parse for profile in catalogue() for table in (*profile.sensors, *profile.processors)} - {None}
    assert named <= FUNCTIONS.keys()


def test_every_profile_but_the_abstract_can_be_found() -> None:
    abstract = {"generic-snmp", "huawei-entity", "cisco-environment"}
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
