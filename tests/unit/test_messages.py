"""The Chinese catalogue: complete, faithful to what it translates, compiled, and written as Chinese is."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "site/infoport/locale/zh_Hans/LC_MESSAGES/django.po"
PACKAGES = ("inventory", "collectors", "playbooks", "monitoring", "site/infoport")
KEYWORDS = (
    *("gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3"),
    *("pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3"),
)
"""What Django's makemessages adds to the keywords that xgettext knows of Python by itself."""
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w*\}")
HAN = "[\u4e00-\u9fff]"
DATE_FORMAT = re.compile(r"[a-zA-Z]{1,2}(?:[ :][a-zA-Z])*")
"""A message such as `j M H:i`: letters of Django's date format, beside which Chinese puts no space."""

Message = tuple[str | None, str]


def entries() -> list[polib.POEntry]:
    return [each for each in polib.pofile(str(CATALOGUE)) if not each.obsolete]


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def is_date_format(entry: polib.POEntry) -> bool:
    return DATE_FORMAT.fullmatch(entry.msgid) is not None and len(entry.msgid) > 1


def content(entry: polib.POEntry) -> tuple[str, tuple[str, ...]]:
    return entry.msgid_plural, tuple(translations(entry))


def as_python() -> Iterator[tuple[Path, str]]:
    """Every file that may hold messages, templates turned into what xgettext can read."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix == ".py":
                yield path, path.read_text(encoding="utf-8")
            elif path.suffix in {".html", ".txt"} and "static" not in path.parts:
                yield path, templatize(path.read_text(encoding="utf-8"), origin=str(path))


def extracted(folder: Path) -> set[Message]:
    """Messages of the source, read outside the tree so that nothing in it changes."""
    names = []
    for number, (_path, text) in enumerate(as_python()):
        name = folder / f"{number}.py"
        name.write_text(text, encoding="utf-8")
        names.append(str(name))
    listing = folder / "names"
    listing.write_text("\n".join(names), encoding="utf-8")
    template = folder / "messages.pot"
    keywords = [f"--keyword={each}" for each in KEYWORDS]
    subprocess.run(
        ["xgettext", "--language=Python", "--from-code=UTF-8", *keywords, f"--files-from={listing}", "-o", template],
        check=True,
    )
    return {(each.msgctxt, each.msgid) for each in polib.pofile(str(template))}


def test_every_message_is_translated() -> None:
    assert [each.msgid for each in entries() if not all(translations(each)) or not translations(each)] == []


def test_no_translation_is_a_guess() -> None:
    assert [each.msgid for each in entries() if each.fuzzy] == []


def test_translations_keep_the_placeholders() -> None:
    wrong = {}
    for entry in entries():
        wanted = sorted(set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural)))
        for text in translations(entry):
            if sorted(set(PLACEHOLDER.findall(text))) != wanted:
                wrong[entry.msgid] = text
    assert wrong == {}


def test_positional_placeholders_are_as_many_as_in_the_message() -> None:
    wrong = {
        entry.msgid: text
        for entry in entries()
        for text in translations(entry)
        if text.count("%s") != entry.msgid.count("%s") or text.count("{}") != entry.msgid.count("{}")
    }
    assert wrong == {}


def test_the_compiled_catalogue_is_the_written_one() -> None:
    written = {(each.msgctxt, each.msgid): content(each) for each in entries()}
    compiled = {(each.msgctxt, each.msgid): content(each) for each in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == written


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("ASCII punctuation beside a Han character", f"{HAN}[,;:!?]|[,;:!?]{HAN}|{HAN}\\s?\\(|\\)\\s?{HAN}"),
        ("no space between a Han character and a Latin letter or digit", f"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}"),
        ("a space beside full-width punctuation", "\\s[，。；：？！、（）“”]|[，。；：？！、（）“”]\\s"),
    ],
)
def test_chinese_is_punctuated_and_spaced_as_chinese(what: str, pattern: str) -> None:
    wrong = [
        text
        for entry in entries()
        if not is_date_format(entry)
        for text in translations(entry)
        if re.search(pattern, PLACEHOLDER.sub("\0", text))
    ]
    assert wrong == [], what


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="xgettext (package gettext) is not installed")
def test_the_catalogue_has_every_message_of_the_source(tmp_path: Path) -> None:
    assert extracted(tmp_path) - {(each.msgctxt, each.msgid) for each in entries()} == set()
