from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from collectors.facts import BgpPeer, ConferenceStatus, DefaultRoute, PoePort, RouteTable, Ups
from inventory.dcim.models import Interface
from inventory.reconcile.models import Access
from inventory.reconcile.observe import parts_of
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant


def page_of(city: City) -> str:
    return f"/dcim/devices/{city.access.pk}/"


def test_the_device_page_sets_both_sides_side_by_side(browser: Client, differing: City) -> None:
    page = browser.get(page_of(differing)).content.decode()
    assert "Intended and observed" in page
    assert "printer" in page
    assert "10.9.9.9" in page
    assert "/accept/" in page


def test_the_rail_says_how_the_collection_goes(browser: Client, differing: City) -> None:
    page = browser.get(page_of(differing)).content.decode()
    assert "Poll now" in page
    assert "sections stated" in page


def test_what_is_wrong_names_differences_and_sensors_beyond_their_limits(browser: Client, differing: City) -> None:
    page = browser.get(page_of(differing)).content.decode()
    assert "GigabitEthernet1/0/3: Another description" in page
    assert "51 °C, limit ≤ 45 °C" in page


def test_a_device_that_never_answered_says_so(browser: Client, city: City) -> None:
    city.poll(silent=[city.core, city.access])
    page = browser.get(page_of(city)).content.decode()
    assert "It has never answered" in page
    assert "no answer in 6 s" in page


def test_a_device_nobody_polls_says_so_with_the_next_step(browser: Client, city: City) -> None:
    Access.objects.all().delete()
    page = browser.get(page_of(city)).content.decode()
    assert "No access is registered" in page
    assert f"/reconcile/accesses/add/?device={city.access.pk}" in page


def test_a_silent_device_shows_what_it_said_then_as_unknown_now(browser: Client, differing: City) -> None:
    differing.poll(silent=[differing.access])
    page = browser.get(page_of(differing)).content.decode()
    assert "what it says now is unknown" in page
    assert ">same<" not in page


def test_everything_it_stated_has_a_page(browser: Client, differing: City) -> None:
    page = browser.get(f"{page_of(differing)}observed/").content.decode()
    assert "GigabitEthernet1/0/4" in page
    assert "Inlet" in page
    assert "2102B" in page
    assert "Neighbours heard" in page


def test_routes_peers_and_power_have_tables_without_columns_that_nobody_fills(browser: Client, city: City) -> None:
    said = dict(city.stated())
    index = (said[city.access.pk].interfaces or ())[0].index
    said[city.access.pk] = replace(
        said[city.access.pk],
        routes=(RouteTable(routes=1250, defaults=(DefaultRoute(version=4, next_hop="10.9.0.1", if_index=index),)),),
        bgp_peers=(BgpPeer(address="10.9.0.2", remote_as=4200000001, state="openSent"),),
        poe_ports=(PoePort(group=1, port=7, status="deliveringPower", power_w=12.5, source="guessed"),),
        ups=(Ups(output_source="battery", charge_percent=81),),
        conference=(ConferenceStatus(sip="registered", h323="disabled"),),
    )
    city.poll(said)
    page = browser.get(f"{page_of(city)}observed/").content.decode()
    for expected in (
        "1,250 routes in all",
        "10.9.0.1",
        "4200000001",
        "opening",
        "1/7",
        "12.5 W",
        "81 %",
        "registered",
        "guessed",
    ):
        assert expected in page, expected
    assert "Last error" not in page
    assert "Jitter" not in page
    assert "<th>Neighbour</th>" in page


def test_the_age_of_a_session_is_no_change(city: City) -> None:
    digests = set()
    for age in (10, 20):
        facts = replace(
            city.stated()[city.access.pk], bgp_peers=(BgpPeer(address="10.9.0.2", changed_seconds_ago=age),)
        )
        digests |= {part.digest for part in parts_of(1, facts) if part.section == "bgp_peers"}
    assert len(digests) == 1


def test_the_page_of_its_words_is_404_for_no_device_and_403_without_the_right(
    grant: Grant, browser: Client, city: City
) -> None:
    assert browser.get("/dcim/devices/999999/observed/").status_code == 404
    assert grant("dcim.device", "view").get(f"{page_of(city)}observed/").status_code == 403


def test_a_reader_of_devices_alone_sees_no_observation(grant: Grant, differing: City) -> None:
    page = grant("dcim.device", "view").get(page_of(differing)).content.decode()
    assert "printer" not in page
    assert "Poll now" not in page


def test_lists_show_the_state_of_devices(browser: Client, city: City) -> None:
    city.poll(silent=[city.core])
    assert "unreachable" in browser.get("/dcim/devices/").content.decode()


def test_the_number_of_queries_does_not_grow_with_interfaces(browser: Client, differing: City) -> None:
    url = page_of(differing)
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for at in range(10, 60):
        Interface.objects.create(device=differing.access, name=f"GigabitEthernet1/0/{at}", type="1000base-t")
    differing.poll()
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) <= len(few) + 1
