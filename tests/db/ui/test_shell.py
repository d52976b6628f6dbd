"""What surrounds every page: the content policy, signing in, preferences, error pages, search."""

from typing import Any

import pytest
from django.test import Client
from infoport.ui.middleware import POLICY

from inventory.dcim.models import Device
from inventory.users.models import User


def test_every_answer_carries_the_content_policy_and_pages_vary(root: Client) -> None:
    for url in ("/login/", "/dcim/sites/", "/api/dcim/sites/?limit=1", "/no/such/page/"):
        answer = root.get(url)
        assert answer["Content-Security-Policy"] == POLICY
    page = root.get("/dcim/sites/")
    assert {"HX-Request", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"


def test_pages_ask_for_signing_in_and_lead_back(db: None) -> None:
    client = Client()
    answer = client.get("/dcim/sites/?status=active")
    assert answer["Location"] == "/login/?next=/dcim/sites/%3Fstatus%3Dactive"
    fragment = client.get("/dcim/sites/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/login/")
    assert client.get("/login/").status_code == 200
    User.objects.create_user("sunli", password="correct horse")
    wrong = client.post("/login/", {"username": "sunli", "password": "x"})
    assert "not signed in" in wrong.content.decode()
    right = client.post(
        "/login/?next=/dcim/sites/", {"username": "sunli", "password": "correct horse", "next": "/dcim/sites/"}
    )
    assert right["Location"] == "/dcim/sites/"
    assert client.post("/logout/").status_code == 302
    assert client.get("/dcim/sites/").status_code == 302


def test_preferences_are_kept_with_the_person_and_in_cookies(db: None) -> None:
    client = Client()
    user = User.objects.create_superuser("sunli", password="x")
    client.force_login(user)
    answer = client.post(
        "/preferences/", {"theme": "dark", "density": "normal", "language": "zh-hans", "next": "/dcim/sites/"}
    )
    assert answer["Location"] == "/dcim/sites/"
    page = client.get("/dcim/sites/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'data-density="normal"' in page
    assert '<html lang="zh-hans"' in page
    user.refresh_from_db()
    assert (user.preferences["theme"], user.preferences["language"]) == ("dark", "zh-hans")
    client.post("/i18n/setlang/", {"language": "en", "next": "/dcim/sites/"})
    user.refresh_from_db()
    assert user.preferences["language"] == "en"
    elsewhere = Client()
    elsewhere.post("/login/", {"username": "sunli", "password": "x"})
    assert elsewhere.cookies["infoport_theme"].value == "dark"


@pytest.mark.parametrize("data", [{"theme": "pink"}, {"columns_of": "no.such"}, {"language": "xx"}])
def test_an_unknown_preference_is_refused(root: Client, data: dict[str, str]) -> None:
    answer = root.post("/preferences/", data)
    assert answer.status_code == 400
    assert next(iter(data)) in answer.content.decode()


def test_preferences_never_lead_to_another_site(root: Client) -> None:
    assert root.post("/preferences/", {"theme": "light", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_chosen_columns_are_shown_until_the_declared_ones_are_wanted(root: Client) -> None:
    root.post("/preferences/", {"columns_of": "dcim.site", "columns": ["facility", "name"], "next": "/dcim/sites/"})
    assert [head.label for head in root.get("/dcim/sites/").context["table"].heads] == ["Facility", "Name"]
    root.post("/preferences/", {"columns_of": "dcim.site", "columns": ["facility", "*"]})
    assert len(root.get("/dcim/sites/").context["table"].heads) > 2


def test_a_missing_form_token_is_a_403_within_the_shell(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("sunli", password="x"))
    answer = client.post("/dcim/sites/add/", {})
    assert answer.status_code == 403
    assert "token" in answer.content.decode()
    assert 'class="side"' in answer.content.decode()


def test_a_page_that_fails_tells_a_reference_and_nothing_else(root: Client, monkeypatch: Any) -> None:
    from infoport.ui import listing

    def broken(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(listing, "select", broken)
    quiet = Client(raise_request_exception=False)
    quiet.cookies = root.cookies
    answer = quiet.get("/dcim/sites/")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


@pytest.mark.parametrize("url", ["/no/such/", "/no-such", "/docs/no.such/", "/dcim/sites/x/", "/api/no/such/"])
def test_an_unknown_address_is_a_404(root: Client, url: str) -> None:
    assert root.get(url, follow=True).status_code == 404


def test_search_finds_objects_types_and_forms(root: Client) -> None:
    device = Device.objects.filter(name__isnull=False).order_by("pk")[0]
    page = root.get(f"/search/?q={device.name}")
    assert f'href="/dcim/devices/{device.pk}/"' in page.content.decode()
    fragment = root.get("/search/?q=device", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith("<h3>")
    assert 'href="/dcim/devices/"' in fragment
    assert 'href="/dcim/devices/add/"' in fragment
    assert "Nothing has this name" in root.get("/search/?q=zzzzzz").content.decode()
    assert root.get("/search/").status_code == 200


def test_search_shows_only_what_one_may_see(person: Any) -> None:
    device = Device.objects.filter(name__isnull=False).order_by("pk")[0]
    client = person(["dcim.site"], ["view"])
    page = client.get(f"/search/?q={device.name}").content.decode()
    assert f"/dcim/devices/{device.pk}/" not in page
    assert "/dcim/devices/" not in client.get("/search/?q=device").content.decode()


def test_all_types_are_listed_and_searched(root: Client) -> None:
    assert "dcim.device" in root.get("/types/").content.decode()
    narrowed = root.get("/types/?q=manufacturer").content.decode()
    assert "dcim.manufacturer" in narrowed
    assert "ipam.vlan<" not in narrowed


def test_the_side_bar_has_only_what_one_may_see(person: Any) -> None:
    page = person(["dcim.site"], ["view"]).get("/dcim/sites/").content.decode()
    side = page[page.index('class="side"') : page.index('class="top')]
    assert "/dcim/sites/" in side
    assert "/dcim/devices/" not in side


def test_a_condition_from_the_form_becomes_the_apis_parameter(root: Client) -> None:
    for query, wanted in (
        ("_field=name&_operator=ic&_value=xxg", "name__ic=xxg"),
        ("status=active&_field=site_id&_operator=n&_value=1", "status=active&site_id__n=1"),
        ("_field=site_id&_operator=&_value=xxg", "site=xxg"),
        ("_field=no_such&_operator=&_value=1", ""),
        ("_field=name&_operator=ic&_value=", ""),
    ):
        answer = root.get(f"/dcim/devices/?{query}")
        assert answer.status_code == 302
        assert answer["Location"].partition("?")[2] == wanted


def test_conditions_are_chips_that_say_and_drop_themselves(root: Client) -> None:
    page = root.get("/dcim/devices/?site=xxg&status=active&status=planned&name__ic=core")
    chips = page.context["conditions"]
    assert [chip.text for chip in chips] == ["Site: 信息港机房", "Status: Active, Planned", "Name contains core"]
    assert chips[0].url == "/dcim/devices/?status=active&status=planned&name__ic=core"


def test_an_empty_list_says_why_and_what_next(root: Client, person: Any) -> None:
    filtered = root.get("/dcim/devices/?site=xxg&name=nobody")
    assert filtered.context["empty"]["kind"] == "filtered"
    assert [action["url"] for action in filtered.context["empty"]["actions"]] == [
        "/dcim/devices/?name=nobody", "/dcim/devices/?site=xxg", "/dcim/devices/",
    ]  # fmt: skip
    outside = person(["dcim.device"], ["view"], {"name": "nobody"}).get("/dcim/devices/")
    assert outside.context["empty"]["kind"] == "forbidden"
    nothing = root.get("/shelf/shelves/")
    assert nothing.context["empty"]["kind"] == "none"


def test_comments_are_markdown_without_script(root: Client) -> None:
    device = Device.objects.order_by("pk")[0]
    Device.objects.filter(pk=device.pk).update(
        comments="# Title\n**bold** <script>alert(1)</script> [link](javascript:alert(1)) ![](https://x.example/i.png)"
    )
    page = root.get(f"/dcim/devices/{device.pk}/").content.decode()
    assert "<strong>bold</strong>" in page
    for wrong in ("<script>alert", 'href="javascript:', "x.example/i.png", "<h1>Title"):
        assert wrong not in page
