"""Pages of the past: the control, links that stay, nothing to press, and what was deleted since."""

import re
import time
from datetime import datetime
from typing import Any

from django.db import connection
from django.test import Client
from infoport.ui import pastlinks

from inventory.core.models import ObjectChange
from inventory.dcim.models import Device, Site
from inventory.ipam.models import VLAN
from tests.db.pages.cities import City


def moment() -> str:
    """The database's time, apart from what was written before and after."""
    time.sleep(0.01)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: Any = cursor.fetchone()[0]
    time.sleep(0.01)
    return str(now.isoformat())


def page(browser: Client, address: str, **params: str) -> str:
    answer = browser.get(address, params)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_lists_and_objects_offer_a_moment_and_forms_do_not(browser: Client, city: City) -> None:
    device = Device.objects.order_by("pk")[0]
    for address in ("/dcim/devices/", f"/dcim/devices/{device.pk}/", "/dcim/racks/elevations/"):
        assert 'type="datetime-local" id="as-of"' in page(browser, address)
    for address in ("/dcim/devices/add/", "/core/object-changes/", "/audit/differences/"):
        assert 'id="as-of"' not in page(browser, address)


def test_every_link_of_a_past_page_stays_there(browser: Client, city: City) -> None:
    then = moment()
    device = Device.objects.order_by("pk")[0]
    for address in ("/dcim/devices/", f"/dcim/devices/{device.pk}/", f"/dcim/devices/{device.pk}/interfaces/"):
        text = page(browser, address, as_of=then)
        left = [
            tag
            for tag in re.findall(r'<a\b[^>]*\bhref="/[^>]*>', text)
            if "as_of=" not in tag and "data-now" not in tag and "/static/" not in tag
        ]
        assert left == []
        assert "Back to now" in text


def test_nothing_can_be_changed_in_the_past(browser: Client, city: City) -> None:
    then = moment()
    device = Device.objects.order_by("pk")[0]
    text = page(browser, f"/dcim/devices/{device.pk}/", as_of=then)
    assert f'href="/dcim/devices/{device.pk}/edit/' not in text
    assert "nothing can be changed here" in text
    assert 'id="bulk"' not in page(browser, "/dcim/devices/", as_of=then)
    for address in ("/dcim/devices/add/", f"/dcim/devices/{device.pk}/edit/", "/dcim/devices/import/"):
        answer = browser.get(address, {"as_of": then})
        assert (answer.status_code, "the past" in answer.content.decode()) == (409, True)
    assert browser.post(f"/dcim/devices/{device.pk}/delete/?as_of={then[:19]}", {"_confirm": "1"}).status_code == 409
    assert Device.objects.filter(pk=device.pk).exists()


def test_forms_carry_the_moment_and_those_that_write_are_inert() -> None:
    text = pastlinks.kept(
        '<form action="/search/"><input></form><form method="post" action="/notes/add/">', "2026-01-01"
    )
    assert '<form action="/search/"><input type="hidden" name="as_of" value="2026-01-01">' in text
    assert 'action="/notes/add/" inert title="' in text


def test_links_are_dated_once_and_before_their_fragment() -> None:
    text = pastlinks.kept(
        '<a href="/a/?b=1#c"><a href="/a/?as_of=2"><a href="/x/add/?y=1"><a href="/" data-now>', "2026"
    )
    assert '<a href="/a/?b=1&amp;as_of=2026#c"><a href="/a/?as_of=2"><a aria-disabled="true"' in text
    assert text.endswith('<a href="/" data-now>')


def test_what_was_deleted_is_reached_from_its_change_and_from_its_address(browser: Client, city: City) -> None:
    vlan = VLAN.objects.create(vid=77, name="gone")
    key = vlan.pk
    vlan.delete()
    change = ObjectChange.objects.get(changed_object_type="ipam.vlan", changed_object_id=key, action="delete")
    text = page(browser, f"/core/object-changes/{change.pk}/")
    found = re.search(rf'href="(/ipam/vlans/{key}/\?as_of=[^"]+)"', text)
    assert found and "gone" in page(browser, found[1])
    assert "Open the object" not in text
    answer = browser.get(f"/ipam/vlans/{key}/")
    assert (answer.status_code, found[1] in answer.content.decode()) == (404, True)


def test_an_entry_of_history_leads_to_the_object_as_of_then(browser: Client, city: City) -> None:
    site = Site.objects.order_by("pk")[0]
    Site.objects.filter(pk=site.pk).update(facility="first")
    Site.objects.filter(pk=site.pk).update(facility="second")
    links = re.findall(
        rf'href="(/dcim/sites/{site.pk}/\?as_of=[^"]+)"', page(browser, f"/dcim/sites/{site.pk}/history/")
    )
    assert len(links) >= 2
    assert "first" in page(browser, links[1])
    assert datetime.fromisoformat(links[1].partition("=")[2].replace("%3A", ":").replace("%2B", "+"))
