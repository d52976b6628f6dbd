"""Pages of projects, standards, consolidation, duty and windows, as a person finds them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from writes import change, make

from inventory.reconcile.models import Sighting
from inventory.users.models import ObjectPermission, User
from inventory.works.models import Project


@pytest.fixture(autouse=True)
def english() -> Any:
    with override("en"):
        yield


@pytest.fixture
def browser(db: Any) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("sunli", password="x"))
    return client


def text_of(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_a_project_page_says_what_the_next_step_lacks_and_moves_it(browser: Client, city: Any, project: Any) -> None:
    url = f"/works/projects/{project.pk}/"
    page = text_of(browser, url)
    assert "Close the review" in page
    assert "opinions of reviewing bodies" in page
    refused = browser.post(f"{url}review/", follow=True).content.decode()
    assert "still lacks" in refused
    for body in (city.office, city.finance):
        make("works.opinion", project=project, body=body, verdict="favour", text="同意")
    moved = browser.post(f"{url}review/", follow=True).content.decode()
    assert "is now “Reviewed”" in moved
    assert Project.objects.get(pk=project.pk).stage == "reviewed"
    assert browser.post(f"{url}jump/").status_code in {404, 405}


def test_a_person_without_the_right_for_a_step_is_told_which(city: Any, project: Any) -> None:
    reader = User.objects.create_user("reader")
    right = ObjectPermission.objects.create(
        name="r", object_types=["works.project", "works.opinion"], actions=["view", "change"]
    )
    right.users.add(reader)
    client = Client()
    client.force_login(reader)
    assert "needs the right “review”" in text_of(client, f"/works/projects/{project.pk}/")
    client.post(f"/works/projects/{project.pk}/review/")
    assert Project.objects.get(pk=project.pk).stage == "proposed"


def test_the_yearly_plan_lists_sums_and_exports(browser: Client, project: Any) -> None:
    page = text_of(browser, "/governance/plan/")
    assert "CC-2006-001" in page
    assert "¥900" in page
    answer: Any = browser.get(f"/works/projects/?plan_year_id={project.plan_year_id}&export=csv")
    assert b"CC-2006-001" in b"".join(answer.streaming_content)
    assert "CC-2006-001" in text_of(browser, f"/works/plan-years/{project.plan_year_id}/")


def test_an_object_says_who_paid_for_it(browser: Client, project: Any, device: Any) -> None:
    found = device("xxg-a-sw01")
    make("works.projectasset", project=project, asset_type="dcim.device", asset_id=found.pk, cost="12.00")
    assert "Paid for by" in text_of(browser, f"/dcim/devices/{found.pk}/")
    assert "xxg-a-sw01" in text_of(browser, f"/works/projects/{project.pk}/")


def test_violations_are_counted_by_standard_centre_and_department(browser: Client, city: Any, device: Any) -> None:
    make(
        "works.standard", name="设备命名", slug="n", kind="naming", object_type="dcim.device", fields=["name"],
        pattern="[a-z]+", example="abc",
    )  # fmt: skip
    bad = device("Bad One", tenant=city.office)
    page = text_of(browser, "/audit/standards/")
    for said in ("设备命名", "Bad One", "电子政务处", "市政府电子政务服务中心"):
        assert said in page
    answer = browser.get("/audit/standards/?export=csv").content.decode()
    assert "Bad One" in answer
    assert "It departs from" in text_of(browser, f"/dcim/devices/{bad.pk}/")
    assert "规划局" in text_of(browser, "/audit/standards/unowned/")


def test_a_moved_machine_is_verified_when_a_switch_at_its_new_place_sees_it(
    browser: Client, api: Any, city: Any, device: Any
) -> None:
    server, switch = device("ghj-srv01", site=city.bare), device("xxg-d-leaf01")
    port = make("dcim.interface", device=server, name="eth0", type="1000base-t")
    make(
        "dcim.macaddress",
        mac_address="AA:BB:CC:00:00:01",
        assigned_object_type="dcim.interface",
        assigned_object_id=port.pk,
    )
    plan = make("works.consolidationplan", name="整合", tenant=city.office, site=city.bare, target=city.site)
    today = timezone.localdate()
    make(
        "works.consolidationitem", plan=plan, subject_type="dcim.device", subject_id=server.pk, state="moved",
        moved_on=today - timedelta(days=2),
    )  # fmt: skip
    progress = f"/api/plugins/works/consolidation-plans/{plan.pk}/progress/"
    assert api.get(progress).json()["numbers"] == {"planned": 0, "moved": 1, "verified": 0, "retired": 0}
    entry = {
        "device": switch, "kind": "fdb", "key": "aa:bb:cc:00:00:01 20",
        "detail": {"mac": "aa:bb:cc:00:00:01", "interface": "10GE1/0/3"}, "first_seen": timezone.now(),
    }  # fmt: skip
    seen = Sighting.objects.create(**entry, last_seen=timezone.now() - timedelta(days=9))
    assert api.get(progress).json()["percent"] == 0
    Sighting.objects.filter(pk=seen.pk).update(last_seen=timezone.now())
    body = api.get(progress).json()
    assert (body["percent"], body["items"][0]["seen_by"]) == (100, "xxg-d-leaf01 10GE1/0/3")
    assert "xxg-d-leaf01 10GE1/0/3" in text_of(browser, f"/works/consolidation-plans/{plan.pk}/")
    assert "电子政务处" in text_of(browser, "/hosting/consolidation/")


def test_the_duty_page_shows_the_week_and_who_is_on_duty(browser: Client, city: Any) -> None:
    person = make("tenancy.contact", name="李娜", phone="0431-1")
    now = timezone.now()
    make(
        "services.dutyshift", team=city.centre, contact=person, starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
    )  # fmt: skip
    page = text_of(browser, "/governance/duty/")
    assert "李娜" in page
    assert "on duty now" in page
    assert "nobody is on duty now" in page
    assert "李娜" not in text_of(browser, "/governance/duty/?week=2001-01-01")


@pytest.fixture
def hall(city: Any, device: Any) -> Any:
    segment = make("segments.segment", name="政务外网", slug="extranet", kind="extranet", letter="外", code="EX")
    vlan = make("ipam.vlan", vid=120, name="窗口", segment=segment)
    panel, switch = device("hall-pp01"), device("hall01")
    rear = make("dcim.rearport", device=panel, name="1", type="8p8c")
    front = make("dcim.frontport", device=panel, name="1", type="8p8c", rear_port=rear)
    port = make("dcim.interface", device=switch, name="Gi0/1", type="1000base-t", mode="access", untagged_vlan=vlan)
    ends = {"a_terminations": [{"object_type": "dcim.frontport", "object_id": front.pk}]}
    ends["b_terminations"] = [{"object_type": "dcim.interface", "object_id": port.pk}]
    make("dcim.cable", **ends)
    window = make("hall.window", name="1号窗口", site=city.site, segments=[segment])
    return make(
        "hall.outlet", label="H1", site=city.site, window=window, segment=segment, port_type="dcim.rearport",
        port_id=rear.pk,
    )  # fmt: skip


def test_an_outlet_is_traced_to_its_segment(browser: Client, hall: Any) -> None:
    page = text_of(browser, "/hall/matrix/")
    for said in ("1号窗口", "hall-pp01 1", "hall01 Gi0/1", "VLAN 120", "not seen"):
        assert said in page
    other = make("segments.segment", name="内网", slug="intranet", kind="intranet", letter="内", code="IN")
    change(hall, segment=other)
    assert "other network" in text_of(browser, f"/hall/outlets/{hall.pk}/")
