"""The shell's scripts in a real browser, under the content security policy the site sends."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

STATIC = Path(__file__).resolve().parents[3] / "site" / "infoport" / "static"
POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
ROW = """<tr><td><input type="checkbox" data-row name="pk" value="{0}" aria-label="row {0}"></td>
<td class="name"><a href="#row-{0}">row {0}</a></td></tr>"""
SCRIPTS = "".join(
    f'<script type="module" src="/static/js/{name}.js"></script>'
    for name in ("shell", "keys", "commands", "table", "select")
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Rows</title>
<link rel="stylesheet" href="/static/vendor/tabler.css"><link rel="stylesheet" href="/static/css/tokens.css">
<link rel="stylesheet" href="/static/css/infoport.css"></head><body data-keys="on">
<nav id="side"><a class="nav1" href="#audit" data-go="a">Audit</a></nav><input id="find" type="search" name="q">
<div class="acts"><a href="#new" data-key="n">New device</a></div>
<form data-list><table class="t"><thead><tr><th><input type="checkbox" data-all></th><th>Name</th></tr></thead>
<tbody>{"".join(ROW.format(number) for number in range(1, 6))}</tbody></table>
<div class="bulk"><b data-count data-count-text="{{}} selected"></b>
<input type="checkbox" data-everything data-total="881"></div></form>
<label for="site">Site</label>
<select id="site" data-remote data-url="/api/sites/?status=active"><option></option></select>
<dialog id="commands" class="dlg" data-url="/search/" data-pages="Pages" data-actions="On this page"
 data-nothing="Nothing" data-failed="Failed"><input id="command" type="search"><div id="command-list"></div></dialog>
<dialog id="keymap" class="dlg"><button type="button" data-close>Close</button></dialog>
<details class="menu"><summary>Menu</summary><p>inside</p></details><div id="flash"></div><div id="live"></div>
<script defer src="/static/vendor/tom-select.js"></script>
{SCRIPTS}
</body></html>"""


class Site(SimpleHTTPRequestHandler):
    """Serve the page, the static files, and answers like those of the search and of the API."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        if address.path.startswith("/static/"):
            super().do_GET()
        elif address.path == "/search/":
            said = "fragment" if self.headers.get("HX-Request") == "true" else "page"
            self.answer("text/html", f'<h3>Devices</h3><a href="#found">{query["q"][0]} as {said}</a>')
        elif address.path == "/api/sites/":
            self.answer("application/json", json.dumps({"results": [{"id": 8, "display": "Info Port"}]}))
        else:
            self.answer("text/html", PAGE)

    def translate_path(self, path: str) -> str:
        return str(STATIC / urlsplit(path).path.removeprefix("/static/"))

    def answer(self, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class gives it
        """Keep the test's output quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.wait_for_function("document.querySelector('#site').tomselect")
    yield page
    page.close()
    assert [text for text in complaints if "favicon" not in text] == []


def ticked(page: Page) -> list[str]:
    return page.eval_on_selector_all("[data-row]:checked", "boxes => boxes.map((box) => box.value)")


def test_j_k_and_x_walk_and_tick_rows(page: Page) -> None:
    for key in ("j", "j", "k", "j", "x"):
        page.keyboard.press(key)
    assert ticked(page) == ["2"]
    expect(page.locator("tr.cur.sel a")).to_have_text("row 2")


def test_shift_x_ticks_every_row_from_the_last_ticked_to_here(page: Page) -> None:
    for key in ("j", "j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    assert ticked(page) == ["2", "3", "4"]
    expect(page.locator("[data-count]")).to_have_text("3 selected")


def test_the_bulk_bar_is_shown_only_while_a_row_is_ticked(page: Page) -> None:
    expect(page.locator(".bulk")).to_be_hidden()
    page.locator("[data-all]").check()
    expect(page.locator(".bulk")).to_be_visible()
    assert len(ticked(page)) == 5
    page.locator("[data-everything]").check()
    expect(page.locator("[data-count]")).to_have_text("881 selected")
    page.locator("body").press("Escape")
    expect(page.locator(".bulk")).to_be_hidden()


def test_some_ticked_rows_leave_the_head_box_undecided(page: Page) -> None:
    page.locator("[data-row]").first.check()
    assert page.locator("[data-all]").evaluate("box => [box.checked, box.indeterminate]") == [False, True]


def test_keys_press_what_names_them_and_g_goes(page: Page) -> None:
    page.keyboard.press("n")
    assert page.url.endswith("#new")
    page.keyboard.press("g")
    page.keyboard.press("a")
    assert page.url.endswith("#audit")


def test_keys_are_letters_inside_a_field_and_escape_leaves_it(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("nx?")
    expect(page.locator("#find")).to_have_value("nx?")
    page.keyboard.press("Escape")
    expect(page.locator("#find")).not_to_be_focused()
    assert not page.url.endswith("#new")


def test_single_keys_are_silent_for_who_switched_them_off(page: Page) -> None:
    page.evaluate("document.body.dataset.keys = 'off'")
    page.keyboard.press("n")
    page.keyboard.press("?")
    assert not page.url.endswith("#new")
    expect(page.locator("#keymap")).to_be_hidden()


def test_question_mark_opens_the_table_of_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keymap")).to_be_visible()
    page.locator("[data-close]").click()
    expect(page.locator("#keymap")).to_be_hidden()


def test_ctrl_k_finds_pages_actions_and_what_the_server_finds(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("d")
    options = page.locator("#command-list [role=option]")
    expect(options).to_have_text(["Audit", "New device", "d as fragment"])
    page.keyboard.press("ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#found$"))


def test_one_escape_closes_the_commands_even_with_text_in_them(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("core")
    page.keyboard.press("Escape")
    expect(page.locator("#commands")).to_be_hidden()


def test_a_remote_select_asks_its_address_with_the_conditions_it_carries(page: Page) -> None:
    with page.expect_response(lambda response: "q=xx" in response.url) as answer:
        page.locator(".ts-control").click()
        page.keyboard.type("xx")
    assert parse_qs(urlsplit(answer.value.url).query) == {
        "status": ["active"], "q": ["xx"], "brief": ["1"], "limit": ["30"],
    }  # fmt: skip
    page.locator(".ts-dropdown [data-value='8']").click()
    expect(page.locator("#site")).to_have_value("8")


def test_a_menu_closes_on_escape_and_on_a_click_elsewhere(page: Page) -> None:
    summary = page.locator("summary")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.locator("label").click()):
        summary.click()
        expect(page.get_by_text("inside")).to_be_visible()
        leave()
        expect(page.get_by_text("inside")).to_be_hidden()
