"""What an approved plan rests on: each point changes between plan and approval, and nothing is applied silently."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from inventory.dcim.models import Device, Interface, PowerFeed, PowerOutlet, RackReservation
from inventory.hosting import wording, working
from inventory.hosting.advance import advance
from inventory.hosting.models import Request, Reservation
from inventory.ipam.models import VLAN, IPAddress, Prefix
from inventory.segments.models import Segment
from inventory.services.models import ServiceInstance
from inventory.virtualization.models import Cluster, VirtualMachine
from inventory.works.models import Standard

pytestmark = pytest.mark.usefixtures("undone")
RACK = {"units": 2, "watts": 300, "ports": 1}


def line(request: Request, role: str) -> dict[str, Any]:
    plan = request.plans.order_by("-number").first()
    assert plan is not None
    return next(each for each in plan.lines if str(each["role"]).startswith(role))


def cluster(request: Request) -> Cluster:
    return Cluster.objects.get(pk=line(request, "machine")["values"]["cluster_id"])


def capacity(request: Request) -> None:
    VirtualMachine.objects.create(name="newcomer", cluster=cluster(request), vcpus=Decimal(1), memory=1, disk=1)


def closed(request: Request) -> None:
    Cluster.objects.filter(pk=cluster(request).pk).update(status="offline")


def address(request: Request) -> None:
    values = line(request, "address")["values"]
    IPAddress.objects.create(address=values["address"], vrf_id=values["vrf_id"])


def prefix(request: Request) -> None:
    rows = Prefix.objects.filter(tenant=request.tenant_id, segment=request.segment_id)
    rows.update(status="deprecated")


def name(request: Request) -> None:
    IPAddress.objects.create(address="203.0.113.9/24", dns_name=line(request, "dns")["values"]["name"].upper())


def sources(request: Request) -> None:
    Prefix.objects.create(prefix="10.250.0.0/24", segment=request.segment, status="container")


def policy(request: Request) -> None:
    Segment.objects.filter(pk=request.segment_id or 0).update(isolation="physical")


def owner(request: Request) -> None:
    from inventory.tenancy.models import Tenant

    other = Tenant.objects.exclude(pk=request.tenant_id or 0).order_by("pk").first()
    Segment.objects.filter(pk=request.segment_id or 0).update(tenant=other)


def standard(request: Request) -> None:
    del request
    Standard.objects.create(
        name="命名", slug="naming-of-machines", kind="naming", enforce="refuse", fields=["name"], pattern="[A-Z]+",
        object_type="virtualization.virtualmachine", example="ABC",
    )  # fmt: skip


def service(request: Request) -> None:
    machine = VirtualMachine.objects.create(name="neighbour", cluster=cluster(request))
    of = ServiceInstance.objects.exclude(service__in=request.plans.get().affected).order_by("pk").first()
    assert of is not None
    ServiceInstance.objects.create(
        service_id=of.service_id, host_type="virtualization.virtualmachine", host_id=machine.pk, name="n"
    )


def backup(request: Request) -> None:
    site = line(request, "backup")["values"]["site"]
    Cluster.objects.filter(scope_type="dcim.site", scope_id=site).update(status="offline")


def units(request: Request) -> None:
    values = line(request, "units")["values"]
    RackReservation.objects.create(
        rack_id=values["rack_id"],
        units=values["units"],
        status="active",
        user_id=request.asker_id or 0,
        description="x",
    )


def feed(request: Request) -> None:
    PowerFeed.objects.filter(rack=line(request, "units")["values"]["rack_id"]).update(status="failed")


def outlet(request: Request) -> None:
    PowerOutlet.objects.filter(pk=line(request, "outlet")["key"]).update(mark_connected=True)


def port(request: Request) -> None:
    Interface.objects.filter(pk=line(request, "port")["key"]).update(mark_connected=True)


def vlan(request: Request) -> None:
    taken = VLAN.objects.filter(pk=line(request, "port")["values"]["untagged_vlan_id"])
    taken.update(status="deprecated")


def switch(request: Request) -> None:
    found = Interface.objects.get(pk=line(request, "port")["key"]).device_id
    Device.objects.filter(pk=found).update(name="renamed")


def venue(request: Request) -> None:
    slot = line(request, "venue")["slot"]
    other = Request.objects.exclude(pk=request.pk).order_by("pk")[0]
    Reservation.objects.create(request=other, slot=slot, role="venue")


POINTS = [
    *(("website", each) for each in (capacity, closed, address, prefix, name, sources, policy, owner, standard,
                                     service, backup)),
    *(("rack-space", each) for each in (units, feed, outlet, port, address)),
    *(("connection", each) for each in (port, vlan, switch, owner)), ("conference-room", venue),
]  # fmt: skip


def answers(item: str) -> dict[str, Any]:
    from inventory.conferencing.models import Venue
    from inventory.dcim.models import Site

    if item == "connection":
        site = Site.objects.filter(devices__role__slug="access").order_by("_name").first()
        assert site is not None
        return {"site": site.pk, "mbps": 100}
    if item == "conference-room":
        return {"venue": Venue.objects.order_by("pk")[0].pk, "day": "2026-12-01", "half": "morning"}
    given: dict[str, dict[str, Any]] = {"rack-space": RACK, "mailboxes": {"count": 5}}
    return given.get(item, {"size": "small"})


@pytest.mark.parametrize(("item", "changes"), POINTS, ids=[f"{item}-{each.__name__}" for item, each in POINTS])
def test_what_a_plan_rests_on_has_changed_so_it_is_planned_again(
    item: str, changes: Callable[[Request], None], ask: Any, asker: Any, officer: Any
) -> None:
    request = ask(item, answers=answers(item))
    advance(request.pk, "submit", user=asker)
    request.refresh_from_db()
    assert working.plan(request.pk, request.revision) == "planned", request.plans.get().problems
    before = request.plans.get()
    changes(request)
    moved = advance(request.pk, "approve", user=officer)
    assert moved.again
    assert moved.request.state in {"planned", "unfit"}
    assert not Reservation.objects.filter(request=request).exists()
    newest = request.plans.order_by("-number").first()
    assert newest.digest != before.digest
    assert newest.fits == (moved.request.state == "planned")
    assert newest.fits or newest.problems


def test_nothing_has_changed_so_it_is_approved_in_any_language(ask: Any, asker: Any, officer: Any) -> None:
    request = ask()
    advance(request.pk, "submit", user=asker)
    request.refresh_from_db()
    with translation.override("zh-hans"):
        working.plan(request.pk, request.revision)
    with translation.override("en"):
        assert advance(request.pk, "approve", user=officer).request.state == "approved"


@pytest.mark.parametrize(
    "item", ["website", "machine", "database", "rack-space", "connection", "mailboxes", "conference-room"]
)
def test_every_item_says_what_it_costs(item: str, ask: Any, asker: Any) -> None:
    request = ask(item, answers=answers(item))
    advance(request.pk, "submit", user=asker)
    request.refresh_from_db()
    assert working.plan(request.pk, request.revision) == "planned"
    plan = request.plans.get()
    assert wording.cost(plan.cost)
    assert plan.affected or item in {"connection", "rack-space"}, "no service stands on that switch, in that rack"


def test_what_else_would_fit_is_said_where_the_segment_is_wrong(ask: Any, asker: Any) -> None:
    request = ask(segment=Segment.objects.get(slug="intranet"), exposure="public")
    advance(request.pk, "submit", user=asker)
    request.refresh_from_db()
    assert working.plan(request.pk, request.revision) == "unfit"
    assert {"what": "other segment", "told": {"segment": Segment.objects.get(slug="extranet").name}} in (
        request.plans.get().alternatives
    )
