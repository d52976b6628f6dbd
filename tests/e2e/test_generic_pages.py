"""Derived pages in a browser: the ways a person takes through lists, forms and search, in both languages and themes."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from inventory.dcim.models import Device, DeviceRole, DeviceType, Interface, Manufacturer, Site
from inventory.declare.history import Actor, acting, recorded
from inventory.users.models import User
from tests.e2e.looks import NARROW, RULES, WIDE, listened, sign_in

DEVICES = 60


@pytest.fixture
def city(chromium: Browser, transactional_db: None) -> Site:
    """Two sites, two roles, sixty devices of which every other is planned, and a user."""
    del chromium, transactional_db
    User.objects.create_superuser("sunli", password="correct horse")
    with acting(Actor(user_name="sunli")), recorded("set-up"):
        maker = Manufacturer.objects.create(name="华为 Huawei", slug="huawei")
        kind = DeviceType.objects.create(manufacturer=maker, model="S5735", slug="s5735", u_height=1)
        here = Site.objects.create(name="信息港 Info Port", slug="xxg", status="active")
        there = Site.objects.create(name="政务中心 Government Centre", slug="zwzx", status="active")
        roles = [
            DeviceRole.objects.create(name=name, slug=name, color=color)
            for name, color in (("access", "2980b9"), ("core", "c0392b"))
        ]
        for number in range(DEVICES):
            Device.objects.create(
                name=f"sw-{number}", device_type=kind, role=roles[number % 2], site=there if number % 5 else here,
                status="planned" if number % 2 else "active", comments="# 机房\n- one\n- two",
            )  # fmt: skip
        Interface.objects.create(device=Device.objects.get(name="sw-0"), name="GE0/0/1", type="1000base-t")
    return here


@pytest.fixture
def context(chromium: Browser, city: Site, live_server: LiveServer) -> Iterator[BrowserContext]:
    del city
    context = chromium.new_context(base_url=live_server.url, locale="en", viewport=WIDE)
    with closing(context):
        yield context


@pytest.fixture
def page(context: BrowserContext, live_server: LiveServer) -> Iterator[Page]:
    """A signed-in page that must not complain in its console."""
    sign_in(context, live_server.url, User.objects.get(username="sunli"))
    page = context.new_page()
    complaints = listened(page)
    yield page
    refusals = [text for text in complaints if "the server responded with a status of 4" not in text]
    assert refusals == []


def test_signing_in_leads_to_the_page_one_wanted(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/dcim/devices/?status=active")
    page.get_by_label("User name").fill("sunli")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("You are not signed in")
    page.get_by_label("User name").fill("sunli")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/dcim/devices/?status=active")
    expect(page.locator("h1")).to_contain_text("Devices 60")
    page.locator("summary[aria-label=sunli]").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url("/login/")


def test_a_list_is_narrowed_sorted_and_paged_without_leaving_it(page: Page) -> None:
    page.goto("/dcim/devices/")
    expect(page.locator("tbody tr")).to_have_count(50)
    page.locator("aside").get_by_role("link", name="Planned 30").click()
    expect(page.locator("tbody tr")).to_have_count(30)
    expect(page).to_have_url("/dcim/devices/?status=planned")
    page.locator("aside").get_by_role("link", name="信息港 Info Port 6").click()
    expect(page.locator("tbody tr")).to_have_count(6)
    page.get_by_role("link", name="Name ↑").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Name")
    expect(page.locator("tbody td.name").first).to_have_text("sw-55")
    page.locator(".chip.on", has_text="Status: Planned").click()
    expect(page.locator("tbody tr")).to_have_count(12)
    page.get_by_label("Search in this list").fill("sw-5")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(12)


def test_a_condition_is_added_with_a_searchable_value(page: Page) -> None:
    page.goto("/dcim/devices/")
    page.keyboard.press("f")
    page.get_by_label("Field").select_option(label="Site")
    box = page.locator("#condition-value + .ts-wrapper input, .ts-wrapper input").first
    box.click()
    box.fill("政务")
    page.get_by_role("option", name="政务中心").click()
    page.get_by_role("button", name="Add condition").click()
    expect(page.locator(".chip.on")).to_contain_text("Site: 政务中心 Government Centre")
    expect(page.locator("h1")).to_contain_text("60")
    expect(page.get_by_label("Pages of this list")).to_contain_text("48")


def test_an_object_is_added_edited_and_deleted(page: Page) -> None:
    page.goto("/dcim/devices/")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("New device")
    page.get_by_label("Name", exact=True).fill("fw-1")
    for label, words, wanted in (("Device type", "S57", "S5735"), ("Role", "core", "core"), ("Site", "信息", "信息港")):
        box = page.locator(".ts-wrapper", has=page.locator(f"[aria-label='{label}']")).locator("input")
        box.click()
        box.fill(words)
        page.locator(".ts-dropdown-content").get_by_text(wanted).first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_contain_text("fw-1")
    expect(page.locator("#flash")).to_contain_text("added")
    assert Device.objects.get(name="fw-1").role.slug == "core"

    page.keyboard.press("e")
    page.get_by_label("Serial number").fill("2102351BTJ10K8000021")
    page.get_by_label("Position (U)").fill("-3")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    expect(page.get_by_label("Serial number")).to_have_value("2102351BTJ10K8000021")
    page.get_by_label("Position (U)").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#main")).to_contain_text("2102351BTJ10K8000021")
    page.get_by_role("link", name="History").click()
    expect(page.locator("#main")).to_contain_text("Serial number")

    page.locator("summary[aria-label=More]").click()
    page.get_by_role("link", name="Delete…").click()
    expect(page.get_by_role("link", name="Keep")).to_be_focused()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#flash")).to_contain_text("deleted")
    assert not Device.objects.filter(name="fw-1").exists()


def test_ticked_rows_are_edited_together_after_a_preview(page: Page) -> None:
    page.goto("/dcim/devices/")
    expect(page.locator(".bulk")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator("[data-row]").nth(2).click()
    expect(page.locator(".bulk")).to_contain_text("2 selected")
    page.locator(".bulk button", has_text="Edit").click()
    page.get_by_label("Change Status").check()
    page.get_by_label("Status", exact=True).select_option("offline")
    page.get_by_role("button", name="Preview…").click()
    expect(page.locator("table").first).to_contain_text("Status")
    assert Device.objects.filter(status="offline").count() == 0
    page.get_by_role("button", name="Change 2 devices").click()
    expect(page.locator("#flash")).to_contain_text("2 of 2")
    assert Device.objects.filter(status="offline").count() == 2


def test_ctrl_k_finds_an_object_and_opens_it(page: Page) -> None:
    page.goto("/dcim/sites/")
    page.keyboard.press("Control+k")
    page.locator("#command").fill("sw-17")
    expect(page.locator("#command-list")).to_contain_text("sw-17")
    page.locator("#command-list [role=option]", has_text="sw-17").click()
    expect(page.locator("h1")).to_contain_text("sw-17")


def test_language_and_theme_are_kept(page: Page) -> None:
    page.goto("/dcim/devices/")
    page.get_by_role("button", name="Dark").first.click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator("header").get_by_role("button", name="中文").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.goto("/dcim/sites/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    user = User.objects.get(username="sunli")
    assert (user.preferences["theme"], user.preferences["language"]) == ("dark", "zh-hans")


def pages() -> list[str]:
    """One address of each kind of derived page."""
    device, site = Device.objects.get(name="sw-0"), Site.objects.get(slug="xxg")
    return [
        "/dcim/devices/", "/dcim/devices/?status=planned&_part=condition", "/dcim/devices/?name=nobody",
        "/dcim/devices/?no_such=1", f"/dcim/devices/{device.pk}/", f"/dcim/sites/{site.pk}/devices/",
        f"/dcim/devices/{device.pk}/history/", "/dcim/devices/add/", f"/dcim/devices/{device.pk}/edit/",
        f"/dcim/sites/{site.pk}/delete/", f"/dcim/devices/{device.pk}/delete/", "/dcim/devices/import/",
        "/search/?q=sw-1", "/types/", "/docs/dcim.device/", "/core/object-changes/", "/dcim/devices/99999/",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "theme", "size"), [("en", "light", WIDE), ("zh-hans", "dark", WIDE), ("zh-hans", "light", NARROW)]
)
def test_every_kind_of_page_is_accessible_and_never_scrolls_sideways(
    page: Page, live_server: LiveServer, language: str, theme: str, size: dict[str, int]
) -> None:
    User.objects.filter(username="sunli").update(preferences={"theme": theme})
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
    page.set_viewport_size(size)  # type: ignore[arg-type]
    axe = Axe()
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    for path in pages():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        expect(page.locator("html")).to_have_attribute("lang", language)
        found = axe.run(page, options=options)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        if size is WIDE:
            assert page.evaluate(
                "[...document.querySelectorAll('.t-wrap')].every(e => e.scrollWidth <= e.clientWidth)"
            ), path
