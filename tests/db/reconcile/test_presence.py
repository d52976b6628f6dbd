"""Registered addresses are seen, not seen of late, never seen, or nobody can tell; each for a reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Site
from inventory.ipam.models import IPAddress
from inventory.reconcile import presence
from inventory.reconcile.models import Access, Credential, Poll, Presence, Sighting
from inventory.users.models import ObjectPermission, User

NOW = timezone.now() - timedelta(minutes=1)


class Network:
    """A router that answers in 10.1.0.0/24 and 2001:db8::/64, one that does not in 10.2.0.0/24."""

    def __init__(self) -> None:
        self.kind = DeviceType.objects.create(
            manufacturer=Manufacturer.objects.create(name="H", slug="h"), model="m", slug="m"
        )
        self.role = DeviceRole.objects.create(name="r", slug="r")
        self.site = Site.objects.create(name="S", slug="s")
        self.up = self.router("up", "ok", "10.1.0.1/24", "2001:db8::1/64")
        self.down = self.router("down", "unreachable", "10.2.0.1/24")

    def router(self, name: str, state: str, *addresses: str) -> Device:
        made = Device.objects.create(name=name, site=self.site, role=self.role, device_type=self.kind)
        word, _made = Credential.objects.get_or_create(name="word", kind="community")
        way = Access.objects.create(device=made, address=f"127.0.0.{len(name)}/32", credential=word)
        Poll.objects.create(access=way, state=state, next_due=NOW)
        for text in addresses:
            host, _slash, length = text.partition("/")
            self.sight(made, "address", host, {"interface": "Vlanif1", "prefixlen": int(length)})
        return made

    def sight(self, device: Device, kind: str, key: str, detail: dict[str, Any], days: float = 0) -> None:
        seen = NOW - timedelta(days=days)
        Sighting.objects.create(
            device=device, kind=kind, key=key, detail=detail, first_seen=seen - timedelta(days=9), last_seen=seen
        )

    def heard(self, address: str, days: float) -> None:
        mac = "00:11:22:33:44:55"
        self.sight(self.up, "arp", f"{address} {mac}", {"address": address, "mac": mac, "interface": "GE1"}, days)


@pytest.fixture
def network(db: None) -> Network:
    del db
    return Network()


def states() -> dict[str, str]:
    return {str(row.address): row.state for row in Presence.objects.select_related("address")}


def test_each_state_has_its_reason_and_unknown_is_not_gone(network: Network) -> None:
    for address, status in {
        "10.1.0.1/24": "active", "10.1.0.5/24": "active", "10.1.0.6/24": "dhcp", "10.1.0.7/24": "active",
        "10.2.0.5/24": "active", "10.9.0.5/24": "active", "10.1.0.8/24": "reserved", "2001:db8::5/64": "slaac",
    }.items():  # fmt: skip
        IPAddress.objects.create(address=address, status=status)
    network.heard("10.1.0.5", 3)
    network.heard("10.1.0.6", 40)
    network.sight(network.up, "address", "fe80::1%1", {"interface": "x", "prefixlen": 64})
    assert presence.refresh(30) == 7
    assert states() == {
        "10.1.0.1/24": "seen", "10.1.0.5/24": "seen", "10.1.0.6/24": "stale", "10.1.0.7/24": "never",
        "10.2.0.5/24": "silent", "10.9.0.5/24": "unwatched", "2001:db8::5/64": "never",
    }  # fmt: skip
    stale = Presence.objects.get(state="stale")
    assert (stale.seen_by, stale.port, stale.witness) == (network.up, "GE1", network.up)
    assert Presence.objects.get(state="silent").witness == network.down
    assert presence.refresh(30) == 0


def test_what_is_seen_again_returns_and_what_is_unregistered_goes(network: Network) -> None:
    kept, gone = (IPAddress.objects.create(address=f"10.1.0.{at}/24") for at in (5, 6))
    network.heard("10.1.0.5", 40)
    presence.refresh(30)
    Presence.objects.update(since=NOW - timedelta(days=2))
    Sighting.objects.filter(kind="arp").update(last_seen=NOW)
    IPAddress.objects.filter(pk=gone.pk).update(status="deprecated")
    presence.refresh(30)
    row = Presence.objects.get()
    assert (row.address, row.state, row.since > NOW) == (kept, "seen", True)
    presence.refresh(30)
    Poll.objects.update(state="refused")
    assert presence.refresh(30) == 0  # it was seen of late, whoever answers now
    assert presence.refresh(1) == 0


def test_only_addresses_one_may_see_are_listed(network: Network) -> None:
    mine, other = (IPAddress.objects.create(address=f"10.1.0.{at}/24") for at in (5, 6))
    presence.refresh(30)
    user = User.objects.create_user("reader")
    for label, constraints in (("ipam.ipaddress", {"id": mine.pk}), ("reconcile.presence", None)):
        held = ObjectPermission.objects.create(
            name=label, object_types=[label], actions=["view"], constraints=constraints
        )
        held.users.add(user)
    client = Client()
    client.force_login(user)
    answer = client.get("/api/plugins/reconcile/presences/?state=never").json()
    assert [each["address"]["id"] for each in answer["results"]] == [mine.pk]
    assert other.pk != mine.pk
    page = client.get("/reconcile/presences/").content.decode()
    assert "10.1.0.5" in page and "10.1.0.6" not in page
