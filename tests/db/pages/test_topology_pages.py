"""The maps and their tables: links with verdicts and evidence, as far as a person may see both sides."""

from typing import Any

from django.test import Client
from msgspec.structs import replace

from collectors.facts import ArpEntry, BridgeEntry, IpAddress
from inventory.dcim.models import Cable, Interface, MACAddress
from inventory.ipam.models import IPAddress, Prefix
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant


def fetched(client: Client, url: str = "/topology/l2/data/?hosts=true") -> dict[str, Any]:
    answer = client.get(url)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def verdicts(found: dict[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    names = {node["id"]: node["name"] for node in found["nodes"]}
    return [
        (names[each["a"]], names[each["b"]], each.get("verdict"), each.get("confidence")) for each in found["edges"]
    ]


def test_a_cable_that_both_ends_hear_agrees_for_certain(browser: Client, differing: City) -> None:
    del differing
    found = fetched(browser)
    assert verdicts(found) == [("core01", "acc01", "agrees", "certain")]
    (edge,) = found["edges"]
    assert {proof["how"] for proof in edge["evidence"]} == {"lldp"}
    assert edge["cables"] == [Cable.objects.get().pk]
    assert found["frames"][0]["name"] == "信息港 Info Port"


def test_before_any_poll_the_record_stands_alone_and_says_who_is_silent(browser: Client, city: City) -> None:
    del city
    (edge,) = fetched(browser)["edges"]
    assert edge["verdict"] == "unknown"
    assert {each["why"] for each in edge["silent"]} == {"failing"}


def test_a_server_that_is_not_polled_is_seen_by_its_mac(browser: Client, city: City) -> None:
    server = city.device("srv01", polled=False)
    city.cable(city.port(city.access, 2), city.port(server, 1))
    port = city.port(server, 1)
    MACAddress.objects.create(
        mac_address="02:00:00:00:00:AA", assigned_object_type="dcim.interface", assigned_object_id=port.pk
    )
    said = dict(city.stated())
    said[city.access.pk] = replace(
        said[city.access.pk], fdb=(BridgeEntry(mac="02:00:00:00:00:aa", vid=10, local_port="GigabitEthernet1/0/2"),)
    )
    city.poll(said)
    assert ("acc01", "srv01", "agrees", "inferred") in verdicts(fetched(browser))
    assert ("acc01", "srv01", "agrees", "inferred") not in verdicts(fetched(browser, "/topology/l2/data/?hosts=false"))
    table = browser.get("/topology/l2/table/?hosts=true&q=srv01").content.decode()
    assert "acc01 forwards 02:00:00:00:00:aa VLAN 10 to GigabitEthernet1/0/2" in table
    assert "core01" not in table.partition("<tbody>")[2]


def test_layer_3_compares_addresses_recorded_stated_and_resolved(browser: Client, city: City) -> None:
    prefix = Prefix.objects.create(prefix="10.1.0.0/24", segment=city.segment)
    server = city.device("srv01", polled=False)
    for host, device in (("10.1.0.5", server), ("10.1.0.6", city.access)):
        IPAddress.objects.create(
            address=f"{host}/24", assigned_object_type="dcim.interface", assigned_object_id=city.port(device, 2).pk
        )
    said = dict(city.stated())
    said[city.access.pk] = replace(
        said[city.access.pk],
        ip_addresses=(IpAddress(address="10.9.9.9", prefixlen=24, if_index=3, version=4),),
        arp=(ArpEntry(address="10.1.0.5", mac="02:00:00:00:00:bb", if_index=3),),
    )
    city.poll(said)
    found = fetched(browser, "/topology/l3/data/?hosts=true")
    names = {node["id"]: node["name"] for node in found["nodes"]}
    told = {(names[e["a"]], e["b_port"]): (names[e["b"]], e["verdict"], e.get("confidence")) for e in found["edges"]}
    assert told == {
        ("core01", "10.1.0.1"): ("10.1.0.0/24", "agrees", "certain"),
        ("srv01", "10.1.0.5"): ("10.1.0.0/24", "agrees", "inferred"),
        ("acc01", "10.1.0.6"): ("10.1.0.0/24", "missing", None),
        ("acc01", "10.9.9.9"): ("10.9.9.0/24", "unexpected", "certain"),
    }
    assert {node["url"] for node in found["nodes"] if node["name"] == "10.1.0.0/24"} == {f"/ipam/prefixes/{prefix.pk}/"}
    assert "政务外网" in {frame["name"] for frame in found["frames"]}


def test_links_of_devices_outside_ones_rights_are_not_there(grant: Grant, differing: City) -> None:
    grant("reconcile.observation", "view")
    grant("dcim.cable", "view")
    reader = grant("dcim.device", "view", constraints={"pk": differing.core.pk})
    assert fetched(reader)["edges"] == []
    assert "acc01" not in reader.get("/topology/l2/table/?hosts=true").content.decode()


def test_who_may_not_see_observations_sees_the_record_uncompared(grant: Grant, differing: City) -> None:
    del differing
    grant("dcim.cable", "view")
    (edge,) = fetched(grant("dcim.device", "view"))["edges"]
    assert "verdict" not in edge
    assert "evidence" not in edge
    assert edge["cables"]


def test_who_may_not_see_cables_sees_what_is_heard_uncompared(grant: Grant, differing: City) -> None:
    del differing
    grant("reconcile.observation", "view")
    (edge,) = fetched(grant("dcim.device", "view"))["edges"]
    assert "verdict" not in edge
    assert "cables" not in edge
    assert edge["confidence"] == "certain"


def test_maps_are_of_a_site_and_of_a_segment(browser: Client, differing: City) -> None:
    assert len(fetched(browser, "/topology/l2/data/?site=info-port")["nodes"]) == 2
    assert len(fetched(browser, f"/topology/l2/data/?segment=extranet&site_id={differing.site.pk}")["nodes"]) == 2
    Interface.objects.filter(device=differing.access).update(untagged_vlan=None)
    assert fetched(browser, "/topology/l2/data/?segment=extranet")["nodes"] == []
    for wrong in ("site=nowhere", "segment_id=x", "hosts=perhaps"):
        answer = browser.get(f"/topology/l2/data/?{wrong}")
        assert answer.status_code == 400
        assert wrong.partition("=")[0] in answer.json()["detail"]


def test_the_page_needs_the_right_to_see_devices_and_leads_from_a_device(
    browser: Client, grant: Grant, city: City
) -> None:
    assert grant("dcim.site", "view").get("/topology/l2/").status_code == 403
    page = browser.get("/topology/l2/").content.decode()
    assert 'data-url="/topology/l2/data/?"' in page
    assert "vendor/cytoscape" in page
    assert f"focus=d{city.core.pk}" in browser.get(f"/dcim/devices/{city.core.pk}/").content.decode()
    assert "cytoscape" not in browser.get(f"/dcim/devices/{city.core.pk}/").content.decode()
