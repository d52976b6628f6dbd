"""How many statements pages of their own, actions and the search take, on the demo city: a committed number each."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from infoport import demo

from inventory.dcim.models import Device, Interface, Rack
from inventory.ipam.models import IPAddress, Prefix
from tests.db.counting import Counted

BASELINE = Path(__file__).with_name("page_query_counts.json")
UPDATE = "UPDATE_QUERY_COUNTS" in os.environ


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo city, loaded once and rolled back at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def db(city: None) -> Iterator[None]:
    """The city's transaction stands in for pytest-django's; each test's own changes are undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def addresses() -> dict[str, str]:
    """Name → address; names stay the same whatever ids the city's objects get."""
    port = Interface.objects.filter(cable__isnull=False).earliest("pk")
    rack, device = Rack.objects.earliest("pk"), Device.objects.earliest("pk")
    container = Prefix.objects.filter(status="container").earliest("pk")
    prefix = Prefix.objects.filter(status="active").earliest("pk")
    word = device.name
    return {
        "overview": "/", "prefix tree": "/ipam/prefixes/tree/", "elevations": "/dcim/racks/elevations/",
        "a rack": f"/dcim/racks/{rack.pk}/", "trace": f"/dcim/interfaces/{port.pk}/trace/",
        "a container": f"/ipam/prefixes/{container.pk}/", "a prefix": f"/ipam/prefixes/{prefix.pk}/",
        "addresses with gaps": f"/ipam/prefixes/{prefix.pk}/addresses/",
        "an address": f"/ipam/ip-addresses/{IPAddress.objects.earliest('pk').pk}/",
        "search": f"/search/?q={word}", "differences": "/audit/differences/", "collection": "/audit/collection/",
        "problems": f"/dcim/devices/{device.pk}/problems/", "history": f"/dcim/devices/{device.pk}/history/",
        "add": "/dcim/devices/add/", "edit": f"/dcim/devices/{device.pk}/edit/",
        "isolation": "/plugins/segments/isolation/", "what if": "/plugins/services/impact/",
        "board": "/plugins/conferencing/board/", "connect": "/dcim/cables/connect/",
        "REST search": f"/api/plugins/core/search/?q={word}",
        "REST elevation": f"/api/dcim/racks/{rack.pk}/elevation/",
        "REST trace": f"/api/dcim/interfaces/{port.pk}/trace/",
        "REST free addresses": f"/api/ipam/prefixes/{prefix.pk}/available-ips/?limit=5",
        "REST free prefixes": f"/api/ipam/prefixes/{container.pk}/available-prefixes/",
        "http_sd": "/api/plugins/prometheus-sd/devices/",
        "REST impact": f"/api/plugins/services/impact/?of=dcim.device:{device.pk}",
        "REST joins": "/api/plugins/segments/joins/", "REST readiness": "/api/plugins/conferencing/readiness/",
        "where is": f"/topology/where/?q={IPAddress.objects.earliest('pk').address}", "L2 map": "/topology/l2/",
        "REST L2 map": "/api/plugins/topology/?layer=2",
        "REST L3 map": "/api/plugins/topology/?layer=3",
    }  # fmt: skip


def test_queries_per_page_are_the_committed_baseline(api: Any) -> None:
    """`UPDATE_QUERY_COUNTS=1` rewrites the baseline; look at the diff before you commit it."""
    pages = Client()
    pages.force_login(api.user)
    counted: dict[str, int] = {}
    for name, url in addresses().items():
        get = api.get if url.startswith("/api/") else pages.get
        assert get(url).status_code == 200, url
        with Counted() as counter:
            get(url)
        counted[name] = counter.count
    if UPDATE:
        BASELINE.write_text(json.dumps(counted, indent=1, sort_keys=True) + "\n")
    baseline = json.loads(BASELINE.read_text())
    assert counted == baseline, {k: (v, baseline.get(k)) for k, v in counted.items() if v != baseline.get(k)}


def test_search_over_rest_finds_names_pages_and_refuses_unknown_types(api: Any) -> None:
    device = Device.objects.exclude(name="").exclude(name=None).earliest("pk")
    url = "/api/plugins/core/search/"
    found = api.get(f"{url}?q={device.name}&object_type=dcim.device").json()
    assert found["results"][0]["object_id"] == device.pk
    assert found["results"][0]["weight"] == 0
    assert found["results"][0]["object"]["url"].endswith(f"/api/dcim/devices/{device.pk}/")
    many = api.get(f"{url}?q=10.&limit=2").json()
    assert len(many["results"]) == 2
    assert "offset=2" in many["next"]
    assert api.get(f"{url}?q=").json()["count"] == 0
    refused = api.get(f"{url}?q=a&object_type=no.such")
    assert (refused.status_code, list(refused.json())) == (400, ["object_type"])


def test_search_over_rest_shows_each_person_what_they_may_see(person: Any) -> None:
    device = Device.objects.exclude(name="").exclude(name=None).earliest("pk")
    url = f"/api/plugins/core/search/?q={device.name}&object_type=dcim.device"
    assert person(["dcim.device"], ["view"], {"id": device.pk}).get(url).json()["count"] == 1
    assert person(["dcim.device"], ["view"], {"id": 0}).get(url).json()["count"] == 0
    assert person(["dcim.site"], ["view"]).get(url).json()["count"] == 0
