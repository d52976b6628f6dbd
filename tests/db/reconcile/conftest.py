"""A register with devices that are polled."""

import pytest

from inventory.dcim.models import DeviceRole, DeviceType, Interface, InventoryItem, Manufacturer, Site
from inventory.ipam.models import VLAN, IPAddress
from inventory.reconcile.models import Credential
from tests.db.reconcile.lab import Lab


@pytest.fixture
def lab(db: None) -> Lab:
    del db
    maker = Manufacturer.objects.create(name="Huawei", slug="huawei")
    return Lab(
        site=Site.objects.create(name="信息港 Info Port", slug="info-port"),
        kind=DeviceType.objects.create(manufacturer=maker, model="S5720-32X-EI", slug="s5720"),
        role=DeviceRole.objects.create(name="Switch", slug="switch"),
        credential=Credential.objects.create(name="read only", kind="community"),
    )


@pytest.fixture
def city(lab: Lab) -> Lab:
    """Two switches joined directly and a server behind a patch panel, with all that is compared."""
    core, access, server = lab.device("core01", serial="2102A"), lab.device("acc01"), lab.device("srv01")
    vlan = VLAN.objects.create(vid=10, name="office", site=lab.site)
    VLAN.objects.create(vid=20, name="window", site=lab.site)
    Interface.objects.filter(pk=lab.port(access, 3).pk).update(
        mode="access", untagged_vlan=vlan, description="window 3", mtu=1500, speed=1_000_000
    )
    lab.cable(lab.port(core, 1), lab.port(access, 1))
    front, rear = lab.panel("pp01")
    behind, back = lab.panel("pp02")
    lab.cable(lab.port(core, 2), front)
    lab.cable(rear, back)
    lab.cable(behind, lab.port(server, 1))
    IPAddress.objects.create(
        address="10.1.0.1/24", assigned_object_type="dcim.interface", assigned_object_id=lab.port(core, 3).pk
    )
    InventoryItem.objects.create(device=core, name="PSU 1", serial="PSU-1")
    lab.core, lab.access, lab.server = core, access, server
    return lab
