"""Where a MAC or an IP address is: the edge port, since when, where it was, and what a person may learn of it."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from collectors.facts import ArpEntry, BridgeEntry
from inventory.dcim.models import MACAddress
from inventory.ipam.models import IPAddress
from inventory.reconcile.whereabouts import Question, question
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant

MAC = "02:00:00:00:00:aa"
PORT = "GigabitEthernet1/0/"


def seen(city: City, access: int | None, *, core: bool = True, address: str = "10.1.0.77") -> None:
    """A poll: the access switch forwards the MAC on a port, the core on its link to it, and resolves the address."""
    said = dict(city.stated())
    entries = (BridgeEntry(mac=MAC, vid=10, local_port=f"{PORT}{access}"),) if access else ()
    said[city.access.pk] = replace(said[city.access.pk], fdb=entries)
    uplink = (BridgeEntry(mac=MAC, vid=10, local_port=f"{PORT}1"),) if core else ()
    resolved = (ArpEntry(address=address, mac=MAC, if_index=3),)
    said[city.core.pk] = replace(said[city.core.pk], fdb=uplink, arp=resolved)
    city.poll(said)


def asked(client: Client, text: str) -> str:
    answer = client.get("/topology/where/", {"q": text})
    assert answer.status_code == 200
    return answer.content.decode()


def now(page: str) -> str:
    return page.partition('id="w-now"')[2].partition("</section>")[0]


def test_an_address_leads_by_arp_to_the_edge_port_and_not_to_the_uplink(browser: Client, city: City) -> None:
    seen(city, 3)
    for text in ("10.1.0.77", MAC, "0200-0000-00AA"):
        found = now(asked(browser, text))
        assert "acc01" in found, text
        assert f"{PORT}3" in found
        assert "core01" not in found
    page = asked(browser, "10.1.0.77")
    assert f"?q={MAC.replace(':', '%3A')}" in page
    assert "resolved it (ARP)" in page


def test_one_that_moved_is_where_it_is_now_and_its_history_says_where_it_was(browser: Client, city: City) -> None:
    seen(city, 3)
    for _each in range(7):  # longer than `last_seen` is exact
        seen(city, 4)
    page = asked(browser, MAC)
    assert f"{PORT}4" in now(page)
    assert f"{PORT}3" not in now(page)
    assert f"{PORT}3" in page.partition('id="w-all"')[2]
    for _each in range(7):
        seen(city, None, core=False)
    assert "the history below" in now(asked(browser, MAC))


def test_what_the_register_says_bears_it_is_named(browser: Client, city: City) -> None:
    port = city.port(city.access, 4)
    row = MACAddress.objects.create(
        mac_address=MAC.upper(), assigned_object_type="dcim.interface", assigned_object_id=port.pk
    )
    held = IPAddress.objects.create(address="10.1.0.77/24")
    seen(city, 3)
    page = asked(browser, MAC)
    assert f"/dcim/mac-addresses/{row.pk}/" in page
    assert f"/ipam/ip-addresses/{held.pk}/" in page
    for url in (f"/dcim/mac-addresses/{row.pk}/", f"/ipam/ip-addresses/{held.pk}/"):
        assert "/topology/where/?q=" in browser.get(url).content.decode()


def test_search_leads_there_from_a_mac_in_any_writing(browser: Client, grant: Grant, city: City) -> None:
    del city
    for text in (MAC, "0200.0000.00aa", "10.1.0.77"):
        assert "/topology/where/?q=" in browser.get("/search/", {"q": text}).content.decode(), text
    assert "/topology/where/" not in browser.get("/search/", {"q": "core01"}).content.decode().partition("<main")[2]
    reader = grant("dcim.device", "view")
    assert "/topology/where/?q=" not in reader.get("/search/", {"q": MAC}).content.decode()


def test_nobody_learns_of_ports_of_devices_outside_their_rights(grant: Grant, city: City) -> None:
    seen(city, 3)
    grant("dcim.interface", "view")
    grant("dcim.device", "view", constraints={"pk": city.core.pk})
    reader = grant("reconcile.sighting", "view", constraints={"device": city.core.pk})
    page = asked(reader, MAC)
    assert "core01" in page
    assert "acc01" not in page


def test_the_same_over_rest(browser: Client, api_of: Any, city: City) -> None:
    del browser
    seen(city, 3)
    found = api_of("/api/plugins/topology/where/?q=10.1.0.77").json()
    assert (found["kind"], found["macs"]) == ("address", [MAC])
    (at,) = found["at"]
    assert (at["device"]["name"], at["port"], at["vid"], at["edge"]) == ("acc01", f"{PORT}3", 10, True)
    assert at["interface"]["id"] == city.port(city.access, 3).pk
    assert {each["kind"] for each in found["seen"]} == {"fdb", "arp"}
    assert api_of("/api/plugins/topology/where/?q=nonsense").status_code == 400
    wired = api_of("/api/plugins/topology/?layer=2&hosts=true").json()
    assert wired["layer"] == 2
    assert api_of("/api/plugins/topology/?layer=9").json() == {"layer": ["“9” is no layer; there are 2 and 3."]}


@pytest.fixture
def api_of(person: Any) -> Any:
    from rest_framework.test import APIClient

    client = APIClient()
    client.force_authenticate(person)
    return client.get


def test_nonsense_is_refused_with_an_example(browser: Client, city: City) -> None:
    del city
    answer = browser.get("/topology/where/", {"q": "printer"})
    assert answer.status_code == 400
    assert "001b-5401-1c01" in answer.content.decode()
    assert browser.get("/topology/where/").status_code == 200


@given(st.text(max_size=30))
def test_any_text_is_a_question_or_none(text: str) -> None:
    found = question(text)
    assert found is None or question(found.text) == found


def test_addresses_are_read_in_every_writing() -> None:
    assert question("FE80::1") == Question("address", "fe80::1")
    assert question("10.0.0.1/24") == Question("address", "10.0.0.1")
    assert question("00-1B-54-01-1C-01") == Question("mac", "00:1b:54:01:1c:01")
    assert question("00:00:00:00:00:00") is None
