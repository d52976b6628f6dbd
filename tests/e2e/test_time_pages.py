"""Going back in time, undoing and finding out in a browser: by clicks alone, readable in both themes and widths."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from inventory.dcim.models import Rack, Site
from inventory.declare.history import Actor, acting, recorded
from inventory.users.models import User
from tests.e2e.looks import NARROW, RULES, WIDE, sign_in


@pytest.fixture
def site(chromium: Browser, transactional_db: None) -> Site:
    """A site with two racks, one of them renamed since."""
    del chromium, transactional_db
    User.objects.create_superuser("sunli", password="correct horse")
    with acting(Actor(user_name="sunli")), recorded("set-up"):
        made = Site.objects.create(name="信息港 Info Port", slug="xxg", status="active", facility="east")
        for name in ("R01", "R02"):
            Rack.objects.create(name=name, site=made)
    Site.objects.update(description="complete")
    Rack.objects.filter(name="R02").update(name="R02-new")
    return made


@pytest.fixture
def page(chromium: Browser, site: Site, live_server: LiveServer) -> Iterator[Page]:
    """Signed in."""
    del site
    context = chromium.new_context(base_url=live_server.url, locale="en", viewport=WIDE)
    with closing(context):
        sign_in(context, live_server.url, User.objects.get(username="sunli"))
        yield context.new_page()


def test_a_save_is_undone_by_three_clicks(page: Page, site: Site) -> None:
    page.goto(f"/dcim/sites/{site.pk}/edit/")
    page.locator("#id_facility").fill("west")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#flash").get_by_role("link", name="Undo…").click()
    expect(page.get_by_text("What undoing does")).to_be_visible()
    page.get_by_role("button", name="Undo for 1 object").click()
    expect(page.locator("#flash")).to_contain_text("1 object is as it was")
    site.refresh_from_db()
    assert site.facility == "east"


def test_the_past_is_entered_kept_by_links_and_left(page: Page, site: Site) -> None:
    page.goto(f"/dcim/sites/{site.pk}/history/")
    page.get_by_role("link", name="As of then").first.click()
    expect(page.locator("header.top")).to_have_class("top past")
    page.get_by_role("navigation", name="Parts of this page").get_by_role("link", name="Racks").click()
    expect(page.locator("header.top")).to_have_class("top past")
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    page.get_by_role("link", name="R02", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("R02")
    page.get_by_role("link", name="Back to now").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("R02-new")
    expect(page.locator("header.top")).to_have_class("top")
    page.locator("details.as-of summary").click()
    expect(page.get_by_label("This page as it was at")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_the_pages_fit_and_nothing_bars_anyone(page: Page, site: Site, theme: str, viewport: dict[str, int]) -> None:
    page.set_viewport_size(viewport)  # type: ignore[arg-type]  # a plain dictionary of the two sizes
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its words
    Site.objects.filter(pk=site.pk).update(facility="west")
    page.goto(f"/dcim/sites/{site.pk}/history/")
    link = page.get_by_role("link", name="Undo…").first.get_attribute("href") or ""
    past = page.get_by_role("link", name="As of then").first.get_attribute("href") or ""
    for address in (link, past, "/core/between/", f"/dcim/sites/{site.pk}/problems/", f"/dcim/sites/{site.pk}/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        wrong = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]]
        assert wrong == [], address
