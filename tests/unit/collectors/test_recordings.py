"""Every profile has a recording of the project's own, and what is read out of it is what was expected."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from collectors.profiles.match import catalogue
from collectors.sessions.replay import load
from collectors.sessions.values import arcs
from tests.recordings.synthesise import FOLDER, cases, facts_of

CASES = sorted(FOLDER.glob("*/*/walk.snmprec"))
ABSTRACT = {"generic-snmp", "cisco-environment", "huawei-entity"}


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, Any]]:
    return {f"{path.parent.parent.name}/{path.parent.name}": facts_of(path) for path in CASES}


def test_every_profile_has_a_recording_of_its_own() -> None:
    recorded = {path.parent.parent.name for path in CASES}
    assert {profile.name for profile in catalogue()} - ABSTRACT - recorded == set()
    assert recorded - {profile.name for profile in catalogue()} == set()


def test_every_recording_is_of_the_profile_it_stands_under(facts: dict[str, dict[str, Any]]) -> None:
    found = {name: each["profile"][0].partition(" ")[0].rstrip(":") for name, each in facts.items()}
    assert {name: profile for name, profile in found.items() if name.partition("/")[0] != profile} == {}


def test_what_is_read_is_what_was_expected(facts: dict[str, dict[str, Any]]) -> None:
    for path in CASES:
        name = f"{path.parent.parent.name}/{path.parent.name}"
        expected = msgspec.json.decode((path.parent / "expected.json").read_bytes())
        assert msgspec.json.decode(msgspec.json.encode(facts[name])) == expected, name


def test_identity_is_read_as_the_case_says(facts: dict[str, dict[str, Any]]) -> None:
    wrong = {}
    for profile, group in cases().items():
        for title, case in group.items():
            read = facts[f"{profile}/{title}"]
            for field, word in case.get("identity", {}).items():
                if read.get(field) != word:
                    wrong[f"{profile}/{title} {field}"] = (word, read.get(field))
            known = catalogue()[profile]
            assert read.get("os") == known.os, profile
            assert known.vendor_from or read.get("vendor") == known.vendor, profile
    assert wrong == {}


def test_every_column_of_readings_gives_a_reading(facts: dict[str, dict[str, Any]]) -> None:
    silent = {}
    for path in CASES:
        name = path.parent.parent.name
        recording = load(path)
        read = {sensor["oid"] for sensor in facts[f"{name}/{path.parent.name}"].get("sensors", ())}
        for table in catalogue()[name].sensors:
            assert recording.below(arcs(table.column)), f"{path}: no cell of {table.column}"
            if not any(oid.startswith(f"{table.column}.") for oid in read):
                silent[name, table.column] = table.class_
    assert silent == {}


def test_no_recording_has_an_error(facts: dict[str, dict[str, Any]]) -> None:
    assert {name: each["errors"] for name, each in facts.items() if each.get("errors")} == {}


def test_recordings_hold_no_more_than_they_need(facts: dict[str, dict[str, Any]]) -> None:
    assert len(facts) == len(CASES)
    assert sum(path.stat().st_size for path in Path(FOLDER).rglob("*.*")) < 4 << 20
