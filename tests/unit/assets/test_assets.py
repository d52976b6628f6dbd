"""What is vendored is what its manifest says, and templates keep to what the page's content security policy allows."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from infoport.ui.navigation import GROUPS

from inventory.declare.registry import specs

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "site" / "infoport"
STATIC = SITE / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = SITE / "templates"
OWN_TEXT = sorted([*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js"), *STATIC.glob("img/*.svg")])
ALL_TEMPLATES = sorted(SITE.rglob("templates/**/*.html"))
MACROS = sorted((TEMPLATES / "macros").glob("*.html"))

# Tabler's components we restyle on purpose; every other class of ours has a name of its own.
RESTYLED = {"form-check-input", "form-control", "form-select", "small"}
RESERVE = "# Reserve"
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)

MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))
PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def markup(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def icon_lists() -> tuple[list[str], list[str]]:
    """Names of icons.txt before and after its reserve."""
    drawn, _, reserve = (ROOT / "icons.txt").read_text(encoding="utf-8").partition(RESERVE)
    return words(drawn), words("#" + reserve)


def words(text: str) -> list[str]:
    return [word for line in text.splitlines() for word in line.partition("#")[0].split()]


def icons_of_template(text: str) -> Iterator[str]:
    for use in re.findall(r"vendor/icons\.svg[\"'] %\}#(.*?)[\"']/>", text, re.DOTALL):
        yield from re.findall(r"default:\"([a-z0-9-]+)\"", use)
        yield from re.findall(r"[a-z0-9-]+", TAG.sub(" ", use))
    for include in re.findall(r"\{% include [^%]*%\}", text):
        yield from re.findall(r"\bicon=\"([a-z0-9-]+)\"", include)
        if "macros/icon.html" in include:
            yield from re.findall(r"\bname=\"([a-z0-9-]+)\"", include)


def icons_used() -> set[str]:
    used = {spec.icon for spec in specs if spec.app != "shelf"}
    used |= {group.icon for group in GROUPS.values()}
    for path in ALL_TEMPLATES:
        used.update(icons_of_template(markup(path)))
    for package in ("site/infoport", "inventory"):
        for path in (ROOT / package).rglob("*.py"):
            if path.parent.name == "models":
                continue  # declarations speak for themselves, above
            text = path.read_text(encoding="utf-8")
            used.update(re.findall(r"\bicon[\"']?\s*[=:]\s*[\"']([a-z][a-z0-9-]*)[\"']", text))
    return used


def classes_of(css: str) -> set[str]:
    css = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", css, flags=re.DOTALL)
    heads = re.findall(r"([^{};]+)\{", css)
    # What stands inside Tom Select's own elements carries Tom Select's names.
    selectors = [head for head in heads if not head.strip().startswith("@") and ".ts-" not in head]
    return {name for head in selectors for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", head)}


@pytest.mark.parametrize("row", MANIFEST, ids=lambda row: row["path"])
def test_a_vendored_file_is_the_one_recorded(row: dict[str, object]) -> None:
    body = (VENDOR / str(row["path"])).read_bytes()
    assert (len(body), hashlib.sha256(body).hexdigest()) == (row["bytes"], row["sha256"])
    assert row["licence"]


def test_every_vendored_file_has_a_row() -> None:
    files = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert files - {"MANIFEST.json"} == {row["path"] for row in MANIFEST}


def test_every_vendored_package_has_its_licence_text() -> None:
    packages = {row["package"] for row in MANIFEST}
    assert packages == {row["package"] for row in MANIFEST if row["path"].startswith("licences/")}


def test_versions_are_exact_and_those_recorded() -> None:
    wanted = PACKAGE["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    recorded = {row["package"]: row["version"] for row in MANIFEST}
    assert {name: recorded.get(name) for name in wanted} == wanted


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


def test_vendored_styles_and_scripts_bring_no_data_pictures_and_no_source_maps() -> None:
    texts = {
        path.name: path.read_text(encoding="utf-8") for path in VENDOR.glob("*.*s") if path.suffix in {".css", ".js"}
    }
    assert texts
    assert [name for name, text in texts.items() if "sourceMappingURL" in text] == []
    assert [name for name, text in texts.items() if re.search(r"url\([\"']?data:", text)] == []


def test_the_sprite_holds_exactly_the_icons_listed() -> None:
    drawn, reserve = icon_lists()
    sprite = re.findall(r"<symbol id=\"([^\"]+)\"", (VENDOR / "icons.svg").read_text(encoding="utf-8"))
    assert sorted(drawn + reserve) == sorted(sprite)


def test_icons_used_are_those_listed() -> None:
    drawn, reserve = icon_lists()
    used = icons_used()
    assert used - set(drawn) - set(reserve) == set(), "add these to icons.txt and run `node vendor.mjs`"
    assert set(drawn) - used == set(), "nothing draws these: move them to the reserve of icons.txt or drop them"


@pytest.mark.parametrize("path", OWN_TEXT, ids=name_of)
def test_own_assets_refer_to_no_other_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://[^\s\"')]+", text) == []


@pytest.mark.parametrize("path", ALL_TEMPLATES, ids=name_of)
def test_a_template_has_no_inline_style_handler_or_script(path: Path) -> None:
    text = TAG.sub("", markup(path))
    assert re.findall(r"<[^>]*\s(style\s*=|on[a-z]+\s*=|hx-on)", text) == []
    assert re.findall(r"<style\b", text) == []
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert [body for attributes, body in scripts if body.strip() and "application/json" not in attributes] == []


def test_own_class_names_are_not_tablers() -> None:
    own = set().union(*(classes_of(path.read_text(encoding="utf-8")) for path in STATIC.glob("css/*.css")))
    tabler = classes_of((VENDOR / "tabler.css").read_text(encoding="utf-8"))
    assert own & tabler - RESTYLED == set()


def test_colours_are_written_in_the_tokens_only() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("css/*.css")}
    sheets.pop("tokens.css")
    found = {name: re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", text) for name, text in sheets.items()}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_style_sheets_and_modules_stay_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in OWN_TEXT}
    limits = {".css": 700, ".js": 150, ".svg": 20}
    assert {path.name: length for path, length in lengths.items() if length > limits[path.suffix]} == {}


@pytest.mark.parametrize("path", MACROS, ids=name_of)
def test_a_macro_begins_with_the_context_it_takes(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{% comment %}")
