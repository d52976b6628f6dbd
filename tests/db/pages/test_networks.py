from django.test import Client

from inventory.dcim.models import Interface
from inventory.ipam.models import VRF, Prefix
from tests.db.pages.cities import City


def test_a_prefix_shows_registered_and_seen_addresses(browser: Client, differing: City) -> None:
    differing.poll(differing.deviating())
    prefix = Prefix.objects.create(prefix="10.9.9.0/24")
    page = browser.get(f"/ipam/prefixes/{prefix.pk}/").content.decode()
    assert "256 addresses: 0 registered, 1 seen" in page
    assert "/ipam/ip-addresses/add/?vrf=&amp;address=10.9.9.9/24" in page


def test_overlapping_networks_are_seen_only_by_devices_of_their_routing_table(browser: Client, differing: City) -> None:
    vrf = VRF.objects.get()
    prefix = Prefix.objects.create(prefix="10.9.9.0/24", vrf=vrf)
    assert "0 registered, 0 seen" in browser.get(f"/ipam/prefixes/{prefix.pk}/").content.decode()
    Interface.objects.filter(device=differing.access).update(vrf=vrf)
    assert "0 registered, 1 seen" in browser.get(f"/ipam/prefixes/{prefix.pk}/").content.decode()


def test_large_and_other_networks_have_no_cells(browser: Client, city: City) -> None:
    del city
    for text in ("10.0.0.0/8", "2001:db8::/64"):
        prefix = Prefix.objects.create(prefix=text)
        assert 'class="cells"' not in browser.get(f"/ipam/prefixes/{prefix.pk}/").content.decode()


def test_a_segment_names_the_devices_with_a_port_in_it(browser: Client, city: City) -> None:
    city.poll(silent=[city.access])
    page = browser.get(f"/segments/segments/{city.segment.pk}/").content.decode()
    assert "Devices with a port in it" in page
    assert "acc01" in page
    assert "unreachable" in page
