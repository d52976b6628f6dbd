"""The maps in a browser: drawn, searched by keyboard, filtered, explained; at phone width and in the dark."""

import time
from collections.abc import Iterator

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from infoport.drawings.layout import arrange
from infoport.reports.topology.shapes import Edge, Frame, Map, Node
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from inventory.users.models import User
from tests.db.pages.cities import City, build
from tests.e2e.looks import NARROW, RULES, WIDE, listened, sign_in

LOOKS = {"en-light-wide": ("en", "light", WIDE), "zh-dark-narrow": ("zh-CN", "dark", NARROW)}
MANY = 2000
READY_SECONDS = 15
"""For 2,000 nodes on a busy machine of two cores; measured: about 2.5 s alone."""


@pytest.fixture
def city(chromium: Browser, transactional_db: None) -> City:
    del chromium, transactional_db
    city = build()
    city.poll(city.stated())
    return city


@pytest.fixture(params=LOOKS)
def page(chromium: Browser, city: City, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A signed-in page that must not complain in its console."""
    del city
    language, scheme, size = LOOKS[request.param]
    context = chromium.new_context(
        base_url=live_server.url, locale=language, viewport=size, color_scheme="dark" if scheme == "dark" else "light"
    )
    sign_in(context, live_server.url, User.objects.create(username="sunli", is_superuser=True))
    page = context.new_page()
    complaints = listened(page)
    yield page
    context.close()
    assert complaints == []


def test_a_device_is_found_by_keyboard_and_its_link_explained(page: Page, city: City) -> None:
    page.goto("/topology/l2/?hosts=true")
    expect(page.locator("#map")).to_have_attribute("data-ready", "2")
    expect(page.locator("[data-verdict=agrees] [data-count]")).to_have_text("1")
    page.locator("#map-find").fill("acc")
    expect(page.locator("#map-hits [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_have_attribute("data-chosen", f"d{city.access.pk}")
    page.locator("#map-side .map-links button").click()
    expect(page.locator("#map-side")).to_contain_text("core01 GigabitEthernet1/0/1")
    expect(page.locator("#map-side .map-why li").first).to_contain_text("LLDP")
    page.locator("#map").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#map")).to_have_attribute("data-chosen", "")
    page.keyboard.press("+")
    page.locator("[data-verdict=agrees]").click()
    expect(page.locator("[data-verdict=agrees]")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("scrollTo(0, 0)")  # what the top bar hides by halves is no smaller for it
    violations = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []


def test_layer_3_and_the_table_stand(page: Page, city: City) -> None:
    page.goto("/topology/l3/?hosts=true")
    expect(page.locator("#map")).to_have_attribute("data-ready", "2")
    page.goto("/topology/l2/table/?hosts=true")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text(city.core.name or "")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def big() -> bytes:
    """A map of 2,000 devices and 3,000 links."""
    keys = [f"d{at}" for at in range(1, MANY + 1)]
    groups = {key: f"s{at % 20}" for at, key in enumerate(keys)}
    pairs = [(keys[at // 40], keys[at]) for at in range(40, MANY)] + [
        (keys[at % 40], keys[at]) for at in range(MANY - 1040, MANY)
    ]
    spots, frames = arrange(groups, pairs, {key: float(at < 40) for at, key in enumerate(keys)})
    return msgspec.json.encode(
        Map(
            layer=2,
            nodes=tuple(
                Node(id=key, kind="device", name=f"switch-{key}", group=groups[key], state="ok", degree=2,
                     x=spots[key].x, y=spots[key].y) for key in keys
            ),
            edges=tuple(
                Edge(id=at, a=one, b=other, verdict="agrees", confidence="certain")
                for at, (one, other) in enumerate(pairs)
            ),
            frames=tuple(
                Frame(id=key, name=key, x=each.x, y=each.y, width=each.width, height=each.height)
                for key, each in frames.items()
            ),
            verdicts={"agrees": len(pairs), "missing": 0, "unexpected": 0, "unknown": 0}, hidden=0, unlinked=0,
        )
    )  # fmt: skip


@pytest.mark.parametrize("page", ["en-light-wide"], indirect=True)
def test_two_thousand_nodes_are_drawn_and_searched_in_good_time(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    body = big()

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="application/json")

    page.route("**/topology/l2/data/*", answer)
    begin = time.monotonic()
    page.goto("/topology/l2/")
    expect(page.locator("#map")).to_have_attribute("data-ready", str(MANY), timeout=READY_SECONDS * 1000)
    drawn = time.monotonic() - begin
    begin = time.monotonic()
    page.locator("#map-find").fill("switch-d1999")
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_have_attribute("data-chosen", "d1999")
    found = time.monotonic() - begin
    with capsys.disabled():
        print(f"\nmap of {MANY} nodes: drawn in {drawn:.1f} s, searched in {found:.1f} s")
    assert drawn < READY_SECONDS
