"""One centre for every object, and one person on duty."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from writes import change, make, refusal

from inventory.services.centres import centres_of, unowned
from inventory.services.models import DutyShift


def centre(api: Any, url: Any):
    found = api.get(url).json()["centre"]
    return found and found["slug"]


def test_a_device_has_the_centre_of_the_first_rule_that_fits_else_of_its_site(city: Any, device: Any, api: Any):
    here, there = device("a"), device("b", site=city.bare)
    url = "/api/dcim/devices/{}/"
    assert (centre(api, url.format(here.pk)), centre(api, url.format(there.pk))) == ("zfdz", None)
    make("services.responsibility", precedence=20, team=city.centre, site=city.bare)
    assert centre(api, url.format(there.pk)) == "zfdz"
    make("services.responsibility", precedence=10, team=city.other, role=city.role)
    assert (centre(api, url.format(here.pk)), centre(api, url.format(there.pk))) == ("city-info", "city-info")


def test_a_location_stands_for_all_below_it(city: Any, device: Any, api: Any):
    hall = make("dcim.location", name="大厅", slug="hall", site=city.site)
    corner = make("dcim.location", name="角", slug="corner", site=city.site, parent=hall)
    make("services.responsibility", precedence=1, team=city.other, location=hall)
    found = centres_of([("dcim.device", device("in", location=corner).pk), ("dcim.device", device("out").pk)])
    assert list(found.values()) == [city.other.pk, city.centre.pk]


def test_segments_services_and_machines_resolve_too_and_lists_are_filtered(city: Any, api: Any):
    segment = make("segments.segment", name="外", slug="ex", kind="extranet", letter="外", code="EX")
    service = make("services.applicationservice", name="公文", slug="oa", tenant=city.office)
    part = make("services.applicationservice", name="公文归档", slug="oa-2", parent=service, tenant=city.finance)
    assert unowned("segments.segment") == [segment.pk]
    assert unowned("services.applicationservice") == [service.pk, part.pk]
    make("services.responsibility", precedence=5, team=city.centre, service=service)
    make("services.responsibility", precedence=6, team=city.other, segment=segment)
    assert unowned("services.applicationservice") == unowned("segments.segment") == []
    assert api.get("/api/plugins/services/application-services/?centre=zfdz").json()["count"] == 2
    assert api.get("/api/plugins/segments/segments/?centre=city-info").json()["count"] == 1
    assert api.get("/api/dcim/sites/?centre=null").json()["count"] == 1
    assert api.get(f"/api/dcim/sites/?centre_id={city.centre.pk}").json()["count"] == 1
    assert api.get("/api/dcim/devices/?centre=nobody").status_code == 400


def test_a_vendor_named_on_a_site_is_not_its_centre(city: Any, api: Any):
    vendor = make("services.supportteam", name="厂商", slug="vendor", kind="vendor")
    change(city.site, responsible=vendor)
    assert centre(api, f"/api/dcim/sites/{city.site.pk}/") is None


def test_a_responsibility_is_a_centres_and_says_for_what(city: Any):
    vendor = make("services.supportteam", name="厂商", slug="vendor", kind="vendor")
    assert list(refusal("services.responsibility", precedence=1, team=vendor, site=city.site)) == ["team"]
    assert list(refusal("services.responsibility", precedence=1, team=city.centre)) == ["site"]
    make("services.responsibility", precedence=1, team=city.centre, site=city.site)
    assert list(refusal("services.responsibility", precedence=1, team=city.centre, site=city.bare)) == ["precedence"]


@pytest.fixture
def people(db: Any):
    return [make("tenancy.contact", name=name) for name in ("李娜", "周海涛")]


def test_primary_shifts_of_a_team_do_not_overlap_whoever_writes(city: Any, people: Any):
    now = timezone.now()
    shift = {"team": city.centre, "contact": people[0], "starts_at": now, "ends_at": now + timedelta(hours=8)}
    make("services.dutyshift", **shift)
    assert "overlaps" in str(refusal("services.dutyshift", **shift | {"contact": people[1]}))
    make("services.dutyshift", **shift | {"kind": "secondary", "contact": people[1]})
    make("services.dutyshift", **shift | {"team": city.other})
    make("services.dutyshift", **shift | {"starts_at": shift["ends_at"], "ends_at": now + timedelta(hours=16)})
    with pytest.raises(IntegrityError, match="one_primary"), transaction.atomic():
        DutyShift.objects.create(**shift)
    assert list(refusal("services.dutyshift", **shift | {"kind": "secondary", "ends_at": now})) == ["ends_at"]


def test_who_is_on_duty_now_is_the_primary_of_this_moment(city: Any, people: Any, api: Any):
    now = timezone.now()
    url = f"/api/plugins/services/support-teams/{city.centre.pk}/"
    assert api.get(url).json()["on_duty"] is None
    hours = [(-9, -1, people[0], "primary"), (-1, 7, people[1], "primary"), (-1, 7, people[0], "secondary")]
    for start, end, contact, kind in hours:
        make(
            "services.dutyshift", team=city.centre, contact=contact, kind=kind,
            starts_at=now + timedelta(hours=start), ends_at=now + timedelta(hours=end),
        )  # fmt: skip
    assert api.get(url).json()["on_duty"]["name"] == "周海涛"
