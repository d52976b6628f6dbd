"""Undo in the browser: offered after every write and in history, previewed, refused with the reason."""

import re
from typing import Any

from django.test import Client

from inventory.core.models import ObjectChange
from inventory.dcim.models import Device, Interface, Site
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant
from tests.db.ui.conftest import form_of


def edited(browser: Client, site: Site, **values: str) -> Any:
    address = f"/dcim/sites/{site.pk}/edit/"
    answer = browser.post(address, {**form_of(browser.get(address)), **values}, follow=True)
    assert answer.status_code == 200
    return answer


def undo_link(text: str) -> str:
    found = re.search(r'href="(/core/undo/\?request=[0-9a-f-]+)"', text)
    assert found is not None
    return found[1]


def confirmed(browser: Client, link: str) -> Any:
    preview = browser.get(link)
    assert preview.status_code == 200
    return browser.post("/core/undo/", form_of(preview), follow=True)


def test_a_save_offers_undo_and_the_undoing_can_be_undone(browser: Client, city: City) -> None:
    link = undo_link(edited(browser, city.site, facility="wing").content.decode())
    preview = browser.get(link).content.decode()
    assert "Facility" in preview and "wing" in preview and "gets back" in preview
    city.site.refresh_from_db()
    assert city.site.facility == "wing"
    again = confirmed(browser, link)
    city.site.refresh_from_db()
    assert (city.site.facility, again.redirect_chain[-1][0]) == ("", f"/dcim/sites/{city.site.pk}/")
    confirmed(browser, undo_link(again.content.decode()))
    city.site.refresh_from_db()
    assert city.site.facility == "wing"


def test_a_deleted_device_comes_back_with_its_interfaces(browser: Client, city: City) -> None:
    device = city.core
    ports = Interface.objects.filter(device=device).count()
    page = f"/dcim/devices/{device.pk}/delete/"
    number = browser.get(page).context["number"]
    answer = browser.post(page, {"_confirm": str(number)}, follow=True)
    assert not Device.objects.filter(pk=device.pk).exists()
    link = undo_link(answer.content.decode())
    assert "comes back" in browser.get(link).content.decode()
    confirmed(browser, link)
    assert Interface.objects.filter(device=Device.objects.get(pk=device.pk)).count() == ports > 0


def test_a_later_change_of_the_field_is_named_and_nothing_is_done(browser: Client, city: City) -> None:
    link = undo_link(edited(browser, city.site, facility="one").content.decode())
    edited(browser, city.site, facility="two")
    text = browser.get(link).content.decode()
    last = ObjectChange.objects.filter(changed_object_type="dcim.site", changed_object_id=city.site.pk).first()
    assert last and f'href="/core/object-changes/{last.pk}/"' in text and "later changes would be lost" in text
    assert browser.post("/core/undo/", {"request": link.partition("=")[2], "_confirm": "1"}).status_code == 409
    city.site.refresh_from_db()
    assert city.site.facility == "two"


def test_history_restores_one_value(browser: Client, city: City) -> None:
    edited(browser, city.site, facility="one", description="kept")
    edited(browser, city.site, facility="two")
    text = browser.get(f"/dcim/sites/{city.site.pk}/history/").content.decode()
    found = re.search(r'href="(/core/undo/\?change=\d+&amp;field=facility)"', text)
    assert found is not None
    confirmed(browser, found[1].replace("&amp;", "&"))
    city.site.refresh_from_db()
    assert (city.site.facility, city.site.description) == ("one", "kept")


def test_without_the_right_the_preview_says_which_is_missing(browser: Client, city: City, grant: Grant) -> None:
    link = undo_link(edited(browser, city.site, facility="wing").content.decode())
    assert browser.get(link).status_code == 200
    grant("dcim.site", "view")
    reader = grant("core.objectchange", "view")
    text = reader.get(link).content.decode()
    assert "change sites" in text and 'type="submit">Undo' not in text
    assert reader.post("/core/undo/", {"request": link.partition("=")[2], "_confirm": "1"}).status_code == 409


def test_what_may_not_be_seen_is_not_there(browser: Client, city: City, grant: Grant) -> None:
    link = undo_link(edited(browser, city.site, facility="wing").content.decode())
    grant("dcim.site", "view", "change", constraints={"slug": "another"})
    assert grant("core.objectchange", "view").get(link).status_code == 404
    assert browser.get("/core/undo/?change=999999999").status_code == 404
    assert browser.get("/core/undo/?change=x").status_code == 400
