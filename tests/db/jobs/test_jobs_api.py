"""Jobs over REST: a file sent in, the job followed, its report read, refusals by name and status."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inventory.core.models import Job
from inventory.dcim.models import Manufacturer
from inventory.users.models import Token, User
from tests.db.jobs.conftest import rows, work

IMPORTS = "/api/plugins/core/imports/"
JOBS = "/api/plugins/core/jobs/"


@pytest.fixture
def api(root: User) -> Client:
    return signed(root)


def signed(user: User) -> Client:
    return Client(headers={"authorization": f"Bearer {Token.issue(user)[1]}"})


def sent(api: Client, content: str | bytes, query: str = "type=dcim.manufacturer", form: str = "text/csv") -> Any:
    return api.generic("POST", f"{IMPORTS}?{query}", content, content_type=form)


def test_a_file_becomes_a_job_that_can_be_followed_reported_and_applied(api: Client) -> None:
    answer = sent(api, "name,slug\n浪潮,inspur\n,x\n".encode("gbk"), "type=dcim.manufacturer&dry_run=true")
    assert answer.status_code == 202, answer.content
    job = answer.json()
    assert answer["Location"] == f"{JOBS}{job['id']}/"
    assert (job["state"]["value"], job["dry_run"], job["total"]) == ("queued", True, None)
    work()
    assert api.get(job["url"]).json()["result"] == {"states": {"new": 1, "refused": 1}}
    report = api.get(f"{job['url']}report/?limit=1").json()
    assert report["count"] == 2
    assert report["next"].endswith("limit=1&offset=1")
    assert report["results"][0]["problems"][0]["column"] == "name"
    text = b"".join(api.get(f"{job['url']}report/?export=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "row,state,object,column,value,expectation"
    assert not Manufacturer.objects.exists()
    applied = api.post(f"{job['url']}apply/", {"all_or_none": False}, content_type="application/json")
    assert applied.status_code == 202
    work()
    assert Manufacturer.objects.get().name == "浪潮"
    assert api.post(f"{job['url']}cancel/").status_code == 409
    assert api.post(f"{job['url']}resume/").status_code == 409


def test_a_form_with_a_file_is_taken_too(api: Client) -> None:
    file = SimpleUploadedFile("m.json", b'[{"name": "A", "slug": "a"}]')
    answer = api.post(IMPORTS, {"type": "dcim.manufacturer", "file": file, "all_or_none": "true"})
    assert answer.status_code == 202, answer.content
    work()
    assert Manufacturer.objects.count() == 1
    assert api.post(f"{answer.json()['url']}apply/", {}, content_type="application/json").status_code == 409


def test_a_waiting_job_is_cancelled_and_resumed(api: Client) -> None:
    url = sent(api, rows(3)).json()["url"]
    assert api.post(f"{url}cancel/").json()["state"]["value"] == "cancelled"
    work()
    assert not Manufacturer.objects.exists()
    assert api.post(f"{url}resume/").json()["state"]["value"] == "queued"
    work()
    assert Manufacturer.objects.count() == 3


@pytest.mark.parametrize(
    ("query", "content", "status", "named"),
    [
        ("", "a", 400, "type"),
        ("type=dcim.nothing", "a", 400, "type"),
        ("type=core.job", "a", 400, "type"),
        ("type=dcim.manufacturer", "", 400, "file"),
        ("type=dcim.manufacturer&form=xls", "a", 400, "form"),
        ("type=dcim.manufacturer&dry_run=perhaps", "a", 400, "dry_run"),
    ],
)
def test_what_cannot_be_imported_is_refused_by_name(
    api: Client, query: str, content: str, status: int, named: str
) -> None:
    answer = sent(api, content, query)
    assert answer.status_code == status
    assert named in answer.json()
    assert not Job.objects.exists()


def test_everyone_has_their_own_jobs_and_others_by_right(person: Callable[..., User], api: Client) -> None:
    li = signed(person("li", ["dcim.manufacturer"], ["view", "add"]))
    wu = signed(person("wu", ["dcim.site"], ["view"]))
    chief = signed(person("chief", ["core.job"], ["view"]))
    url = sent(li, rows(2)).json()["url"]
    assert sent(wu, rows(2)).status_code == 403
    assert li.get(JOBS).json()["count"] == 1
    assert wu.get(JOBS).json()["count"] == 0
    for path in ("", "report/"):
        assert wu.get(url + path).status_code == 404
        assert chief.get(url + path).status_code == 200
    assert chief.get(JOBS).json()["count"] == 1
    assert chief.post(f"{url}cancel/").status_code == 404
    assert wu.post(f"{url}cancel/").status_code == 404
    assert li.post(f"{url}cancel/").status_code == 202
    assert api.get(JOBS).json()["count"] == 1
    assert li.delete(url).status_code == 405


def test_a_list_is_exported_over_rest_with_chosen_columns(api: Client) -> None:
    Manufacturer.objects.create(name="A", slug="a")
    Manufacturer.objects.create(name="B", slug="b")
    answer = api.get("/api/dcim/manufacturers/?export=csv&fields=slug,name&ordering=-name&limit=1")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text == "slug,name\r\nb,B\r\na,A\r\n"
    assert api.get("/api/dcim/manufacturers/?export=csv&fields=nothing").status_code == 400
    assert api.get("/api/dcim/manufacturers/?export=nothing").status_code == 404
