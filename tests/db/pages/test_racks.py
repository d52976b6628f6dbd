import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.dcim.models import PowerFeed, Rack, RackReservation
from inventory.users.models import User
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant


def test_the_room_shows_its_racks_with_devices_and_free_units(browser: Client, city: City) -> None:
    page = browser.get(f"/dcim/racks/elevations/?location={city.room.pk}").content.decode()
    assert f'href="/dcim/devices/{city.core.pk}/"' in page
    assert f"rack={city.rack.pk}&amp;position=12&amp;face=front" in page
    assert "2 of 12 U used" in page


def test_the_room_of_a_site_holds_the_racks_of_its_locations(browser: Client, city: City) -> None:
    assert "A01" in browser.get(f"/dcim/racks/elevations/?site={city.site.pk}&face=rear").content.decode()


def test_without_a_room_one_may_choose(browser: Client, city: City) -> None:
    page = browser.get("/dcim/racks/elevations/").content.decode()
    assert f"?location={city.room.pk}" in page
    assert "0.15" in page
    assert "2.82" in page


@pytest.mark.parametrize("query", ["?location=999999", "?location=x", "?site=999999"])
def test_a_room_that_is_not_there_is_404(browser: Client, query: str) -> None:
    assert browser.get(f"/dcim/racks/elevations/{query}").status_code == 404


def test_the_picture_stands_alone(browser: Client, city: City) -> None:
    answer = browser.get(f"/dcim/racks/{city.rack.pk}/elevation.svg?face=rear")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "core01" in answer.content.decode()


def test_a_rack_has_no_third_side(browser: Client, city: City) -> None:
    assert browser.get(f"/dcim/racks/{city.rack.pk}/elevation.svg?face=top").status_code == 404
    assert browser.get("/dcim/racks/999999/elevation.svg").status_code == 404


def test_a_device_one_may_not_see_takes_its_units_without_its_name(grant: Grant, city: City) -> None:
    grant("dcim.rack", "view")
    client = grant("dcim.device", "view", constraints={"name": "acc01"})
    picture = client.get(f"/dcim/racks/{city.rack.pk}/elevation.svg").content.decode()
    assert "acc01" in picture
    assert "core01" not in picture
    assert "occupied" in picture


def test_free_units_are_no_links_without_the_right_to_add(grant: Grant, city: City) -> None:
    client = grant("dcim.rack", "view")
    assert "k-free" not in client.get(f"/dcim/racks/{city.rack.pk}/elevation.svg").content.decode()


def test_racks_without_the_right_are_403(grant: Grant, city: City) -> None:
    client = grant("dcim.site", "view")
    assert client.get(f"/dcim/racks/{city.rack.pk}/elevation.svg").status_code == 403
    assert client.get("/dcim/racks/elevations/").status_code == 403


def test_the_rack_page_draws_both_faces_gauges_contents_and_feeds(browser: Client, city: City) -> None:
    city.poll()
    page = browser.get(f"/dcim/racks/{city.rack.pk}/").content.decode()
    assert page.count('class="rack"') == 2
    assert "longest run" in page
    assert "Contents" in page
    assert "Power feeds" in page


def test_pages_of_sites_and_locations_show_how_full_racks_are(browser: Client, city: City) -> None:
    for path in (f"/dcim/sites/{city.site.pk}/", f"/dcim/locations/{city.room.pk}/"):
        assert "2 of 12 U used" in browser.get(path).content.decode()


def test_the_number_of_queries_does_not_grow_with_racks(browser: Client, city: City) -> None:
    url = f"/dcim/racks/elevations/?location={city.room.pk}"
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    for at in range(2, 6):
        Rack.objects.create(name=f"A{at:02}", site=city.site, location=city.room)
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) <= len(one)


def test_a_whole_room_stands_in_one_row_with_power_weight_and_reservations(
    browser: Client, city: City, person: User
) -> None:
    RackReservation.objects.create(rack=city.rack, units=[5, 6], user=person, description="新存储")
    page = browser.get(f"/dcim/racks/elevations/?location={city.room.pk}&row=1&face=rear").content.decode()
    assert "racks-line" in page
    assert "新存储" in page
    assert " kW · 12 kg" in page


def test_pages_of_power_tell_the_load(browser: Client, city: City) -> None:
    feed = PowerFeed.objects.get(rack=city.rack)
    for url in (
        f"/dcim/power-feeds/{feed.pk}/",
        f"/dcim/power-panels/{feed.power_panel_id}/",
        f"/dcim/racks/{city.rack.pk}/",
    ):
        assert "Allocated draw" in browser.get(url).content.decode()
