"""The core's side: who polls what, what an outpost's token opens, and what it does not."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from infoport.outposts import enrolling
from infoport.tasks import results

from collectors.outpost import enrolling as there
from collectors.outpost.messages import Answer, Report, Work, packed, unpacked
from collectors.outpost.place import Place
from inventory.ipam.models import IPAddress
from inventory.outposts.models import Contact, Outpost
from inventory.outposts.rules.serving import outposts_of, served_by
from inventory.reconcile.credentials import seal
from inventory.reconcile.models import Access
from inventory.users.models import Token, User
from tests.db.outposts.conftest import COMMUNITY, City
from tests.db.outposts.test_bundles import Isolated

API = "/api/plugins/outposts/"


@pytest.fixture
def isolated(quick: City, tmp_path: Path) -> Isolated:
    found = Isolated(quick, tmp_path / "outpost")
    found.enrol()
    return found


def bearer(place: Place) -> dict[str, str]:
    return {"Authorization": f"Bearer {place.identity().token}"}


def post(path: str, content: bytes, headers: dict[str, str]):
    return Client().post(API + path, content, content_type="application/octet-stream", headers=headers)


def test_what_an_outpost_serves_the_core_does_not_claim(quick: City) -> None:
    assert [each.device for each in results.claim()] == [quick.outer.pk]
    assert served_by(quick.outpost.pk) == [quick.access(each).pk for each in quick.devices]
    Outpost.objects.update(enabled=False)
    assert {each.device for each in results.claim()} == {each.pk for each in quick.devices}
    assert outposts_of([quick.access(quick.devices[0]).pk]) == {}


def test_the_address_that_is_asked_counts_before_the_primary_one(quick: City) -> None:
    device = quick.device("both", "10.1.0.9/24", quick.vrf, "10.2.0.9")
    access = quick.access(device).pk
    assert outposts_of([access]) == {access: (quick.outpost.pk, quick.outpost.name)}
    port = device.interfaces.get()
    IPAddress.objects.create(address="10.2.0.9/24", assigned_object_type="dcim.interface", assigned_object_id=port.pk)
    assert outposts_of([access]) == {}
    quick.prefix("10.2.0.0/16")
    assert access in outposts_of([access])


def test_of_two_outposts_the_one_declared_first_polls(quick: City) -> None:
    second = Outpost.objects.create(name="second")
    second.segments.add(quick.segment)
    assert served_by(second.pk) == []
    Outpost.objects.filter(pk=quick.outpost.pk).update(enabled=False)
    assert len(served_by(second.pk)) == 3


def test_an_access_tells_who_polls_it(quick: City, admin_client: Client) -> None:
    found = {
        each["device"]["name"]: each for each in admin_client.get("/api/plugins/reconcile/accesses/").json()["results"]
    }
    assert found["inner1"]["outpost"]["name"] == quick.outpost.name
    assert found["outer"]["outpost"] is None


def test_work_comes_with_a_tag_and_anew_only_when_it_changed(isolated: Isolated) -> None:
    first = Client().get(f"{API}work/", headers=bearer(isolated.place))
    assert first.status_code == 200
    assert COMMUNITY.encode() not in first.content
    work = unpacked(first.content, Work)
    assert [each.access for each in work.devices] == served_by(isolated.city.outpost.pk)
    again = {**bearer(isolated.place), "If-None-Match": first["ETag"]}
    assert Client().get(f"{API}work/", headers=again).status_code == 304
    seal(isolated.city.credential.pk, {"community": "another"})
    changed = Client().get(f"{API}work/", headers=again)
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    Outpost.objects.update(enabled=False)
    assert unpacked(Client().get(f"{API}work/", headers=again).content, Work).devices == ()


def test_a_delivery_is_stored_once_however_often_it_comes(isolated: Isolated) -> None:
    one, two = isolated.poll(), isolated.poll()
    for _again in range(2):
        answer = post("deliveries/", b"\x92" + packed_bytes(one) + packed_bytes(two), bearer(isolated.place))
        assert (answer.status_code, unpacked(answer.content, Answer).at.sequence) == (200, 2)
    gap = isolated.poll(), isolated.poll()
    refused = post("deliveries/", b"\x91" + packed_bytes(gap[1]), bearer(isolated.place))
    told = unpacked(refused.content, Answer)
    assert (refused.status_code, told.reason, told.at.sequence) == (409, "out-of-order", 2)
    assert "batch 3 is due, and 4 came" in told.detail


def packed_bytes(content: bytes) -> bytes:
    return b"\xc6" + len(content).to_bytes(4, "big") + content


def test_a_report_is_kept_and_shows(isolated: Isolated, admin_client: Client) -> None:
    isolated.poll()
    told = Report(
        version="9.9", clock=isolated.at, devices=3, waiting=7, octets=900, limit=1000, oldest=isolated.at,
        error="polling has stopped: no space",
    )  # fmt: skip
    assert post("report/", packed(told), bearer(isolated.place)).status_code == 204
    page = admin_client.get(f"/outposts/outposts/{isolated.city.outpost.pk}/problems/").content.decode()
    for text in ("polling has stopped: no space", "90 % used", "Its clock is wrong"):
        assert text in page
    found = admin_client.get(f"{API}outposts/{isolated.city.outpost.pk}/").json()
    assert (found["state"]["value"], found["waiting"], found["spool_octets"], found["version"]) == ("ok", 7, 900, "9.9")
    assert "token" not in str(found)


@pytest.mark.parametrize("path", ["", "status/", "dcim/devices/", "plugins/reconcile/credentials/", "users/tokens/"])
def test_an_outposts_token_opens_nothing_else(isolated: Isolated, path: str) -> None:
    answer = Client().get(f"/api/{path}", headers=bearer(isolated.place))
    assert answer.status_code == 403 or (path == "" and answer.status_code in {200, 403})


def test_a_persons_token_does_not_open_what_is_an_outposts(isolated: Isolated) -> None:
    _token, text = Token.issue(User.objects.create_superuser("root", password="x"))
    for path in ("work/",):
        assert Client().get(API + path, headers={"Authorization": f"Bearer {text}"}).status_code == 403
        assert Client().get(API + path).status_code == 403
    assert post("deliveries/", b"\x90", {"Authorization": f"Bearer {text}"}).status_code == 403


def test_a_token_that_was_taken_opens_nothing_and_enrolling_again_does(isolated: Isolated) -> None:
    before = bearer(isolated.place)
    enrolling.revoke(isolated.city.outpost)
    assert Client().get(f"{API}work/", headers=before).status_code == 403
    isolated.enrol()
    assert Client().get(f"{API}work/", headers=before).status_code == 403
    assert Client().get(f"{API}work/", headers=bearer(isolated.place)).status_code == 200


def test_an_outpost_cannot_deliver_in_anothers_name(isolated: Isolated, tmp_path: Path) -> None:
    second = Outpost.objects.create(name="second")
    code, _until = enrolling.new_code(second)
    place = Place(tmp_path / "second")
    there.take(place, enrolling.enrol(there.ask(place, there.identity(place, "second", code, "", ""), "1"))[1])
    answer = post("deliveries/", b"\x91" + packed_bytes(isolated.poll()), bearer(place))
    assert unpacked(answer.content, Answer).reason == "foreign"


def test_junk_is_answered_in_words(isolated: Isolated) -> None:
    for path in ("deliveries/", "report/", "enrol/"):
        answer = post(path, b"\xff\x00junk", bearer(isolated.place))
        assert answer.status_code == 400, path
        assert "detail" in answer.json()


def test_secrets_of_outposts_are_on_no_page_nor_on_the_wire_nor_in_history(
    isolated: Isolated, admin_client: Client
) -> None:
    cache.clear()
    contact = Contact.objects.get()
    pk = isolated.city.outpost.pk
    pages = (f"/outposts/outposts/{pk}/", "/outposts/outposts/", f"{API}outposts/{pk}/", "/api/core/object-changes/")
    for page in pages:
        content = admin_client.get(page).content.decode()
        for secret in (isolated.place.identity().token, contact.token_digest, COMMUNITY):
            assert secret not in content, page


def test_a_file_is_imported_by_the_page_and_answered_by_a_letter(
    isolated: Isolated, admin_client: Client, tmp_path: Path
) -> None:
    isolated.poll()
    path = tmp_path / "x.bundle"
    path.write_bytes(isolated.export())
    for expected in ("The bundle is stored", "The bundle was refused"):
        with path.open("rb") as file:
            page = admin_client.post("/plugins/outposts/import/", {"file": file}, follow=True).content.decode()
        assert expected in page
    assert "batches 1 to 1 are here already" in page
    letter = admin_client.post(f"/outposts/outposts/{isolated.city.outpost.pk}/letter/")
    assert there.take(isolated.place, letter.content)[0].startswith("1 batches have arrived")
    page = admin_client.post(f"/outposts/outposts/{isolated.city.outpost.pk}/code/", follow=True).content.decode()
    assert "Copy it now" in page


def test_importing_and_codes_need_their_rights(isolated: Isolated) -> None:
    reader = Client()
    reader.force_login(User.objects.create_user("reader", password="x"))
    assert reader.get("/plugins/outposts/import/").status_code == 403
    for deed in ("code", "letter", "revoke"):
        assert reader.post(f"/outposts/outposts/{isolated.city.outpost.pk}/{deed}/").status_code == 403


def test_the_device_says_who_polls_it_and_cannot_be_hurried(quick: City, admin_client: Client) -> None:
    device = quick.devices[0]
    page = admin_client.get(f"/dcim/devices/{device.pk}/").content.decode()
    assert "Polled by outpost" in page
    assert "Poll now" not in page
    told = admin_client.post(f"/audit/collection/{device.pk}/poll/", follow=True).content.decode()
    assert "which the core cannot hurry" in told
    assert Access.objects.filter(device=device).exists()
