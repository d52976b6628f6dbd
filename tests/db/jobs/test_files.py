"""Files of rows: what is read, and what is refused before it costs anything, with the reason."""

import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest

from inventory.dcim.models import Manufacturer, Site
from inventory.declare.exporting import dump
from inventory.declare.files import limits, reading, workbook
from inventory.declare.files.limits import BadFile
from inventory.declare.files.reading import load, recognised
from inventory.declare.registry import specs


def book(*rows: list[object]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def replaced(content: bytes, part: str, before: str, after: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text.decode().replace(before, after, 1) if name == part else text)
    return out.getvalue()


def test_a_workbook_is_read_with_its_types() -> None:
    content = book(
        ["name", "height", "since", None], ["核心", 42.0, date(2026, 1, 2), None], [], ["x", 1.5, None, None]
    )
    assert load(content, "xlsx") == [
        {"name": "核心", "height": 42, "since": "2026-01-02"}, {"name": "x", "height": 1.5, "since": ""},
    ]  # fmt: skip


def test_tabs_and_semicolons_separate_too_and_short_lines_state_less() -> None:
    assert load(b"a\tb\n1\t2\n3\n\n", "csv") == [{"a": "1", "b": "2"}, {"a": "3"}]
    assert load(b"a;b\n1;2\n", "csv") == [{"a": "1", "b": "2"}]


def test_the_form_is_told_by_name_or_content() -> None:
    assert recognised("a.XLSX", b"") == "xlsx"
    assert [recognised("", each) for each in (b"PK\x03\x04", b" [1", b"- a: 1", b"a,b")] == [
        "xlsx",
        "json",
        "yaml",
        "csv",
    ]


BOMB = book(["name"], ["x"])
ENTITIES = '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'


@pytest.mark.parametrize(
    ("content", "form", "reason"),
    [
        (b"a\x00b\n1", "csv", "Byte 2 is NUL"),
        ("a,b\n1,2\n".encode("utf-16"), "csv", "UTF-16"),
        (b"a,b\n1,2,3\n", "csv", "Line 2 has 3 cells, the heading 2"),
        (b"a,a\n1,2\n", "csv", "twice: a"),
        (b'a,b\n"open', "csv", "line 2"),
        (b'[{"a": 1, "a": 2}]', "json", "twice: a"),
        (b'[{"a": "x\\u0000"}]', "json", "NUL"),
        (b'[{"a": NaN}]', "json", "NaN"),
        (b"[" * 100_000, "json", "levels deep"),
        (b'[{"a": ' + b"[" * 50 + b"]" * 50 + b"}]", "json", "levels deep"),
        (b'{"a": 1}', "json", "Expected a list"),
        (b"[1]", "json", "Row 1: expected an object"),
        (b"- !!python/object/apply:os.system [id]\n", "yaml", "Line 1: the tag"),
        (b"- a: !secret x\n", "yaml", "Line 1: the tag"),
        (b"- {a: " + b"[" * 50 + b"]" * 50 + b"}\n", "yaml", "levels deep"),
        (b"- a: &x [1]\n" + b"- a: *x\n" * 101, "yaml", "Line 102: more than 100 aliases"),
        (b"- ? [1]\n  : 2\n", "yaml", "unhashable"),
        (b"- a: [\n", "yaml", "Not a YAML file"),
        (b"no zip", "xlsx", "Not a workbook"),
        (zipped(a="x"), "xlsx", "Not a workbook"),
        (zipped(xl__a="x" * (4 << 20)), "xlsx", "times its size"),
        (replaced(BOMB, "xl/worksheets/sheet1.xml", "<worksheet", ENTITIES), "xlsx", "entities"),
        (book(["name"], ["a"] + [None] * 3000 + ["b"]), "xlsx", "3002 cells"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_rows_is_refused_with_the_reason(content: bytes, form: limits.Form, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        load(content, form)


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OCTETS", 10)
    with pytest.raises(BadFile, match="11 octets; at most 10"):
        load(b"a,b\n1,2\n3,4", "csv")
    monkeypatch.setattr(limits, "OCTETS", 1000)
    monkeypatch.setattr(limits, "ROWS", 2)
    for content, form in ((b"a\n1\n2\n3\n", "csv"), (b'[{"a":1},{"a":1},{"a":1}]', "json")):
        with pytest.raises(BadFile, match="more than 2 rows"):
            load(content, form)  # type: ignore[arg-type]
    monkeypatch.setattr(limits, "COLUMNS", 2)
    monkeypatch.setattr(reading, "COLUMNS", 2)
    with pytest.raises(BadFile, match="3 columns; at most 2"):
        load(b"a,b,c\n1,2,3\n", "csv")
    monkeypatch.setattr(workbook, "UNPACKED", 100)
    with pytest.raises(BadFile, match="at most 100"):
        load(BOMB, "xlsx")


def test_every_form_gives_back_what_was_written_and_no_cell_is_a_formula() -> None:
    made = Manufacturer.objects.create(name="=1+1", slug="a", description="@x, \u2028 “七” \x85")
    spec = specs["dcim.manufacturer"]
    for form in limits.FORMS:
        (row,) = load(b"".join(dump(spec, [made.pk], form)), form)
        expected = "'=1+1" if form == "csv" else "=1+1"
        assert (row["name"], int(row["id"])) == (expected, made.pk), form
        if form != "xlsx":
            assert row["description"].lstrip("'") == made.description, form
        assert load(b"".join(dump(spec, [], form)), form) == []
    sheet = zipfile.ZipFile(io.BytesIO(b"".join(dump(spec, [made.pk], "xlsx")))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_chosen_columns_are_written_in_their_order(client: object) -> None:
    Site.objects.create(name="信息港", slug="xxg", status="active")
    spec = specs["dcim.site"]
    fields = [spec.fields[name] for name in ("name", "status", "device_count", "slug")]
    ids = list(Site.objects.values_list("pk", flat=True))
    text = b"".join(dump(spec, ids, "csv", fields)).decode("utf-8-sig")
    assert text == "name,status,device_count,slug\r\n信息港,active,0,xxg\r\n"
    assert json.loads(b"".join(dump(spec, ids, "json", fields)))[0]["device_count"] == 0
