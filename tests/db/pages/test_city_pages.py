"""Isolation, what-if, the board of rooms, and what a service's page says of its business."""

from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from inventory.conferencing.models import Conference, Participant, Venue
from inventory.dcim.models import Interface, SiteGroup
from inventory.ipam.models import VRF
from inventory.segments.models import IsolationPolicy, Segment
from inventory.services.models import BusinessFigure, InfrastructureDependency, Objective
from inventory.services.rules.figures import add_value
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def join(city: City) -> Segment:
    inner = Segment.objects.create(
        name="政务内网", slug="in", kind="intranet", letter="内", code="IN", isolation="physical"
    )
    Interface.objects.filter(pk=city.port(city.access, 1).pk).update(vrf=VRF.objects.create(name="in", segment=inner))
    return inner


def test_the_matrix_shows_policies_and_the_device_that_joins(browser: Client, city: City) -> None:
    inner = join(city)
    page = text(browser, "/plugins/segments/isolation/")
    for said in ("not decided", "physically apart", "1 join", city.access.name, "port in routing table in", "VLAN 10"):
        assert said in page, said
    assert "It joins two networks" in text(browser, f"/dcim/devices/{city.access.pk}/")
    IsolationPolicy.objects.create(first=city.segment, second=inner, rule="one-way", document="2002-17")
    page = text(browser, "/plugins/segments/isolation/")
    assert "one way" in page
    assert "2002-17" in page


def test_nobody_learns_of_devices_outside_their_rights(grant: Grant, city: City) -> None:
    join(city)
    reader = grant("segments.segment", "view")
    assert city.access.name not in text(reader, "/plugins/segments/isolation/")
    assert grant("dcim.site", "view").get("/plugins/services/impact/").status_code == 403


def test_what_if_shows_services_departments_rooms_and_copies(browser: Client, city: City) -> None:
    assert "Goes dark" in text(browser, "/plugins/services/impact/")
    page = text(browser, f"/plugins/services/impact/?of=dcim.site:{city.site.pk}")
    for said in ("公文交换", "lost with it", "documents off site", "A 区"):
        assert said in page, said
    assert browser.get("/plugins/services/impact/?of=nothing").status_code == 400
    assert browser.get("/plugins/services/impact/?of=dcim.device:999999").status_code == 404
    assert f"/plugins/services/impact/?of=dcim.device%3A{city.core.pk}" in text(
        browser, f"/dcim/devices/{city.core.pk}/"
    )


def test_what_if_a_service_fails_names_its_single_points(browser: Client, city: City) -> None:
    page = text(browser, f"/plugins/services/impact/?of=services.applicationservice:{city.service.pk}")
    assert "Single points of failure" in page
    assert "目录服务" in page


def test_the_board_shows_the_tree_with_readiness_and_what_comes_next(browser: Client, city: City) -> None:
    main = Venue.objects.create(name="市委会议室", slug="party", kind="main", site=city.site)
    base = Venue.objects.create(name="农安会议室", slug="nongan", kind="base", site=city.site, parent=main)
    start = timezone.now() + timedelta(days=1)
    meeting = Conference.objects.create(name="防汛会议", start=start, end=start + timedelta(hours=1), host=main)
    Participant.objects.create(conference=meeting, venue=main, role="main")
    Participant.objects.create(conference=meeting, venue=base, role="base")
    page = text(browser, "/plugins/conferencing/board/")
    for said in ("市委会议室", "tree-1", "no terminal in use", "防汛会议"):
        assert said in page, said
    assert "Readiness of the rooms" in text(browser, f"/conferencing/conferences/{meeting.pk}/")
    assert "Not ready for a conference" in text(browser, f"/conferencing/venues/{base.pk}/")


def test_a_service_shows_its_figures_objectives_and_needs(browser: Client, city: City) -> None:
    figure = BusinessFigure.objects.create(service=city.service, name="实际办结时间", unit="天", high=5)
    add_value(figure, Decimal("6.5"))
    Objective.objects.create(service=city.service, name="服务目标", availability="99.9", handling=5)
    InfrastructureDependency.objects.create(
        service=city.service, resource_type="dcim.device", resource_id=city.core.pk, alternative="firewall"
    )
    page = text(browser, f"/services/application-services/{city.service.pk}/")
    for said in ("6.5", "too high", "99.9 %", "5 working days", "one of firewall"):
        assert said in page, said


def test_a_site_shows_the_services_offered_to_its_group(browser: Client, city: City) -> None:
    above = SiteGroup.objects.create(name="社区", slug="communities")
    type(city.site).objects.update(group=SiteGroup.objects.create(name="城区社区", slug="urban", parent=above))
    city.service.offered_at.add(above)
    page = text(browser, f"/dcim/sites/{city.site.pk}/")
    assert "Services offered here" in page
    assert "公文交换" in page
