"""Adding from where one is: prefilled forms that lead back, files that begin with what is known."""

import re
from html import unescape

import pytest
from django.test import Client

from inventory.dcim.models import Interface, Rack
from inventory.ipam.models import IPAddress, Prefix
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant
from tests.db.ui.conftest import form_of


def offered(browser: Client, address: str) -> dict[str, str]:
    answer = browser.get(address)
    assert answer.status_code == 200
    return {each["title"]: each["url"] for each in answer.context["additions"]}


def test_a_device_offers_its_parts_and_the_form_leads_back(browser: Client, city: City) -> None:
    page = f"/dcim/devices/{city.core.pk}/"
    found = offered(browser, page)
    assert {"Interface", "IP address", "Inventory item", "Power port"} <= set(found)
    form = form_of(browser.get(found["Interface"]))
    assert form["device"] == [str(city.core.pk)]
    answer = browser.post(found["Interface"], {**form, "name": "new0", "type": "virtual"}, follow=True)
    made = Interface.objects.get(device=city.core, name="new0")
    assert answer.redirect_chain == [(page, 302)]
    assert f'<a href="/dcim/interfaces/{made.pk}/">new0</a>' in answer.content.decode()


def test_an_address_of_a_device_lies_on_one_of_its_interfaces(browser: Client, city: City) -> None:
    form = form_of(browser.get(offered(browser, f"/dcim/devices/{city.core.pk}/")["IP address"]))
    label, _colon, key = form["assigned_object"][0].partition(":")
    assert label == "dcim.interface" and Interface.objects.get(pk=key).device_id == city.core.pk


def test_an_address_of_a_prefix_is_the_first_free_one_each_time(browser: Client, city: City) -> None:
    prefix = Prefix.objects.create(prefix="10.99.0.0/24")
    IPAddress.objects.create(address="10.99.0.1/24")
    link = offered(browser, f"/ipam/prefixes/{prefix.pk}/")["IP address"]
    form = form_of(browser.get(link))
    assert form["address"] == ["10.99.0.2/24"]
    again = browser.post(link, {**form, "_another": "1"}, follow=True)
    assert form_of(again)["address"] == ["10.99.0.3/24"]
    assert form_of(browser.get(f"/ipam/ip-addresses/add/?_within={'9' * 30}"))["address"] == [""]


def test_a_site_offers_racks_devices_vlans_and_prefixes(browser: Client, city: City) -> None:
    found = offered(browser, f"/dcim/sites/{city.site.pk}/")
    assert {"Rack", "Device", "VLAN", "Location"} <= set(found)
    assert form_of(browser.get(found["Rack"]))["site"] == [str(city.site.pk)]
    assert form_of(browser.get(found["Prefix"]))["scope"] == [f"dcim.site:{city.site.pk}"]


def test_related_tabs_add_and_import_with_what_is_known(browser: Client, city: City) -> None:
    page = f"/dcim/sites/{city.site.pk}/racks/"
    text = unescape(browser.get(page).content.decode())
    (add,) = re.findall(r'href="(/dcim/racks/add/\?[^"]+)"', text)
    form = form_of(browser.get(add))
    answer = browser.post(add, {**form, "name": "R42"})
    assert (answer["Location"], Rack.objects.filter(site=city.site, name="R42").exists()) == (page, True)
    (link,) = re.findall(r'href="(/dcim/racks/import/\?[^"]+)"', text)
    given = browser.get(link).context["text"]
    head, first = given.splitlines()
    assert dict(zip(head.split(","), first.split(","), strict=True))["site"] == city.site.slug
    stored = browser.post(link, {"text": given.replace(",,", ",R43,", 1), "_step": "check"})
    assert stored.status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(browser: Client, city: City, elsewhere: str) -> None:
    link = f"/dcim/racks/add/?site_id={city.site.pk}&_next={elsewhere}"
    answer = browser.post(link, {**form_of(browser.get(link)), "name": "R1"})
    assert answer["Location"] == f"/dcim/racks/{Rack.objects.get(name='R1').pk}/"


def test_only_what_one_may_add_is_offered_and_nothing_in_the_past(browser: Client, city: City, grant: Grant) -> None:
    grant("dcim.interface", "view", "add")
    reader = grant("dcim.device", "view")
    page = f"/dcim/devices/{city.core.pk}/"
    assert list(offered(reader, page)) == ["Interface"]
    answer = browser.get(page, {"as_of": "2026-11-25T00:00:00"})
    assert answer.status_code == 404 or not answer.context["additions"]
