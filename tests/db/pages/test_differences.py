from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace

from inventory.core.models import ObjectChange
from inventory.dcim.models import Interface
from inventory.ipam.models import IPAddress
from inventory.reconcile.accept import fingerprint
from inventory.reconcile.models import Difference
from inventory.users.models import User
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant

AROUND = (
    "dcim.device",
    "dcim.site",
    "dcim.location",
    "dcim.rack",
    "dcim.devicetype",
    "dcim.manufacturer",
    "dcim.devicerole",
)
LIST = "/audit/differences/"


def test_the_list_groups_by_cause_and_shows_both_sides(browser: Client, differing: City) -> None:
    del differing
    page = browser.get(LIST).content.decode()
    assert "Another description" in page
    assert "Address nobody registered" in page
    assert '<span class="want" title="window 3">window 3</span>' in page
    assert '<span class="seen" title="printer">printer</span>' in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?topic=ports", "printer", "10.9.9.9"),
        ("?topic=addresses", "10.9.9.9", "printer"),
        ("?kind=unexpected", "10.9.9.9", "printer"),
        ("?rule=interface.description", "printer", "10.9.9.9"),
        ("?confidence=certain&group=device", "printer", "kiosk"),
        ("?group=site", "printer", "kiosk"),
    ],
)
def test_conditions_choose_differences(browser: Client, differing: City, query: str, shown: str, hidden: str) -> None:
    del differing
    page = browser.get(LIST + query).content.decode()
    assert shown in page
    assert hidden not in page


def test_a_device_is_a_condition_that_can_be_taken_away(browser: Client, differing: City) -> None:
    page = browser.get(f"{LIST}?device={differing.core.pk}").content.decode()
    assert "No difference meets these conditions" in page
    assert "core01" in page
    assert "Remove the condition Device" in page


def test_ignored_ones_are_shown_only_when_asked_for(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    Difference.objects.filter(pk=row.pk).update(state="ignored", ignored_until=timezone.now() + timedelta(days=1))
    assert "printer" not in browser.get(LIST).content.decode()
    assert "printer" in browser.get(f"{LIST}?state=ignored").content.decode()


def test_the_evidence_names_table_time_rows_and_the_exact_write(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    page = browser.get(f"{LIST}{row.pk}/").content.decode()
    assert "printer" in page
    assert "GigabitEthernet1/0/3" in page
    assert "- description: window 3" in page
    assert "+ description: printer" in page
    assert "the device answers" in page


def test_a_fragment_of_the_evidence_is_a_drawer_without_the_shell(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    text = browser.get(f"{LIST}{row.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'class="drawer"' in text
    assert "<html" not in text


def test_looking_at_the_write_writes_nothing(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    before = ObjectChange.objects.count()
    browser.get(f"{LIST}{row.pk}/accept/")
    assert ObjectChange.objects.count() == before
    assert Interface.objects.get(pk=row.subject_id).description == "window 3"


def test_accepting_writes_the_observed_side_with_actor_and_request(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    answer = browser.post(f"{LIST}{row.pk}/accept/", {"seen": fingerprint(row), "next": f"{LIST}?topic=ports"})
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?topic=ports")
    assert Interface.objects.get(pk=row.subject_id).description == "printer"
    change = ObjectChange.objects.filter(changed_object_type="dcim.interface").latest("id")
    assert change.user_name == "sunli"
    assert change.request_id is not None
    assert "interface.description" in change.message
    assert "printer" not in browser.get(LIST).content.decode()


def test_accepting_is_refused_when_the_register_moved_meanwhile(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    port = Interface.objects.get(pk=row.subject_id)
    port.description = "kiosk"
    port.save()
    answer = browser.post(f"{LIST}{row.pk}/accept/", {"seen": fingerprint(row)})
    assert answer.status_code == 409
    assert "it changed meanwhile" in answer.content.decode()
    assert Interface.objects.get(pk=port.pk).description == "kiosk"


def test_accepting_is_refused_when_another_value_was_observed_since(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    answer = browser.post(f"{LIST}{row.pk}/accept/", {"seen": "0" * 24})
    assert answer.status_code == 409
    assert Difference.objects.get(pk=row.pk).state == "open"


def test_a_deletion_needs_a_tick(browser: Client, city: City) -> None:
    said = dict(city.stated())

    facts = said[city.access.pk]
    kept = tuple(row for row in facts.interfaces or () if not (row.name or "").endswith("0/4"))
    said[city.access.pk] = replace(facts, interfaces=kept)
    city.poll(said)
    city.audit()
    row = city.one("interface.missing")
    page = browser.get(f"{LIST}{row.pk}/accept/").content.decode()
    assert "Delete it from the register" in page
    assert browser.post(f"{LIST}{row.pk}/accept/", {"seen": fingerprint(row)}).status_code == 422
    assert Interface.objects.filter(pk=row.subject_id).exists()
    assert browser.post(f"{LIST}{row.pk}/accept/", {"seen": fingerprint(row), "confirm": "1"}).status_code == 302
    assert not Interface.objects.filter(pk=row.subject_id).exists()


def test_what_cannot_be_accepted_says_why_and_offers_no_button(browser: Client, city: City) -> None:
    city.poll(silent=[city.core])
    city.audit()
    page = browser.get(f"{LIST}{city.one('device.reachable').pk}/").content.decode()
    assert "Nothing can be accepted" in page
    assert "Accept…" not in page


def test_ignoring_needs_a_reason_and_a_day_ahead(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    url = f"{LIST}{row.pk}/ignore/"
    assert browser.get(url).status_code == 200
    past = browser.post(url, {"until": "2020-01-01", "reason": "moved"})
    assert past.status_code == 422
    assert "is not in the future" in past.content.decode()
    assert browser.post(url, {"until": "2099-01-01", "reason": ""}).status_code == 422
    assert browser.post(url, {"until": "2099-01-01", "reason": "project 12"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason, row.resolved_by) == ("ignored", "project 12", "sunli")


def test_an_ignored_one_can_be_opened_again(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    browser.post(f"{LIST}{row.pk}/ignore/", {"until": "2099-01-01", "reason": "project 12"})
    assert browser.post(f"{LIST}{row.pk}/reopen/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == ("open", "")


def test_many_are_previewed_first_and_likely_ones_are_not_ticked(browser: Client, differing: City) -> None:
    certain = differing.one("interface.description")
    Difference.objects.filter(rule="address.unexpected").update(confidence="likely")
    likely = differing.one("address.unexpected")
    answer = browser.post(f"{LIST}accept/", {"pk": [certain.pk, likely.pk]})
    page = answer.content.decode()
    assert "Nothing is written yet" in page
    assert f'value="{certain.pk}" checked' in page
    assert f'value="{likely.pk}" checked' not in page
    assert Interface.objects.get(pk=certain.subject_id).description == "window 3"


def test_many_are_accepted_once_confirmed(browser: Client, differing: City) -> None:
    rows = [differing.one("interface.description"), differing.one("address.unexpected")]
    answer = browser.post(f"{LIST}accept/", {"pk": [row.pk for row in rows], "confirm": "1"})
    assert answer.status_code == 302
    assert IPAddress.objects.filter(address="10.9.9.9/24").exists()
    assert not Difference.objects.filter(pk__in=[row.pk for row in rows], state="open").exists()


def test_of_many_each_refusal_is_told_with_its_reason(browser: Client, differing: City) -> None:
    moved, fine = differing.one("interface.description"), differing.one("address.unexpected")
    port = Interface.objects.get(pk=moved.subject_id)
    port.description = "kiosk"
    port.save()
    page = browser.post(f"{LIST}accept/", {"pk": [moved.pk, fine.pk], "confirm": "1"}).content.decode()
    assert "1 was refused and is open still" in page
    assert "was changed by someone else" in page
    assert IPAddress.objects.filter(address="10.9.9.9/24").exists()


def test_many_are_ignored_with_one_reason(browser: Client, differing: City) -> None:
    ids = list(Difference.objects.filter(state="open").values_list("pk", flat=True))
    form = browser.post(f"{LIST}ignore/", {"pk": ids})
    assert "Ignore differences" in form.content.decode()
    browser.post(f"{LIST}ignore/", {"pk": ids, "until": "2099-01-01", "reason": "acceptance test"})
    assert set(Difference.objects.filter(pk__in=ids).values_list("state", flat=True)) == {"ignored"}


@pytest.mark.parametrize("path", ["accept/", "ignore/"])
def test_choosing_nothing_says_so(browser: Client, differing: City, path: str) -> None:
    del differing
    assert browser.post(f"{LIST}{path}", {"pk": ["x", "999999"]}, follow=True).status_code == 200


@pytest.mark.parametrize("path", ["999999/", "999999/accept/", "999999/ignore/"])
def test_a_difference_that_is_not_there_is_404(browser: Client, path: str) -> None:
    assert browser.get(f"{LIST}{path}").status_code == 404


def test_a_reader_sees_and_may_not_settle(grant: Grant, differing: City) -> None:
    row = differing.one("interface.description")
    for label in AROUND:
        grant(label, "view")
    client = grant("reconcile.difference", "view")
    assert "printer" in client.get(LIST).content.decode()
    assert "Accept…" not in client.get(LIST).content.decode()
    assert client.post(f"{LIST}{row.pk}/accept/").status_code == 403
    assert client.post(f"{LIST}{row.pk}/ignore/", {"until": "2099-01-01", "reason": "x"}).status_code == 403
    assert client.post("/audit/run/").status_code == 403


def test_the_right_to_the_subject_is_needed_too(grant: Grant, differing: City) -> None:
    row = differing.one("interface.description")
    for label in AROUND:
        grant(label, "view")
    client = grant("reconcile.difference", "view", "change")
    assert "You may not change this object" in client.get(f"{LIST}{row.pk}/accept/").content.decode()
    assert client.post(f"{LIST}{row.pk}/accept/").status_code == 403
    assert Interface.objects.get(pk=row.subject_id).description == "window 3"


def test_without_the_right_the_page_is_403(grant: Grant) -> None:
    client = grant("dcim.site", "view")
    assert client.get(LIST).status_code == 403
    assert client.get("/audit/collection/").status_code == 403


def test_a_form_without_its_token_is_refused(person: User, differing: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.post(f"{LIST}{differing.one('interface.description').pk}/accept/").status_code == 403


def test_an_address_elsewhere_is_not_followed(browser: Client, differing: City) -> None:
    row = differing.one("interface.description")
    answer = browser.post(f"{LIST}{row.pk}/accept/", {"next": "https://evil.example/"})
    assert answer["Location"] == LIST


def test_comparing_again_closes_what_is_gone(browser: Client, differing: City) -> None:
    differing.poll()
    answer = browser.post("/audit/run/", follow=True)
    assert "gone" in answer.content.decode()
    assert not Difference.objects.filter(closed=None).exists()


def test_a_silent_device_makes_its_differences_unknown_not_same(browser: Client, differing: City) -> None:
    differing.poll(silent=[differing.access])
    page = browser.get(LIST).content.decode()
    assert "printer" in page
    assert 'title="unreachable"' in page


def test_the_number_of_queries_does_not_grow_with_differences(
    browser: Client, differing: City, django_assert_max_num_queries: Any
) -> None:
    del differing
    with django_assert_max_num_queries(20):
        browser.get(LIST)


def test_a_moved_cable_is_written_as_its_end_at_another_port(browser: Client, city: City) -> None:
    said = dict(city.stated())
    for device, near, far in ((city.core, 1, 2), (city.access, 2, 1)):
        facts = said[device.pk]
        rows = tuple(
            replace(
                row,
                local_port=f"GigabitEthernet1/0/{near}",
                local_if_index=None,
                remote_port=f"GigabitEthernet1/0/{far}",
            )
            for row in facts.neighbours or ()
        )
        said[device.pk] = replace(facts, neighbours=rows)
    city.poll(said)
    city.audit()
    row = city.one("neighbour.moved")
    page = browser.get(f"{LIST}{row.pk}/").content.decode()
    assert "both ends report it" in page
    assert "acc01 GigabitEthernet1/0/2" in page
    assert "Delete it from the register" not in browser.get(f"{LIST}{row.pk}/accept/").content.decode()
    assert browser.post(f"{LIST}{row.pk}/accept/").status_code == 302
