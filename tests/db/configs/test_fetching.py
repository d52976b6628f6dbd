"""Configurations read over real SSH, kept in a real repository: whole ones, cut ones, and refused ones."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from infoport.reports.archive import accesses
from infoport.tasks import configs, fetching
from writes import make

from inventory.configs.home import repository
from inventory.configs.models import ConfigVersion, Fetch
from inventory.reconcile.credentials import seal
from inventory.reconcile.models import Access
from tests.unit.collectors.cli.emulator import PASSWORD, USER, VRP, Emulated, serving

CONFIG = "\r\n".join(
    [
        "!Software Version V200R005C00", "#", "sysname sw-one", "#", "snmp-agent community read Zq9Community", "#",
        *(f"interface GigabitEthernet0/0/{n}\r\n description uplink {n}\r\n#" for n in range(1, 30)), "return", "",
    ]
).encode()  # fmt: skip
COMMAND = "display current-configuration"
pytestmark = [pytest.mark.usefixtures("committed")]


@pytest.fixture
def db(committed: None) -> None:
    """Threads have connections of their own, so rows must be stored."""


@pytest.fixture
def access(city: Any) -> Access:
    credential = make("reconcile.credential", name="login", kind="login", username=USER)
    seal(credential.pk, {"password": PASSWORD})
    return make(
        "reconcile.access", device=city.one, method="ssh", address="127.0.0.1/32", port=22, credential=credential,
        platform="huawei_vrp", enabled=False,
    )  # fmt: skip


def fetched(device: Emulated, access: Access) -> Fetch:
    """Everything the task does, against a device that listens."""

    async def go() -> None:
        async with serving(device):
            await sync_to_async(Access.objects.filter(pk=access.pk).update)(port=device.port)
            await fetching.run(await sync_to_async(fetching.errands)())

    asyncio.run(go())
    return Fetch.objects.get(device=access.device_id)


def test_a_whole_configuration_becomes_a_version_without_its_secrets(city: Any, access: Access):
    device = Emulated(VRP, {COMMAND: CONFIG})
    state = fetched(device, access)
    assert (state.error, state.failures) == ("", 0)
    (version,) = ConfigVersion.objects.all()
    assert (version.device_id, version.reason, version.secrets) == (city.one.pk, "schedule", 1)
    text = repository().text(version.blob)
    assert "community read <hidden>" in text
    assert "Zq9Community" not in text
    assert text.endswith("return\n")
    assert Access.objects.get().host_key == device.host_key
    assert fetching.errands() == []


@pytest.mark.parametrize(
    ("device", "reason"),
    [
        ({"answers": {COMMAND: CONFIG[:600] + b"\r\n"}}, "expected '^return$'"),
        ({"answers": {COMMAND: CONFIG}, "drop_after": 500}, "closed"),
        ({"answers": {COMMAND: b"Error: You do not have permission to run the command.\r\n"}}, ""),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_a_failure_and_no_version(city: Any, access: Access, device: Any, reason: str):
    state = fetched(Emulated(VRP, **device), access)
    assert state.failures == 1
    assert reason in state.error
    assert "Zq9Community" not in state.error
    assert not ConfigVersion.objects.exists()
    assert not repository().path.exists()


def test_a_changed_host_key_is_a_failure(city: Any, access: Access):
    fetched(Emulated(VRP, {COMMAND: CONFIG}), access)
    Fetch.objects.update(next_due=None)
    state = fetched(Emulated(VRP, {COMMAND: CONFIG.replace(b"sw-one", b"sw-evil")}), access)
    assert state.failures == 1
    assert ConfigVersion.objects.count() == 1


def test_a_device_that_says_it_changed_is_asked(city: Any, access: Access):
    assert accesses() == {city.one.pk: access.pk}
    configs.fetch_changed([city.one.pk, city.two.pk])
    assert list(Fetch.objects.values_list("device", "asked")) == [(city.one.pk, "change")]
