"""Files in the browser: recognised, tried without effect, stored row by row, given back where refused."""

import io
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inventory.core.models import Job, ObjectChange
from inventory.dcim.models import Manufacturer

URL = "/dcim/manufacturers/import/"
ROWS = "name,slug,description\n浪潮 Inspur-X,inspur-x,servers\n,nameless,\n"


def test_a_dry_run_reports_every_row_and_stores_nothing(root: Client) -> None:
    page = root.post(URL, {"text": ROWS, "_step": "check"})
    assert [(row["number"], row["label"]) for row in page.context["rows"]] == [(2, "refused"), (1, "new")]
    assert page.context["rows"][0]["problems"][0][0] == "name"
    assert not Manufacturer.objects.filter(slug="inspur-x").exists()


def test_the_rows_that_fit_are_stored_with_who_did_it(root: Client) -> None:
    page = root.post(URL, {"text": ROWS, "_step": "apply"})
    assert page.context["applied"]
    made = Manufacturer.objects.get(slug="inspur-x")
    change = ObjectChange.objects.filter(changed_object_type="dcim.manufacturer", changed_object_id=made.pk).latest(
        "id"
    )
    assert (change.user_name, change.action) == ("root", "create")
    again = root.post(URL, {"text": ROWS, "_step": "check"})
    assert [row["label"] for row in again.context["rows"]] == ["refused", "same"]


def test_refused_rows_come_back_with_the_reason(root: Client) -> None:
    answer = root.post(URL, {"text": ROWS, "_step": "refused"})
    text = answer.content.decode("utf-8-sig")
    assert "nameless" in text
    assert "inspur-x" not in text
    assert text.splitlines()[0].endswith("reason")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "\ufeffname,slug\n曙光 Sugon-X,sugon-x\n".encode()),
        ("a.csv", "name,slug\n曙光 Sugon-X,sugon-x\n".encode("gbk")),
        ("a.json", '[{"name": "曙光 Sugon-X", "slug": "sugon-x"}]'.encode()),
        ("a.yml", "- name: 曙光 Sugon-X\n  slug: sugon-x\n".encode()),
    ],
)
def test_files_of_each_format_and_encoding_are_read(root: Client, name: str, content: bytes) -> None:
    page = root.post(URL, {"file": SimpleUploadedFile(name, content), "_step": "apply"})
    assert page.status_code == 200
    assert Manufacturer.objects.get(slug="sugon-x").name == "曙光 Sugon-X"


def test_columns_are_matched_by_their_labels_and_unknown_ones_named(root: Client) -> None:
    page = root.post(URL, {"text": "Name,SLUG,Colour\nX,x-1,red\n", "_step": "check"})
    assert page.context["unmatched"] == ["Colour"]
    assert page.context["rows"][0]["problems"][0][0] == "Colour"
    assert root.post(URL, {"text": "Name,SLUG\nX,x-1\n", "_step": "check"}).context["rows"][0]["label"] == "new"


@pytest.mark.parametrize("text", ["", "[1, 2]", "[{", 'name,slug\n"open'])
def test_what_is_no_file_is_refused_with_the_input_kept(root: Client, text: str) -> None:
    page = root.post(URL, {"text": text, "_step": "check"})
    assert page.status_code == 422
    assert page.context["problem"]


def test_a_workbook_is_tried_and_then_stored_from_what_the_page_shows(root: Client) -> None:
    book = openpyxl.Workbook()
    for row in (["name", "slug", "description"], ["曙光 Sugon-X", "sugon-x", 42]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    page = root.post(URL, {"file": SimpleUploadedFile("a.xlsx", out.getvalue()), "_step": "check"})
    assert [row["label"] for row in page.context["rows"]] == ["new"]
    root.post(URL, {"text": page.context["text"], "_step": "apply"})
    assert Manufacturer.objects.get(slug="sugon-x").description == "42"


def test_all_or_none_stores_nothing_while_a_row_is_refused(root: Client) -> None:
    page = root.post(URL, {"text": ROWS, "_step": "apply", "all_or_none": "1"})
    assert not page.context["applied"]
    assert "1 rows were refused" in page.context["problem"]
    assert not Manufacturer.objects.filter(slug="inspur-x").exists()


def test_a_large_file_becomes_a_job_that_tries_it(
    root: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIRECTORY", tmp_path)
    rows = "".join(f"m {at},m-{at}\n" for at in range(501))
    leads = root.post(URL, {"text": f"name,slug\n{rows}", "_step": "apply"})
    job = Job.objects.get()
    assert leads["Location"] == f"/core/jobs/{job.pk}/"
    assert (job.dry_run, job.object_type, job.parameters["form"]) == (True, "dcim.manufacturer", "csv")
    assert root.get(leads["Location"]).status_code == 200
