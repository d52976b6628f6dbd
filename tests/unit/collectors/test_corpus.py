"""Recordings of real devices: every one collects, and what is read out of them meets the bar."""

import importlib.util
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from collectors.collect import recording
from collectors.collect.device import COLLECTORS
from collectors.facts import SECTIONS, DeviceFacts

BAR = 0.97
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


def test_facts_survive_the_wire(facts: dict[str, DeviceFacts]) -> None:
    for found in facts.values():
        assert msgspec.json.decode(msgspec.json.encode(found), type=DeviceFacts) == found


def test_each_section_that_was_stated_names_its_evidence(facts: dict[str, DeviceFacts]) -> None:
    assert set(SECTIONS) == {"system", *COLLECTORS}
    for found in facts.values():
        stated = {section for section in COLLECTORS if getattr(found, section) is not None}
        assert found.evidence.keys() == {"system", *stated}
