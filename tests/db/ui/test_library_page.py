"""Library files in the browser: tried without effect, imported file by file, refused with the reason."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inventory.core.models import ObjectChange
from inventory.dcim.models import DeviceType

URL = "/dcim/device-types/library/"
GOOD = """
manufacturer: Borealis
model: BX-4
slug: bx-4
u_height: 1
interfaces:
  - {name: GE1, type: 1000base-t}
"""


def test_a_dry_run_tells_what_would_become_of_each_file_and_stores_nothing(root: Client) -> None:
    bad = SimpleUploadedFile("bad.yaml", GOOD.replace("model: BX-4", "weird: 1").encode())
    page = root.post(URL, {"files": [bad], "text": GOOD, "_step": "check"})
    assert [(row["file"], row["label"]) for row in page.context["rows"]] == [("bad.yaml", "refused"), ("pasted", "new")]
    assert page.context["rows"][0]["texts"] == ["model: Expected a text."]
    assert not DeviceType.objects.filter(slug="bx-4").exists()


def test_imported_files_are_types_with_who_did_it(root: Client) -> None:
    page = root.post(URL, {"text": GOOD, "_step": "apply"})
    assert page.context["applied"]
    made = DeviceType.objects.get(slug="bx-4")
    assert made.interfacetemplates.get().name == "GE1"
    change = ObjectChange.objects.filter(changed_object_type="dcim.devicetype", changed_object_id=made.pk).get()
    assert (change.user_name, change.action) == ("root", "create")


def test_nothing_to_import_is_said(root: Client) -> None:
    assert root.post(URL, {"_step": "check"}).status_code == 422


def test_the_import_page_of_types_leads_to_it_and_it_needs_rights(root: Client, person: Any) -> None:
    assert URL in root.get("/dcim/device-types/import/").content.decode()
    assert person(["dcim.devicetype"], ["view", "add"]).get(URL).status_code == 403
    some = person(["dcim.devicetype", "dcim.manufacturer"], ["view", "add", "change"])
    page = some.post(URL, {"text": GOOD, "_step": "apply"})
    assert [row["label"] for row in page.context["rows"]] == ["refused"]
