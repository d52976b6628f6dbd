"""A small city that was polled and compared: two switches in a rack, one of which says what the register does not."""

from datetime import timedelta

from django.utils import timezone
from msgspec.structs import replace

from collectors.facts import Entity, IpAddress, Processor, Sensor, SensorLimits
from inventory.dcim.models import (
    DeviceRole,
    DeviceType,
    Interface,
    Location,
    Manufacturer,
    PowerFeed,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
)
from inventory.ipam.models import VLAN, VRF, IPAddress
from inventory.reconcile.models import Credential, Difference
from inventory.segments.models import Segment
from inventory.services.models import (
    ApplicationService,
    Protection,
    ServiceDependency,
    ServiceEndpoint,
    ServiceInstance,
    SupportTeam,
)
from tests.db.reconcile.lab import Lab, Stated


class City(Lab):
    """The register, what its devices state, and a rack with both switches."""

    rack: Rack
    room: Location
    segment: Segment
    service: ApplicationService

    def one(self, rule: str) -> Difference:
        return Difference.objects.get(rule=rule, closed=None)

    def deviating(self) -> Stated:
        """The access switch has another description and an address that nobody registered; one sensor is too hot."""
        said = dict(self.stated())
        facts = said[self.access.pk]
        rows = tuple(
            replace(row, alias="printer") if (row.name or "").endswith("0/3") else row for row in facts.interfaces or ()
        )
        index = next(row.index for row in rows if (row.name or "").endswith("0/3"))
        extra = IpAddress(address="10.9.9.9", prefixlen=24, if_index=index, version=4)
        hot = Sensor(class_="temperature", descr="Inlet", value=51.0, unit="C", limits=SensorLimits(high=45.0))
        said[self.access.pk] = replace(
            facts, interfaces=rows, ip_addresses=(*(facts.ip_addresses or ()), extra), sensors=(hot,),
            processors=(Processor(usage_percent=12.0),),
            entities=(Entity(index=1, class_="chassis", name="chassis", serial="2102B", model="S5720"),),
        )  # fmt: skip
        return said


def build() -> City:
    """The city before its first poll."""
    team = SupportTeam.objects.create(name="市信息中心", slug="info-centre")
    maker = Manufacturer.objects.create(name="Huawei", slug="huawei")
    lab = City(
        site=Site.objects.create(name="信息港 Info Port", slug="info-port", responsible=team),
        kind=DeviceType.objects.create(
            manufacturer=maker, model="S5720-32X-EI", slug="s5720", u_height=1, weight=6, weight_unit="kg"
        ),
        role=DeviceRole.objects.create(name="Switch", slug="switch", color="14599e"),
        credential=Credential.objects.create(name="read only", kind="community"),
        now=timezone.now() - timedelta(minutes=2),
    )
    lab.room = Location.objects.create(name="A 区", slug="a", site=lab.site)
    lab.rack = Rack.objects.create(
        name="A01", site=lab.site, location=lab.room, u_height=12, max_weight=100, weight_unit="kg"
    )
    mounted = {"rack": lab.rack, "location": lab.room, "face": "front"}
    lab.core = lab.device("core01", serial="2102A", position=3, **mounted)
    lab.access = lab.device("acc01", position=5, **mounted)
    PowerPort.objects.create(device=lab.core, name="PSU 1", allocated_draw=150)
    panel = PowerPanel.objects.create(name="P1", site=lab.site)
    PowerFeed.objects.create(name="A", power_panel=panel, rack=lab.rack, voltage=220, amperage=16)
    lab.segment = Segment.objects.create(name="政务外网", slug="extranet", kind="extranet", letter="外", code="EX")
    vlan = VLAN.objects.create(vid=10, name="office", site=lab.site, segment=lab.segment)
    VRF.objects.create(name="政务外网", segment=lab.segment)
    Interface.objects.filter(pk=lab.port(lab.access, 3).pk).update(
        mode="access", untagged_vlan=vlan, description="window 3", mtu=1500, speed=1_000_000
    )
    lab.cable(lab.port(lab.core, 1), lab.port(lab.access, 1))
    IPAddress.objects.create(
        address="10.1.0.1/24", assigned_object_type="dcim.interface", assigned_object_id=lab.port(lab.core, 3).pk
    )
    _serve(lab, team)
    return lab


def _serve(lab: City, team: SupportTeam) -> None:
    lab.service = ApplicationService.objects.create(name="公文交换", slug="documents", code="A1", responsible=team)
    base = ApplicationService.objects.create(name="目录服务", slug="directory", code="R1", responsible=team)
    ServiceInstance.objects.create(service=lab.service, name="app1", host_type="dcim.device", host_id=lab.core.pk)
    ServiceInstance.objects.create(service=lab.service, name="app2", host_type="dcim.device", host_id=lab.access.pk)
    ServiceDependency.objects.create(service=lab.service, depends_on=base)
    ServiceEndpoint.objects.create(
        service=lab.service, name="portal", protocol="https", web_address="https://oa.example/"
    )
    Protection.objects.create(
        name="documents off site", subject_type="services.applicationservice", subject_id=lab.service.pk,
        target=lab.site, rpo=60,
    )  # fmt: skip
