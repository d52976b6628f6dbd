"""Devices that tell of events."""

from types import SimpleNamespace

import pytest

from inventory.dcim.models import Device, DeviceRole, DeviceType, Interface, Manufacturer, Site
from inventory.ipam.models import IPAddress
from inventory.reconcile.credentials import seal
from inventory.reconcile.models import Access, Credential, Observation


def _town() -> SimpleNamespace:
    """Three devices: polled at 127.9.1.1, with an interface address 127.9.1.2, and known by name alone."""
    site = Site.objects.create(name="信息港", slug="info-port")
    maker = Manufacturer.objects.create(name="Huawei", slug="huawei")
    kind = DeviceType.objects.create(manufacturer=maker, model="S5720", slug="s5720")
    role = DeviceRole.objects.create(name="Switch", slug="switch")
    core, edge, named = (
        Device.objects.create(name=name, site=site, device_type=kind, role=role)
        for name in ("core01", "edge01", "web01")
    )
    credential = Credential.objects.create(name="read", kind="community")
    seal(credential.pk, {"community": "right"})
    user = Credential.objects.create(
        name="usm", kind="usm", username="watcher", auth_protocol="sha256", privacy_protocol="aes128"
    )
    seal(user.pk, {"auth_key": "authentic-words", "privacy_key": "private-words"})
    Access.objects.create(device=core, address="127.9.1.1/32", credential=credential)
    port = Interface.objects.create(device=edge, name="GE1/0/1", type="1000base-t")
    IPAddress.objects.create(address="127.9.1.2/24", assigned_object_type="dcim.interface", assigned_object_id=port.pk)
    return SimpleNamespace(core=core, edge=edge, named=named, site=site, kind=kind, role=role)


@pytest.fixture
def town(db: None) -> SimpleNamespace:
    return _town()


@pytest.fixture
def committed_town(committed: None) -> SimpleNamespace:
    return _town()


@pytest.fixture
def observed(town: SimpleNamespace) -> SimpleNamespace:
    from django.utils import timezone

    now = timezone.now()
    for section, payload in (
        ("interfaces", [{"index": 7, "name": "GigabitEthernet1/0/7"}]), ("system", {"sysName": "Core-Switch"}),
    ):  # fmt: skip
        Observation.objects.create(
            device=town.core,
            section=section,
            payload=payload,
            digest="",
            first_seen=now,
            last_seen=now,
            last_changed=now,
        )
    return town
