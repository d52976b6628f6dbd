"""Recordings of real devices: every one collects, and what is read out of them meets the bar."""

import asyncio
import importlib.util
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from collectors.collect import recording
from collectors.collect.device import COLLECTORS, collect
from collectors.facts import SECTIONS, DeviceFacts
from collectors.profiles.match import Catalogue
from collectors.profiles.reading import FOLDER, mibs, profile
from collectors.sessions.replay import ReplaySession
from collectors.target import Target

BAR = 0.97
BAR_STANDARD = 0.73
BAR_MAKER = 0.87
SHARED = ("ucd-snmp",)  # a maker's MIB that agents of many others have
WORST_FIELD = 0.93
WORST_RECORDING = 0.80


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_corpus", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def facts(corpus: Path) -> dict[str, DeviceFacts]:
    return {path.stem: recording(path) for path in sorted(corpus.glob("*.snmprec")) if "@" not in path.stem}


def test_every_recording_collects_without_an_error(facts: dict[str, DeviceFacts]) -> None:
    assert len(facts) == 72
    assert {name: found.errors for name, found in facts.items() if found.errors} == {}


def test_what_is_read_meets_the_bar(facts: dict[str, DeviceFacts], corpus: Path, tmp_path: Path) -> None:
    for name, found in facts.items():
        (tmp_path / f"{name}.facts.json").write_bytes(msgspec.json.encode(found))
    total, each, absent = load(corpus.parent / "score_corpus.py").score(str(tmp_path), str(corpus))
    assert absent == []
    assert total.overall() >= BAR
    assert {field: score["f"] for field, score in total.scores().items() if score["f"] < WORST_FIELD} == {}
    assert {name: each[name].overall() for name in each if each[name].overall() < WORST_RECORDING} == {}


def test_an_unknown_device_is_read_by_standard_mibs_and_its_makers(corpus: Path, tmp_path: Path) -> None:
    profiles = {name: profile(FOLDER / f"{name}.yaml") for name in ("generic-snmp", "unknown-snmp")}
    modules = mibs(FOLDER / "mibs")
    shared = {name: one for name, one in modules.items() if not one.root.startswith("1.3.6.1.4.1.") or name in SHARED}
    for bar, known in ((BAR_STANDARD, Catalogue(profiles, shared)), (BAR_MAKER, Catalogue(profiles, modules))):
        for path in corpus.glob("*.snmprec"):
            if "@" not in path.stem:
                session = ReplaySession(path)
                found = asyncio.run(collect(Target(key=path.stem, address="127.0.0.1"), session, profiles=known))
                (tmp_path / f"{path.stem}.facts.json").write_bytes(msgspec.json.encode(found))
        total, _, _ = load(corpus.parent / "score_corpus.py").score(str(tmp_path), str(corpus))
        assert total.overall() >= bar


def test_facts_survive_the_wire(facts: dict[str, DeviceFacts]) -> None:
    for found in facts.values():
        assert msgspec.json.decode(msgspec.json.encode(found), type=DeviceFacts) == found


def test_each_section_that_was_stated_names_its_evidence(facts: dict[str, DeviceFacts]) -> None:
    assert set(SECTIONS) == {"system", *COLLECTORS}
    for found in facts.values():
        stated = {section for section in COLLECTORS if getattr(found, section) is not None}
        assert found.evidence.keys() == {"system", *stated}
