"""What falls, what is joined, who is ready, and values pushed: the city's own answers over REST."""

from typing import Any

import pytest

from inventory.conferencing.models import Venue
from inventory.dcim.models import Interface, Site
from inventory.ipam.models import VRF
from inventory.segments.models import IsolationPolicy, Segment
from inventory.services.models import ApplicationService, BusinessFigure
from tests.db.pages.cities import City, build

IMPACT, JOINS = "/api/plugins/services/impact/", "/api/plugins/segments/joins/"


@pytest.fixture
def city(db: None) -> City:
    del db
    return build()


def test_impact_tells_what_is_lost_degraded_and_kept_and_how_the_copies_are(api: Any, city: City) -> None:
    other = ApplicationService.objects.create(name="门户", slug="portal", status="planned")
    alone = api.get(f"{IMPACT}?of=dcim.device:{city.core.pk}")
    assert alone.status_code == 200, alone.content
    body = alone.json()
    # The two instances share one role: with one host gone the service goes on, with less.
    assert [each["service"]["name"] for each in body["services"]["degraded"]] == ["公文交换"]
    assert body["services"]["lost"] == []
    assert other.name in [each["name"] for each in body["services"]["kept"]]
    both = api.get(f"{IMPACT}?of=dcim.device:{city.core.pk}&of=dcim.device:{city.access.pk}").json()
    (lost,) = both["services"]["lost"]
    assert lost["service"]["name"] == "公文交换"
    assert lost["because"][0]["object_type"] == "dcim.device"
    assert [(each["freshness"], each["survives"]) for each in lost["copies"]] == [("unknown", True)]
    dark = api.get(f"{IMPACT}?of=dcim.site:{city.site.pk}").json()
    assert dark["services"]["lost"][0]["copies"][0]["survives"] is False
    assert dark["rooms"][0]["site"]["id"] == city.site.pk


def test_impact_names_what_it_does_not_understand(api: Any, city: City) -> None:
    for wrong in ("", "?of=x", "?of=dcim.device:x", f"?of=extras.tag:{city.core.pk}"):
        assert api.get(f"{IMPACT}{wrong}").status_code == 400, wrong
    assert api.get(f"{IMPACT}?of=dcim.device:999999").status_code == 404


def test_impact_is_the_same_for_everybody_and_names_only_what_one_may_see(person: Any, city: City) -> None:
    reader = person(["services.applicationservice"], ["view"])
    assert reader.get(f"{IMPACT}?of=dcim.device:{city.core.pk}").status_code == 404
    service = ApplicationService.objects.get(slug="directory")
    body = reader.get(f"{IMPACT}?of=services.applicationservice:{service.pk}").json()
    assert [each["service"]["slug"] for each in body["services"]["lost"]] == ["documents", "directory"]
    assert body["departments"] == []
    limited = person(["services.applicationservice"], ["view"], {"slug": "directory"})
    seen = limited.get(f"{IMPACT}?of=services.applicationservice:{service.pk}").json()["services"]["lost"]
    assert [each["service"]["slug"] for each in seen] == ["directory"]
    assert person(["dcim.site"], ["view"]).get(IMPACT).status_code == 403


def test_single_points_are_what_alone_takes_a_service_down(api: Any, city: City) -> None:
    url = f"/api/plugins/services/application-services/{city.service.pk}/single-points/"
    found = api.get(url).json()
    assert [each["object"]["slug"] for each in found["results"] if each["object_type"].startswith("services")] == ["directory"]  # fmt: skip  # noqa: E501


def test_joins_are_listed_with_evidence_for_those_who_see_the_device(api: Any, person: Any, city: City) -> None:
    inner = Segment.objects.create(name="内", slug="in", kind="intranet", letter="内", code="IN", isolation="physical")
    table = VRF.objects.create(name="inner", segment=inner)
    port = Interface.objects.filter(device=city.access).exclude(untagged_vlan=None).first()
    Interface.objects.filter(device=city.access).exclude(pk=port.pk).update(vrf=table)
    (row,) = api.get(JOINS).json()["results"]
    assert (row["device"]["id"], row["rule"], row["policy"]) == (city.access.pk, "isolated", None)
    assert {each["how"] for each in row["evidence"]} >= {"vrf", "untagged"}
    assert api.get(f"{JOINS}?device_id={city.core.pk}").json()["count"] == 0
    assert api.get(f"{JOINS}?device=x").status_code == 400
    reader = person(["segments.segment"], ["view"])
    assert reader.get(JOINS).json()["count"] == 0
    IsolationPolicy.objects.create(first=inner, second=city.segment, rule="filtered")
    assert api.get(JOINS).json()["count"] == 0


def test_values_are_pushed_one_or_many_all_or_none(api: Any, person: Any, city: City) -> None:
    figure = BusinessFigure.objects.create(service=city.service, name="流转公文", source="pushed")
    url = f"/api/plugins/services/business-figures/{figure.pk}/values/"
    assert api("POST", url, {"value": "12.5", "reference": "oa"}).status_code == 201
    many = [{"value": 1, "at": "2026-01-01T00:00:00Z"}, {"value": 2, "at": "2026-01-02T00:00:00Z"}]
    assert api("POST", url, many).json()["count"] == 2
    assert api("POST", url, [{"value": 3, "at": "2026-01-03T00:00:00Z"}, many[0]]).status_code == 400
    assert api("POST", url, {"value": "many"}).status_code == 400
    listed = api.get(url).json()
    assert [each["value"] for each in listed["results"]] == [12.5, 2.0, 1.0]
    assert listed["results"][0]["origin"]["value"] == "pushed"
    assert api.get(f"/api/plugins/services/business-figures/{figure.pk}/").json()["latest"] == 12.5
    assert person(["services.businessfigure"], ["view"])("POST", url, {"value": 1}).status_code == 404
    assert api("POST", "/api/plugins/services/business-figure-values/", {"value": 1}).status_code == 405


def test_the_board_lists_every_room_with_its_reasons(api: Any, city: City) -> None:
    Venue.objects.create(name="City", slug="city", kind="main", site=Site.objects.get(pk=city.site.pk))
    (row,) = api.get("/api/plugins/conferencing/readiness/").json()["results"]
    assert (row["venue"]["slug"], row["readiness"], row["reasons"]) == ("city", "not-ready", ["no terminal in use"])
