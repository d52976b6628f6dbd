"""The life of a project, without a database."""

from decimal import Decimal
from itertools import product

import pytest

from inventory.works import stages
from inventory.works.choices import Stage
from inventory.works.rules.projects import LACKS, VERBS
from inventory.works.stages import Dossier, Lack, Lot

WHOLE = Dossier(
    reviewers=frozenset({"电子政务处", "财政局"}),
    opinions={"电子政务处": "favour", "财政局": "conditions"},
    planned=Decimal(900), approved=Decimal(800), actual=Decimal(790),
    lots=(Lot("一包", True, Decimal(500)), Lot("二包", True, Decimal(300))), assets=3,
)  # fmt: skip


def test_a_project_that_goes_well_passes_all_stages_in_order():
    stage, passed = "proposed", ["proposed"]
    for action in ("review", "approve", "tender", "build", "accept"):
        move = stages.MOVES[action]
        assert stage in move.sources
        assert stages.missing(action, WHOLE) == []
        stage = move.target
        passed.append(stage)
    assert tuple(passed) == stages.ORDER
    assert stages.open_moves("accepted") == ()


def test_no_stage_is_jumped_and_none_goes_back():
    legal = {(a, b) for a, b in product(Stage.values, repeat=2) if stages.between(a, b)}
    forward = set(zip(stages.ORDER, stages.ORDER[1:], strict=False))
    rejected = {(a, "rejected") for a in stages.ORDER[:-1]}
    assert legal == forward | rejected | {("rejected", "proposed")}


@pytest.mark.parametrize(
    ("action", "changed", "lacks"),
    [
        ("review", {"planned": None}, [Lack("planned cost")]),
        ("review", {"opinions": {}, "reviewers": frozenset()}, [Lack("opinions")]),
        ("review", {"opinions": {"电子政务处": "favour"}}, [Lack("opinion", "财政局")]),
        ("approve", {"approved": None}, [Lack("approved cost")]),
        ("approve", {"opinions": {"电子政务处": "against", "财政局": "favour"}}, [Lack("objection", "电子政务处")]),
        ("tender", {"lots": ()}, [Lack("lots")]),
        ("tender", {"lots": (Lot("一包", False, None),)}, [Lack("supplier", "一包"), Lack("price", "一包")]),
        ("tender", {"approved": Decimal(700)}, [Lack("dear lots")]),
        ("accept", {"actual": None, "assets": 0}, [Lack("actual cost"), Lack("assets")]),
        ("reject", {}, [Lack("reason")]),
    ],
)
def test_each_step_names_what_it_still_lacks(action: str, changed: dict, lacks: list):
    values = {name: getattr(WHOLE, name) for name in Dossier.__dataclass_fields__} | changed
    assert stages.missing(action, Dossier(**values)) == lacks


def test_one_body_against_is_reason_enough_to_reject():
    assert stages.missing("reject", Dossier(opinions={"财政局": "against"})) == []


def test_every_step_and_everything_that_can_be_missing_has_words():
    assert set(VERBS) == set(stages.MOVES)
    assert set(LACKS) == set(stages.LACKS)
