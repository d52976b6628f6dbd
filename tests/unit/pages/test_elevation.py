"""A rack's drawing says what is where, on both faces, and where something could still go."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from infoport.drawings.elevation import FACES, Frame, Mounted, Reserved, Size, elevation

UNIT = 18

SVG = "{http://www.w3.org/2000/svg}"
CORE = Mounted("core01", "/dcim/devices/1/", 10, 4, "front", True, "S12708", "core", "aa1409", "ok", "OK")
PANEL = Mounted("odf01", "/dcim/devices/2/", 42, 1, "front", False)
OOB = Mounted("oob01", "/dcim/devices/3/", 42, 1, "rear", False)
RACK = Frame("A01", 42, (CORE, PANEL, OOB), add_url="/dcim/devices/add/?rack=7")


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg class", '<svg xmlns="http://www.w3.org/2000/svg" class', 1))


def links(svg: str) -> dict[str, str]:
    return {a.attrib["href"]: a.attrib["aria-label"] for a in parse(svg).iter(f"{SVG}a")}


def test_a_device_links_to_its_page_and_says_what_and_where_it_is() -> None:
    assert links(elevation(RACK, "front"))["/dcim/devices/1/"] == "core01, S12708, core, 10–13U, OK"


def test_a_device_of_full_depth_shows_from_behind_and_a_half_deep_one_does_not() -> None:
    rear = links(elevation(RACK, "rear"))
    assert rear["/dcim/devices/1/"].startswith("core01")
    assert "whole depth" in rear["/dcim/devices/1/"]
    assert "/dcim/devices/2/" not in rear
    assert rear["/dcim/devices/3/"] == "oob01, 42U, half depth"


def test_a_free_unit_leads_to_the_form_with_rack_position_and_face() -> None:
    assert links(elevation(RACK, "rear"))["/dcim/devices/add/?rack=7&position=9&face=rear"].startswith("unit 9 is free")


def test_units_in_use_are_not_offered() -> None:
    offered = "\n".join(links(elevation(RACK, "front")))
    assert not re.search(r"position=(10|11|12|13|42)&", offered)
    assert "position=41&" in offered


def test_only_the_lowest_unit_of_a_free_run_is_a_tab_stop() -> None:
    free = [a for a in parse(elevation(RACK, "front")).iter(f"{SVG}a") if a.attrib.get("class") == "k-free"]
    assert len(free) == 37
    assert [a.attrib["href"].split("position=")[1] for a in free if "tabindex" not in a.attrib] == [
        "1&face=front",
        "14&face=front",
    ]


def test_free_units_of_a_reader_are_no_links() -> None:
    assert "k-free" not in elevation(Frame("A01", 42), "front")


def test_the_whole_is_named_for_who_cannot_see_it() -> None:
    root = parse(elevation(RACK, "front"))
    assert root.attrib["role"] == "group"
    assert root.attrib["aria-label"] == "front of A01: 42 units, 37 free"


@pytest.mark.parametrize(("descending", "top"), [(False, 7 + (42 - 13) * UNIT), (True, 7 + 9 * UNIT)])
def test_units_are_counted_from_the_bottom_unless_they_descend(descending: bool, top: int) -> None:
    frame = Frame("A01", 42, (CORE,), descending=descending)
    box = next(each for each in parse(elevation(frame)).iter(f"{SVG}rect") if "k-dev" in each.attrib["class"])
    assert float(box.attrib["y"]) == top + 0.5
    assert float(box.attrib["height"]) == 4 * UNIT - 1


def test_a_rack_may_begin_at_another_unit() -> None:
    frame = Frame("W", 6, (Mounted("ups", "/u/", 10, 1),), starting_unit=10)
    assert frame.used() == 1
    assert frame.free("front") == (11, 12, 13, 14, 15)


def test_half_a_unit_takes_the_whole_one() -> None:
    assert Frame("A", 4, (Mounted("half", "/h/", 2.5, 0.5),)).free("front") == (1, 3, 4)


def test_the_drawing_has_no_style_and_escapes_what_people_typed() -> None:
    svg = elevation(Frame("<b>", 2, (Mounted('"&<x>', "/x/?a=1&b=2", 1, 1, color="ff0000"),)), "front")
    assert "style=" not in svg
    assert "<b>" not in svg
    assert next(iter(links(svg))) == "/x/?a=1&b=2"


def test_a_long_name_is_cut_but_still_said() -> None:
    name = "信息港机房核心交换机备用引擎板卡位置说明文字很长"
    svg = elevation(Frame("A", 2, (Mounted(name, "/x/", 1, 1),)))
    assert f'aria-label="{name}' in svg
    assert "…</text>" in svg


def test_a_drawing_that_stands_alone_brings_its_own_colours() -> None:
    svg = elevation(RACK, "front", alone=True)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert 'class="k-frame" fill="#' in svg


@given(
    st.integers(1, 60),
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9), st.sampled_from([*FACES, None]), st.booleans())),
)
def test_free_and_used_units_never_exceed_the_rack(height: int, placed: list[tuple[int, int, object, bool]]) -> None:
    devices = tuple(Mounted(f"d{at}", f"/{at}/", at, tall, face, deep) for at, tall, face, deep in placed)  # type: ignore[arg-type]
    frame = Frame("R", height, devices)
    for face in FACES:
        assert set(frame.free(face)) <= set(frame.units)
        ET.fromstring(elevation(frame, face, alone=True))
    assert 0 <= frame.used() <= height


def test_reserved_units_name_who_they_are_kept_for():
    kept = Reserved((2, 3), "财政局 · 新存储", "/dcim/rack-reservations/7/")
    frame = Frame("A01", 4, reserved=(kept,), add_url="/add/?")
    drawn = elevation(frame)
    assert drawn.count('class="k-resv"') == 2
    assert drawn.count('href="/dcim/rack-reservations/7/"') == 2
    assert "财政局 · 新存储" in drawn
    assert drawn.count('class="k-free"') == 2


def test_a_picture_of_stated_size_says_its_width_and_height():
    drawn = elevation(Frame("A01", 12), alone=True, size=Size(22, 30, 220, 8.5))
    assert 'width="269" height="281"' in drawn
