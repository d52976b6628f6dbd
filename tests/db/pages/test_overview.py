import re
from typing import Any

import pytest
from django.test import Client

from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant

QUERIES = 32


def test_the_overview_counts_devices_and_differences(browser: Client, differing: City) -> None:
    page = browser.get("/").content.decode()
    assert "Devices polled" in page
    assert "acc01 GigabitEthernet1/0/3" in page
    assert "window 3" in page
    assert "printer" in page
    assert 'title="10.9.9.9/24"' in page


def test_an_unreachable_device_needs_attention_with_its_reason(browser: Client, city: City) -> None:
    city.poll(silent=[city.core])
    page = browser.get("/").content.decode()
    assert "no answer in 6 s" in page
    assert "Needs attention" in page


def test_before_the_first_poll_everything_is_unknown_and_nothing_ok(browser: Client, city: City) -> None:
    del city
    page = browser.get("/").content.decode()
    assert "Nobody has been polled yet" in page
    assert "Every polled device answers" not in page


def test_a_fragment_that_would_be_the_same_is_no_content(browser: Client, differing: City) -> None:
    del differing
    page = browser.get("/").content.decode()
    address = re.search(r'hx-get="([^"]+)"', page)
    assert address
    again = browser.get(address[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert (again.status_code, again.content) == (204, b"")


def test_a_fragment_after_a_change_brings_the_figures_and_one_sentence(browser: Client, differing: City) -> None:
    page = browser.get("/").content.decode()
    address = re.search(r'hx-get="([^"]+)"', page)
    assert address
    differing.poll(silent=[differing.core])
    answer = browser.get(address[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert "1 of 2 devices answer" in text
    assert 'hx-swap-oob="innerHTML:#overview-said"' in text


def test_the_wall_is_dark_and_large(browser: Client, city: City) -> None:
    del city
    page = browser.get("/?density=wall").content.decode()
    assert 'data-density="wall"' in page
    assert 'data-bs-theme="dark"' in page


def test_a_service_with_one_host_down_is_down_for_its_role_only_when_all_are(browser: Client, city: City) -> None:
    city.poll(silent=[city.core])
    page = browser.get("/").content.decode()
    assert "degraded" in page
    assert "1 of 2 hosts in trouble" in page


def test_without_rights_the_overview_is_empty_but_there(grant: Grant) -> None:
    page = grant("dcim.site", "view").get("/")
    assert page.status_code == 200
    assert "Devices polled" not in page.content.decode()


def test_figures_are_of_what_the_person_may_see(grant: Grant, differing: City) -> None:
    del differing
    for label in ("dcim.device", "dcim.interface", "dcim.site", "dcim.devicetype", "dcim.devicerole"):
        grant(label, "view")
    client = grant("reconcile.difference", "view", constraints={"rule": "interface.description"})
    page = client.get("/").content.decode()
    assert "acc01 GigabitEthernet1/0/3" in page
    assert "10.9.9.9" not in page


def test_the_number_of_queries_does_not_grow_with_devices(
    browser: Client, differing: City, django_assert_max_num_queries: Any
) -> None:
    for at in range(5):
        differing.device(f"more{at:02}")
    differing.poll()
    with django_assert_max_num_queries(QUERIES):
        browser.get("/")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_overview_is_shown_in_either_language(browser: Client, differing: City, language: str) -> None:
    del differing
    assert browser.get("/", headers={"Accept-Language": language}).status_code == 200
