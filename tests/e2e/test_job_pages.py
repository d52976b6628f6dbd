"""A large file in a browser: sent in GBK, tried and stored by the worker while the page follows."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils.module_loading import import_string
from infoport.tasks.jobs import HANDLERS
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from inventory.core.jobs import running
from inventory.dcim.models import Manufacturer
from inventory.users.models import User
from tests.e2e.looks import NARROW, RULES, WIDE, listened, sign_in

ROWS = 600


@pytest.fixture
def page(
    chromium: Browser, transactional_db: None, live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    monkeypatch.setattr(settings, "DATA_DIRECTORY", tmp_path)
    context = chromium.new_context(base_url=live_server.url, locale="en", viewport=WIDE)
    with closing(context):
        sign_in(context, live_server.url, User.objects.create_superuser("sunli", password="x"))
        page = context.new_page()
        complaints = listened(page)
        yield page
        assert complaints == []


def work() -> None:
    assert running.work({kind: import_string(name) for kind, name in HANDLERS.items()}) == 1


def test_a_large_file_is_tried_reported_and_stored_while_its_page_follows(page: Page, tmp_path: Path) -> None:
    rows = "".join(f"厂商 {at},maker-{at}\n" for at in range(ROWS))
    file = tmp_path / "makers.csv"
    file.write_bytes(f"name,slug\n{rows}坏行,not a slug\n".encode("gbk"))
    page.goto("/dcim/manufacturers/import/")
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Dry run").click()
    card = page.locator("#job")
    expect(card).to_contain_text("Queued")
    expect(card.get_by_role("button", name="Cancel")).to_be_visible()
    work()
    expect(card.get_by_role("button", name=f"Store {ROWS} rows")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("Done")
    expect(card.locator("tbody tr").first).to_contain_text("not a slug")
    card.get_by_role("link", name="new").click()
    expect(card.locator("tbody tr").first).to_contain_text("厂商 0")
    card.get_by_role("link", name="Next page").click()
    expect(card.locator("tbody tr").first).to_contain_text("厂商 50")
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert found == [], [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    with page.expect_download() as download:
        card.get_by_role("link", name="Report as CSV").click()
    assert "not a slug" in Path(download.value.path()).read_text("utf-8-sig")
    assert not Manufacturer.objects.exists()
    card.get_by_role("button", name=f"Store {ROWS} rows").click()
    expect(card).to_contain_text("Queued")
    work()
    expect(card.get_by_role("link", name="What it changed")).to_be_visible()
    expect(card.locator("progress")).to_have_attribute("value", "100")
    assert Manufacturer.objects.filter(name__startswith="厂商").count() == ROWS
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
