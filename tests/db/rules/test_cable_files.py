"""Cables in files: several ports per end, named by device and port."""

from types import SimpleNamespace
from typing import Any

import pytest
from writes import Build, make

from inventory.dcim.models import Cable
from inventory.declare.registry import specs
from inventory.declare.tabular import dump, load, store


@pytest.fixture
def ports(room: SimpleNamespace, device: Build) -> dict[str, Any]:
    found = {}
    for name, count in (("core", 1), ("leaf", 4)):
        made = device(name)
        for at in range(1, count + 1):
            found[f"{name}{at}"] = make("dcim.interface", device=made, name=f"GE0/0/{at}", type="10gbase-x-sfpp")
    panel = device("panel", device_type=room.shallow)
    rear = make("dcim.rearport", device=panel, name="1", type="lc")
    make("dcim.frontport", device=panel, name="1", type="lc", rear_port=rear)
    return found


def stored(text: str) -> list[Any]:
    return store(specs["dcim.cable"], load(text.encode(), "csv"), user=None, dry_run=False)


def test_a_cable_of_several_ports_per_end_comes_from_a_file_and_goes_back_into_one(ports: dict[str, Any]) -> None:
    text = (
        "label,type,profile,a_terminations,b_terminations\n"
        "X1,mmf-om4,breakout-1c4p-4c1p,core / GE0/0/1,"
        "leaf / GE0/0/1; leaf / GE0/0/2; port / leaf / GE0/0/3；信息港 / leaf / GE0/0/4\n"
    )
    (row,) = stored(text)
    assert (row.state, row.problems) == ("new", {})
    cable = Cable.objects.get()
    assert [end.termination_id for end in cable.terminations.filter(cable_end="B").order_by("connector")] == [
        ports[f"leaf{at}"].pk for at in range(1, 5)
    ]
    written = b"".join(dump(specs["dcim.cable"], [cable.pk], "csv")).decode("utf-8-sig")
    assert "dcim.interface: port / core / GE0/0/1" in written
    (again,) = stored(written)
    assert again.state == "same"


@pytest.mark.parametrize(
    ("a", "part"),
    [
        ("core", "device / port"),
        ("core / GE9", "There is no port “core / GE9”."),
        ("panel / 1", "dcim.frontport, dcim.rearport"),
        ("dcim.site: core / GE0/0/1", "dcim.site"),
        ("elsewhere / core / GE0/0/1", "no port"),
    ],
)
def test_ends_that_name_no_port_or_several_are_refused(ports: dict[str, Any], a: str, part: str) -> None:
    del ports
    (row,) = stored(f"a_terminations,b_terminations\n{a},leaf / GE0/0/1\n")
    assert row.state == "refused"
    assert part in row.problems["a_terminations"][0]


def test_the_kind_tells_ports_of_one_name_apart(ports: dict[str, Any]) -> None:
    del ports
    (row,) = stored("a_terminations,b_terminations\ndcim.frontport: panel / 1,leaf / GE0/0/1\n")
    assert row.state == "new"
