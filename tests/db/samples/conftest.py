"""Devices that were polled."""

from datetime import UTC, datetime

import pytest

from collectors.facts import DeviceFacts, Interface, InterfaceCounters, Processor, Sensor
from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Site
from inventory.reconcile.models import Access, Credential
from inventory.reconcile.observe import Outcome

NOW = datetime.now(UTC)


@pytest.fixture
def switch(db: None) -> Device:
    return polled_device("core01")


def polled_device(name: str, role_name: str = "access") -> Device:
    maker, _ = Manufacturer.objects.get_or_create(name="Huawei", slug="huawei")
    kind, _ = DeviceType.objects.get_or_create(manufacturer=maker, model="S5720", slug="s5720")
    role, _ = DeviceRole.objects.get_or_create(name=role_name, slug=role_name)
    site, _ = Site.objects.get_or_create(name="信息港", slug="xxg")
    credential, _ = Credential.objects.get_or_create(name="read", kind="community")
    made = Device.objects.create(name=name, device_type=kind, role=role, site=site)
    Access.objects.create(device=made, address="127.0.0.1/32", credential=credential)
    return made


def answered(device: int, at: datetime = NOW, octets: int = 2**60) -> Outcome:
    facts = DeviceFacts(
        target="core01", at=at, uptime_seconds=12.5,
        interfaces=(
            Interface(index=1, name='Gi"0\n', oper="up", speed_bps=10**9), Interface(index=2, name="x", oper="unknown"),
        ),
        counters=(
            InterfaceCounters(if_index=1, at=at, in_octets=octets), InterfaceCounters(if_index=9, at=at, in_octets=1),
        ),
        processors=(Processor(usage_percent=float("inf")), Processor(usage_percent=25.0)),
        sensors=(Sensor(class_="temperature", descr="进风", value=21.5), Sensor(class_="state", value=3.0)),
    )  # fmt: skip
    return Outcome(device=device, at=at, state="ok", facts=facts, duration_ms=1500)


def silent(device: int, at: datetime) -> Outcome:
    return Outcome(device=device, at=at, state="unreachable", error="no answer", duration_ms=6000)
