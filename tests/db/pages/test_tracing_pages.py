"""The pages of cables: a path drawn, and many ports connected with a preview and undo."""

import re

import pytest
from django.test import Client

from inventory.dcim.models import Cable, FrontPort, Interface, RearPort
from inventory.dcim.rules.cables import connect
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant


@pytest.fixture
def patched(city: City) -> tuple[Interface, Interface]:
    """An interface of the core switch leads through a panel of the access switch to one of its interfaces."""
    a = Interface.objects.create(device=city.core, name="patched", type="1000base-t")
    b = Interface.objects.create(device=city.access, name="far", type="1000base-t")
    rear = RearPort.objects.create(device=city.access, name="R", type="lc")
    front = FrontPort.objects.create(device=city.access, name="F", type="lc", rear_port=rear)
    connect(Cable.objects.create(label="红线", color="aa1409", type="smf", length=3, length_unit="m"), [a], [front])
    connect(Cable.objects.create(status="planned"), [rear], [b])
    return a, b


def test_a_trace_is_drawn_with_its_devices_ports_and_cables(browser: Client, patched: tuple[Interface, ...]) -> None:
    page = browser.get(f"/dcim/interfaces/{patched[0].pk}/trace/").content.decode()
    drawing = re.search(r"<svg[^>]*class=\"trace\".*?</svg>", page, re.DOTALL)
    assert drawing
    assert all(words in drawing[0] for words in ("红线", "3 m", "patched", "far", 'stroke="#aa1409"', "Planned"))
    assert "not all cables are in place" in page
    assert f'href="/dcim/cables/{patched[0].pk}' not in page


@pytest.mark.parametrize("kind", ["interfaces", "cables", "front-ports"])
def test_pages_of_ports_and_cables_show_the_trace(browser: Client, patched: tuple[Interface, ...], kind: str) -> None:
    key = {"interfaces": patched[0].pk, "cables": Cable.objects.get(label="红线").pk}.get(kind)
    page = browser.get(f"/dcim/{kind}/{key or FrontPort.objects.get(name='F').pk}/").content.decode()
    assert 'class="trace"' in page
    assert "/trace/" in page


def test_a_trace_is_kept_as_a_file(browser: Client, patched: tuple[Interface, ...]) -> None:
    answer = browser.get(f"/dcim/interfaces/{patched[0].pk}/trace/?render=svg")
    assert answer["Content-Type"].startswith("image/svg+xml")


def test_a_port_without_a_cable_has_nothing_to_draw(browser: Client, city: City) -> None:
    free = Interface.objects.create(device=city.core, name="free", type="1000base-t")
    assert "No cable is plugged in" in browser.get(f"/dcim/interfaces/{free.pk}/trace/").content.decode()
    assert browser.get("/dcim/interfaces/999999/trace/").status_code == 404


def test_a_circuit_shows_what_passes_it(browser: Client, city: City) -> None:
    del city
    assert browser.get("/circuits/circuit-terminations/999999/trace/").status_code == 404


def test_ports_are_connected_after_a_preview_and_undone(browser: Client, city: City) -> None:
    for at in (1, 2, 3):
        for device in (city.core, city.access):
            Interface.objects.create(device=device, name=f"X{at}", type="10gbase-x-sfpp")
    before = Cable.objects.count()
    form = {"a": city.core.pk, "b": city.access.pk, "a_ports": "X1-3", "b_ports": "X1-3", "label": "T{n}"}
    page = browser.post("/dcim/cables/connect/", form | {"_step": "preview"}).content.decode()
    assert page.count(">X2<") == 2
    assert Cable.objects.count() == before
    done = browser.post("/dcim/cables/connect/", form | {"_step": "all"}, follow=True)
    assert Cable.objects.filter(label__in=["T1", "T2", "T3"]).count() == 3
    token = re.search(r'name="done" value="([^"]+)"', done.content.decode())
    assert token
    browser.post("/dcim/cables/connect/undo/", {"done": token[1]})
    assert Cable.objects.count() == before


def test_a_run_that_is_not_there_is_told_at_its_field(browser: Client, city: City) -> None:
    form = {"a": city.core.pk, "b": city.access.pk, "a_ports": "X9", "_step": "all"}
    page = browser.post("/dcim/cables/connect/", form).content.decode()
    assert "has no such port: X9" in page


def test_connecting_needs_the_right_to_add_cables(grant: Grant, city: City) -> None:
    del city
    assert grant("dcim.device", "view").get("/dcim/cables/connect/").status_code == 403


def test_a_forged_undo_deletes_nothing(browser: Client, patched: tuple[Interface, ...]) -> None:
    del patched
    browser.post("/dcim/cables/connect/undo/", {"done": "WzFd:forged"})
    assert Cable.objects.count() >= 2
