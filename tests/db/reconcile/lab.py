"""A small register: two switches, a server and a patch panel, cabled, addressed, and polled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from django.db.models import Model
from msgspec.structs import replace

from collectors.facts import DeviceFacts
from inventory.dcim.models import (
    Cable,
    CableTermination,
    Device,
    DeviceRole,
    DeviceType,
    FrontPort,
    Interface,
    RearPort,
    Site,
)
from inventory.reconcile import audit
from inventory.reconcile.models import Access, Credential, Difference
from inventory.reconcile.observe import Outcome, store
from inventory.reconcile.snapshot import snapshot
from tests.unit.reconcile.stated import facts, neighbours_of

Stated: TypeAlias = Mapping[int, DeviceFacts]
BEGIN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@dataclass
class Lab:
    """The register and what its devices state, one poll after another."""

    site: Site
    kind: DeviceType
    role: DeviceRole
    credential: Credential
    now: datetime = BEGIN
    core: Device = field(init=False)
    access: Device = field(init=False)
    server: Device = field(init=False)

    def device(self, name: str, ports: int = 4, *, polled: bool = True, **fields: Any) -> Device:
        device = Device.objects.create(name=name, site=self.site, device_type=self.kind, role=self.role, **fields)
        for at in range(1, ports + 1):
            Interface.objects.create(device=device, name=f"GigabitEthernet1/0/{at}", type="1000base-t")
        if polled:
            address = f"127.9.0.{device.pk % 250 + 1}"
            Access.objects.create(device=device, address=address, credential=self.credential)
        return device

    def port(self, device: Device, at: int) -> Interface:
        return Interface.objects.get(device=device, name=f"GigabitEthernet1/0/{at}")

    def cable(self, near: Model, far: Model) -> Cable:
        cable = Cable.objects.create()
        for end, port in (("A", near), ("B", far)):
            CableTermination.objects.create(
                cable=cable, cable_end=end, termination_type=port._meta.label_lower, termination_id=port.pk
            )
        return cable

    def panel(self, name: str) -> tuple[FrontPort, RearPort]:
        """A patch panel of one port; its front port and its rear port."""
        device = self.device(name, ports=0, polled=False)
        rear = RearPort.objects.create(device=device, name="rear", type="8p8c")
        return FrontPort.objects.create(device=device, name="1", type="8p8c", rear_port=rear), rear

    def stated(self) -> Stated:
        """Facts of every polled device, all as intended."""
        ids = list(Access.objects.values_list("device_id", flat=True))
        intent = snapshot(ids)
        heard = neighbours_of(intent, only=set(ids))
        return {key: facts(device, heard.get(key, ())) for key, device in intent.devices.items()}

    def poll(self, said: Stated | None = None, silent: Sequence[Device] = ()) -> list[int]:
        """Store a poll of every device a minute after the last one; `silent` devices do not answer."""
        self.now += timedelta(minutes=1)
        quiet = {device.pk for device in silent}
        return store(
            Outcome(device=key, at=self.now, state="unreachable", error="no answer in 6 s")
            if key in quiet
            else Outcome(device=key, at=self.now, state="ok", facts=replace(each, at=self.now), duration_ms=12)
            for key, each in (said or self.stated()).items()
        )

    def audit(self) -> audit.Summary:
        return audit.run()

    def live(self) -> dict[tuple[str, str], Difference]:
        return {(row.rule, row.label): row for row in Difference.objects.filter(closed=None)}
