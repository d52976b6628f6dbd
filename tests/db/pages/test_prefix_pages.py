"""Prefixes as a tree with free space, addresses with gaps, and what is at a VLAN, an address, a group of numbers."""

from typing import Any

import pytest
from django.test import Client

from inventory.ipam.models import ASN, RIR, VLAN, VRF, ASNRange, IPAddress, IPRange, Prefix, VLANGroup
from inventory.users.models import User
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant


@pytest.fixture
def block(db: None) -> Prefix:
    """A /16 with a /24 and a /25 inside, and addresses."""
    del db
    found = Prefix.objects.create(prefix="10.66.0.0/16", status="container")
    Prefix.objects.create(prefix="10.66.1.0/24")
    Prefix.objects.create(prefix="10.66.1.128/25")
    Prefix.objects.create(prefix="10.69.0.0/17", vrf=VRF.objects.create(name="Other table"))
    for last in (1, 2, 3, 10):
        IPAddress.objects.create(address=f"10.66.1.{last}/24")
    return found


def text(browser: Client, url: str, **headers: str) -> str:
    answer = browser.get(url, headers=headers)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_tree_begins_with_the_outermost_prefixes_of_one_table(browser: Client, block: Prefix) -> None:
    page = text(browser, "/ipam/prefixes/tree/")
    assert f'href="/ipam/prefixes/{block.pk}/"' in page
    assert "10.66.1.0/24" not in page
    other = VRF.objects.get(name="Other table")
    assert "10.69.0.0/17" in text(browser, f"/ipam/prefixes/tree/?vrf={other.pk}")


def test_a_level_shows_children_and_the_free_networks_between_to_click(browser: Client, block: Prefix) -> None:
    level = text(browser, f"/ipam/prefixes/{block.pk}/level/", HX_Request="true")
    assert "10.66.1.0/24" in level
    assert "10.66.1.128/25" not in level
    assert "/ipam/prefixes/add/?prefix=10.66.0.0%2F24" in level
    assert "/ipam/prefixes/add/?prefix=10.66.128.0%2F17" in level
    form = text(browser, "/ipam/prefixes/add/?prefix=10.66.0.0%2F24")
    assert 'value="10.66.0.0/24"' in form
    assert browser.get(f"/ipam/prefixes/{block.pk}/level/").status_code == 302


def test_a_prefixs_page_shows_its_addresses_with_the_gaps_between(browser: Client, block: Prefix) -> None:
    del block
    IPRange.objects.create(start_address="10.66.1.20/24", end_address="10.66.1.29/24", mark_populated=True)
    prefix = Prefix.objects.get(prefix="10.66.1.0/24")
    page = text(browser, f"/ipam/prefixes/{prefix.pk}/")
    assert '<span class="num">6 free</span>: <span class="mono">10.66.1.4-9</span>' in page
    assert "/ipam/ip-addresses/add/?address=10.66.1.4%2F24" in page
    assert '<span class="num">populated</span>: <span class="mono">10.66.1.20-29</span>' in page
    assert '<span class="num">225 free</span>: <span class="mono">10.66.1.30-254</span>' in page
    assert "10.66.1.128/25" in page


def test_many_addresses_come_fifty_at_a_time(browser: Client, db: None) -> None:
    prefix = Prefix.objects.create(prefix="10.67.0.0/16")
    IPAddress.objects.bulk_create(IPAddress(address=f"10.67.0.{last}/16") for last in range(1, 121))
    first = text(browser, f"/ipam/prefixes/{prefix.pk}/addresses/")
    assert "10.67.0.50/16" in first
    assert "10.67.0.51/16" not in first
    following = text(browser, f"/ipam/prefixes/{prefix.pk}/addresses/?after=10.67.0.100", HX_Request="true")
    assert "10.67.0.101/16" in following
    assert "10.67.0.121-255.254" in following or "10.67.0.121-10.67.255.254" in following


def test_ipv6_gaps_are_said_as_powers_of_two(browser: Client, db: None) -> None:
    prefix = Prefix.objects.create(prefix="2001:db8::/64")
    IPAddress.objects.create(address="2001:db8::5/64")
    page = text(browser, f"/ipam/prefixes/{prefix.pk}/")
    assert "2001:db8::1-4" in page
    assert "2^63 free" in page


def test_addresses_of_others_are_taken_and_not_shown(grant: Grant, block: Prefix) -> None:
    del block
    prefix = Prefix.objects.get(prefix="10.66.1.0/24")
    grant("ipam.prefix", "view")
    client = grant("ipam.ipaddress", "view", constraints={"address": "10.66.1.1/24"})
    page = text(client, f"/ipam/prefixes/{prefix.pk}/addresses/")
    assert "taken, outside your rights" in page
    assert "10.66.1.4-9" in page
    assert "/ipam/ip-addresses/add/" not in page


def test_lists_are_sorted_by_utilization_and_show_it_as_a_bar(browser: Client, block: Prefix) -> None:
    del block
    page = text(browser, "/ipam/prefixes/?ordering=-utilization")
    assert page.index(">10.66.1.0/24<") < page.index(">10.66.0.0/16<")
    assert 'class="share"' in page
    assert "10.66.1.0/24" not in text(browser, "/ipam/prefixes/?utilization__gte=90", HX_Target="list")


def test_a_vlan_tells_its_ports_networks_and_switches(browser: Client, city: City) -> None:
    from inventory.dcim.models import Interface

    vlan = VLAN.objects.create(vid=20, name="office", site=city.access.site)
    port = Interface.objects.filter(device=city.access).first()
    assert port is not None
    Interface.objects.filter(pk=port.pk).update(untagged_vlan=vlan)
    Prefix.objects.create(prefix="10.68.0.0/24", vlan=vlan)
    IPAddress.objects.create(address="10.68.0.1/24")
    page = text(browser, f"/ipam/vlans/{vlan.pk}/")
    assert port.name in page
    assert "10.68.0.0/24" in page
    assert "No switch has reported it" in page


def test_an_address_tells_its_networks_twins_and_who_saw_it(browser: Client, differing: City) -> None:
    differing.poll(differing.deviating())
    Prefix.objects.create(prefix="10.9.9.0/24")
    address = IPAddress.objects.create(address="10.9.9.9/24")
    IPAddress.objects.create(address="10.9.9.9/24", vrf=VRF.objects.create(name="Elsewhere"))
    page = text(browser, f"/ipam/ip-addresses/{address.pk}/")
    assert "10.9.9.0/24" in page
    assert "Elsewhere" in page
    assert "acc01" in page


def test_a_groups_vlan_ids_and_a_ranges_as_numbers_are_a_map_to_click(browser: Client, db: None) -> None:
    group = VLANGroup.objects.create(name="Access", slug="access", vid_ranges=[[10, 19], [100, 4000]])
    VLAN.objects.create(vid=12, name="office", group=group)
    page = text(browser, f"/ipam/vlan-groups/{group.pk}/")
    assert f"/ipam/vlans/add/?group_id={group.pk}&amp;vid=13" in page
    assert "12 · office" in page
    rir = RIR.objects.create(name="Private", slug="private")
    numbers = ASNRange.objects.create(name="Ours", slug="ours", rir=rir, start=64512, end=64520)
    ASN.objects.create(asn=64513, rir=rir)
    page = text(browser, f"/ipam/asn-ranges/{numbers.pk}/")
    assert f"/ipam/asns/add/?rir_id={rir.pk}&amp;asn=64514" in page
    large = ASNRange.objects.create(name="All", slug="all", rir=rir, start=4200000000, end=4294967294)
    assert "4200000000-4294967294" in text(browser, f"/ipam/asn-ranges/{large.pk}/")


def test_who_may_add_nothing_is_offered_nothing(grant: Grant, block: Prefix, person: User) -> None:
    del person
    client: Any = grant("ipam.prefix", "view")
    assert "/ipam/prefixes/add/" not in text(client, f"/ipam/prefixes/{block.pk}/level/", HX_Request="true")
