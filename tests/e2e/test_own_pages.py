"""The overview, the audit, racks and devices in a browser: both languages, both themes, wide and narrow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from inventory.dcim.models import Interface
from inventory.ipam.models import Prefix
from inventory.reconcile.models import Difference
from inventory.users.models import User
from tests.db.pages.cities import City, build
from tests.e2e.looks import NARROW, RULES, WIDE, listened, sign_in

LANGUAGES = {"en": "en", "zh-hans": "zh-CN"}
# Each language with each width, each theme with each width: what breaks in one combination breaks in its neighbours.
LOOKS = {"en": (("light", WIDE), ("dark", NARROW)), "zh-hans": (("dark", WIDE), ("light", NARROW))}


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """Deeds are done in English; how pages look is judged in both."""
    return str(getattr(request, "param", "en"))


@pytest.fixture
def city(chromium: Browser, transactional_db: None) -> City:
    """Polled and compared."""
    del chromium, transactional_db
    city = build()
    city.poll(city.deviating())
    city.audit()
    return city


@pytest.fixture
def page(chromium: Browser, city: City, live_server: LiveServer, language: str) -> Iterator[Page]:
    """A signed-in page that must not complain in its console."""
    del city
    context = chromium.new_context(base_url=live_server.url, locale=LANGUAGES[language], viewport=WIDE)
    sign_in(context, live_server.url, User.objects.create(username="sunli", is_superuser=True))
    page = context.new_page()
    complaints = listened(page)
    yield page
    context.close()
    assert complaints == []


def shown(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_the_overview_counts_and_renews_itself(page: Page, city: City) -> None:
    shown(page, "/")
    expect(page.get_by_text("acc01 GigabitEthernet1/0/3")).to_be_visible()
    expect(page.locator(f'a[href="/audit/differences/{city.one("interface.description").pk}/"]')).to_be_visible()
    city.poll(silent=[city.core])
    expect(page.get_by_text("no answer in 6 s")).to_be_visible(timeout=15_000)


def test_j_and_a_accept_the_difference_under_the_cursor(page: Page, city: City) -> None:
    row = city.one("interface.description")
    shown(page, "/audit/differences/?topic=ports")
    page.keyboard.press("j")
    page.keyboard.press("a")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("+ ")
    expect(dialog).to_contain_text("printer")
    dialog.locator("button[type=submit].primary").click()
    expect(page.locator("#flash .note.ok")).to_be_visible()
    expect(page.locator(f"#difference-{row.pk}")).to_have_count(0)
    assert Interface.objects.get(pk=row.subject_id).description == "printer"


def test_i_ignores_with_a_day_and_a_reason(page: Page, city: City) -> None:
    row = city.one("interface.description")
    shown(page, "/audit/differences/?topic=ports")
    page.keyboard.press("j")
    page.keyboard.press("i")
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=until]").fill("2099-01-01")
    dialog.locator("[name=reason]").fill("project 12")
    dialog.locator("button[type=submit].primary").click()
    expect(page.locator("#flash .note.ok")).to_be_visible()
    expect(page.locator(f"#difference-{row.pk}")).to_have_count(0)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("ignored", "project 12")


def test_ticked_ones_are_previewed_and_accepted_together(page: Page, city: City) -> None:
    shown(page, "/audit/differences/")
    for key in ("j", "x", "j", "x", "a"):
        page.keyboard.press(key)
    page.wait_for_url("**/accept/")
    expect(page.locator("[data-row]:checked")).to_have_count(2)
    page.locator("button[type=submit].primary").click()
    expect(page.locator("#flash .note.ok")).to_be_visible()
    assert not Difference.objects.filter(closed=None).exists()
    assert Interface.objects.get(pk=city.port(city.access, 3).pk).description == "printer"


def test_a_row_opens_its_evidence_beside_the_list(page: Page, city: City) -> None:
    row = city.one("interface.description")
    shown(page, "/audit/differences/?topic=ports")
    page.keyboard.press("j")
    page.keyboard.press("o")
    drawer = page.locator("#drawer .drawer")
    expect(drawer).to_contain_text("printer")
    expect(drawer.locator("h2")).to_be_focused()
    assert page.url.endswith("topic=ports")
    drawer.locator(f'a[href="/audit/differences/{row.pk}/"]').click()
    page.wait_for_url(f"**/audit/differences/{row.pk}/")


def test_a_unit_of_the_rack_leads_to_its_device_and_a_free_one_to_the_form(page: Page, city: City) -> None:
    shown(page, f"/dcim/racks/elevations/?location={city.room.pk}")
    page.locator(f'svg.rack a[href="/dcim/devices/{city.core.pk}/"]').click()
    page.wait_for_url(f"**/dcim/devices/{city.core.pk}/")
    page.go_back()
    page.locator('svg.rack a[href*="position=9&face=front"]').click()
    page.wait_for_url(f"**/dcim/devices/add/?*rack={city.rack.pk}&position=9&face=front")


def paths(city: City) -> list[str]:
    row = f"/audit/differences/{city.one('interface.description').pk}/"
    device, rack = f"/dcim/devices/{city.access.pk}/", f"/dcim/racks/{city.rack.pk}/"
    return [
        "/", "/?density=wall", "/audit/differences/", "/audit/differences/?group=device", row, f"{row}accept/",
        f"{row}ignore/", f"/audit/differences/?open={city.one('interface.description').pk}",
        "/audit/collection/?state=all", "/dcim/racks/elevations/", f"/dcim/racks/elevations/?location={city.room.pk}",
        rack, device, f"{device}observed/", f"/dcim/locations/{city.room.pk}/",
        f"/services/application-services/{city.service.pk}/", f"/segments/segments/{city.segment.pk}/",
        f"/ipam/prefixes/{Prefix.objects.create(prefix='10.9.9.0/24').pk}/",
    ]  # fmt: skip


def complaints_of(page: Page, axe: Axe) -> Iterator[str]:
    for each in axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]:
        yield f"{each['id']} {each['nodes'][0]['html'][:160]}"
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "scrolls sideways"


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
def test_pages_are_accessible_and_fit_any_screen_in_both_themes(page: Page, city: City, language: str) -> None:
    axe = Axe()
    wrong: list[str] = []
    for path in paths(city):
        for theme, size in LOOKS[language]:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(path)
            expect(page.locator("html")).to_have_attribute("lang", language)
            page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
            wrong += [f"{path} {theme} {size['width']}: {each}" for each in complaints_of(page, axe)]
    assert not wrong, "\n".join(wrong)
