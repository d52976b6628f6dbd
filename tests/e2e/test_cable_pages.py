"""A cable's way in a browser: drawn, readable wide and narrow, light and dark, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from inventory.dcim.models import Cable, FrontPort, Interface, RearPort
from inventory.dcim.rules.cables import connect
from tests.db.pages.cities import City
from tests.e2e.test_own_pages import LOOKS, city, complaints_of, language, page  # noqa: F401 - fixtures

SMALLEST = 9.0
"""Pixels: what the smallest words of the drawing may measure on the screen."""


@pytest.fixture
def patched(city: City) -> Interface:  # noqa: F811 - the fixture above
    """An interface that leads through a patch panel to another."""
    near = Interface.objects.create(device=city.core, name="XGigabitEthernet1/0/11", type="10gbase-x-sfpp")
    far = Interface.objects.create(device=city.access, name="XGigabitEthernet0/0/1", type="10gbase-x-sfpp")
    rear = RearPort.objects.create(device=city.access, name="R1", type="lc")
    front = FrontPort.objects.create(device=city.access, name="F1", type="lc", rear_port=rear)
    connect(Cable.objects.create(label="光纤 12", color="ffeb3b", type="smf-os2"), [near], [front])
    connect(Cable.objects.create(status="planned", type="smf-os2", length=5200, length_unit="m"), [rear], [far])
    return near


def test_a_cable_trace_is_a_readable_drawing_that_leads_on(
    page: Page,  # noqa: F811 - the fixture above
    patched: Interface,
    language: str,  # noqa: F811 - as above
) -> None:
    axe = Axe()
    for theme, size in LOOKS[language]:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # two whole numbers
        page.goto(f"/dcim/interfaces/{patched.pk}/trace/")
        page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
        drawing = page.locator("svg.trace")
        expect(drawing).to_be_visible()
        for words in ("XGigabitEthernet1/0/11", "光纤 12", "F1", "R1", "5200 m"):
            expect(drawing.locator("text").filter(has_text=words).first).to_be_visible()
        heights = drawing.locator("text").evaluate_all("texts => texts.map(t => t.getBoundingClientRect().height)")
        assert min(heights) >= SMALLEST
        assert list(complaints_of(page, axe)) == []
    page.locator("svg.trace a").filter(has_text="光纤 12").click()
    page.wait_for_url("**/dcim/cables/*/")
    expect(page.locator("svg.trace")).to_be_visible()
