"""Journal entries and attachments of any object."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from extras_city import device

from inventory.extras.models import Attachment, JournalEntry
from inventory.users.models import ObjectPermission, Token, User

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def kept(settings: Any, folder: Path) -> Path:
    settings.DATA_DIRECTORY = folder
    return folder / "attachments"


def upload(api: Any, pk: int, data: bytes, name: str, **values: Any) -> Any:
    file = BytesIO(data)
    file.name = name
    body = {"object_type": "dcim.device", "object_id": pk, "file": file, **values}
    return api.post("/api/plugins/extras/attachments/", body)


def test_a_note_is_signed_by_its_writer_and_goes_with_its_object(city: SimpleNamespace, api: Any) -> None:
    one = device(city, "sw1")
    body = {"assigned_object_type": "dcim.device", "assigned_object_id": one.pk, "comments": "power cut **twice**"}
    made = api.post("/api/extras/journal-entries/", {**body, "kind": "warning"}, content_type="application/json").json()
    assert made["created_by"] == User.objects.get(username="asker").pk
    assert made["kind"] == {"value": "warning", "label": "Warning"}
    assert made["assigned_object"]["name"] == "sw1" and made["display"].endswith("(Warning)")
    found = api.get(f"/api/extras/journal-entries/?assigned_object_id={one.pk}&created_by=asker&kind=warning").json()
    assert found["count"] == 1
    page_of = api.login(username="asker", password="x") and api.get(f"/dcim/devices/{one.pk}/").content.decode()
    assert "<strong>twice</strong>" in page_of
    api.delete(f"/api/dcim/devices/{one.pk}/")
    assert not JournalEntry.objects.exists()


def test_a_picture_is_kept_shown_and_removed(city: SimpleNamespace, api: Any, kept: Path) -> None:
    one = device(city, "sw1")
    made = upload(api, one.pk, PNG, "front.png")
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["mime_type"], found["size"], found["name"]) == ("image/png", len(PNG), "front.png")
    content = api.get(found["content"])
    assert b"".join(content.streaming_content) == PNG and content["Content-Type"] == "image/png"
    assert content["X-Content-Type-Options"] == "nosniff" and "sandbox" in content["Content-Security-Policy"]
    content.close()
    assert len(list(kept.iterdir())) == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_with_its_attachment(city: SimpleNamespace, api: Any, kept: Path) -> None:
    found = upload(api, device(city, "sw1").pk, PNG, "front.png").json()
    assert api.delete(found["url"].removeprefix("http://testserver")).status_code == 204
    assert list(kept.iterdir()) == [] and not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"<html><script>alert(1)</script>", "a.png", "text/html"),
        (b"MZ" + bytes(100), "a.pdf", "not taken"),
        (b"\x7fELF" + bytes(100), "a.txt", "not taken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "text/html"),
        (PNG, "a.pdf", "not what its name says"),
        (b"", "a.txt", "empty"),
    ],
)
def test_what_a_file_is_is_told_by_its_content(
    city: SimpleNamespace, api: Any, data: bytes, name: str, said: str
) -> None:
    answer = upload(api, device(city, "sw1").pk, data, name)
    assert answer.status_code == 400 and said in str(answer.json()), answer.content


def test_text_is_downloaded_never_shown(city: SimpleNamespace, api: Any) -> None:
    found = upload(api, device(city, "sw1").pk, "配置说明".encode("gb18030"), "说明.txt").json()
    content = api.get(found["content"])
    content.close()
    assert content["Content-Type"] == "application/octet-stream"
    assert content["Content-Disposition"].startswith("attachment")


def test_too_large_a_file_is_refused_with_the_limit(city: SimpleNamespace, api: Any, settings: Any) -> None:
    settings.ATTACHMENT_OCTETS = 10
    answer = upload(api, device(city, "sw1").pk, PNG, "front.png")
    assert answer.status_code == 400 and "at most 10" in str(answer.json())


def test_a_file_is_only_for_those_who_may_see_its_object(city: SimpleNamespace, api: Any, client: Any) -> None:
    found = upload(api, device(city, "sw1").pk, PNG, "front.png").json()
    user = User.objects.create_user("limited", password="x")
    granted = ObjectPermission.objects.create(name="all", object_types=["extras.attachment"], actions=["view"])
    granted.users.add(user)
    _token, text = Token.issue(user)
    headers = {"Authorization": f"Bearer {text}"}
    assert client.get(found["content"], headers=headers).status_code == 404
    assert client.get("/api/plugins/extras/attachments/", headers=headers).json()["count"] == 0
