"""The archive of configurations in a browser: both languages, wide and narrow, light and dark."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from inventory.configs import verdicts
from inventory.configs.archiving import Fetched, keep
from inventory.configs.models import ArchivePolicy, ComplianceRule
from inventory.users.models import User
from tests.db.pages.cities import City, build
from tests.e2e.looks import NARROW, RULES, WIDE, listened, sign_in

LOOKS = {"en-light-wide": ("en", "light", WIDE), "zh-dark-narrow": ("zh-CN", "dark", NARROW)}
TEXT = (
    "#\nsysname core\n#\n"
    + "".join(f"interface Vlanif{n}\n description floor {n}\n#\n" for n in range(60))
    + "return\n"
)


@pytest.fixture
def city(chromium: Browser, transactional_db: None, tmp_path: Path, settings: Any) -> City:
    del chromium, transactional_db
    settings.DATA_DIRECTORY = tmp_path
    city = build()
    ArchivePolicy.objects.create(name="all")
    ComplianceRule.objects.create(name="no floors", block="^interface", must_not="floor 1$")
    yesterday = timezone.now() - dt.timedelta(days=1)
    keep([Fetched(city.core.pk, TEXT, 2, "schedule", "", yesterday)])
    keep([Fetched(city.core.pk, TEXT.replace("floor 7\n", "ground 7\n"), 2, "request", "sunli", timezone.now())])
    verdicts.judge_missing()
    return city


@pytest.fixture(params=LOOKS)
def page(chromium: Browser, city: City, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A signed-in page that must not complain in its console."""
    del city
    language, scheme, size = LOOKS[request.param]
    context = chromium.new_context(base_url=live_server.url, locale=language, viewport=size, color_scheme=scheme)
    sign_in(context, live_server.url, User.objects.create(username="sunli", is_superuser=True))
    page = context.new_page()
    complaints = listened(page)
    yield page
    context.close()
    assert complaints == []


def test_the_archive_is_walked_from_coverage_to_a_changed_word(page: Page, city: City) -> None:
    here = f"/dcim/devices/{city.core.pk}/configuration/"
    for address in (
        "/audit/configs/", "/audit/configs/search/?q=floor+1", "/audit/configs/compliance/", here, f"{here}compare/",
        f"{here}intended/", f"{here}compliance/",
    ):  # fmt: skip
        answer = page.goto(address)
        assert answer is not None and answer.status == 200
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        violations = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == [], address
    page.goto("/audit/configs/?state=ok")
    page.locator("tbody td.name a").first.click()
    expect(page.locator("#L2")).to_have_text("sysname core")
    page.locator(".cfg-versions a[href*=compare]").first.click()
    expect(page.locator("del")).to_have_text("floor")
    expect(page.locator("ins")).to_have_text("ground")
    page.goto(f"{here}compliance/")
    page.locator(".cfg-hits a").first.click()
    assert "#L" in page.url
