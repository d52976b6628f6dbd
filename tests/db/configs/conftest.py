"""Two departments' switches, an archive of their own, and people with some rights."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "rules"))

from writes import make

from inventory.users.models import ObjectPermission, User
from tests.db.api.conftest import api, person

__all__ = ["api", "person"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, settings: Any) -> Path:
    """A data directory of the test's own."""
    settings.DATA_DIRECTORY = tmp_path
    return tmp_path / "configs.git"


@pytest.fixture
def city(db: None) -> Any:
    del db
    found = SimpleNamespace()
    found.site = make("dcim.site", name="信息港机房", slug="xxg")
    maker = make("dcim.manufacturer", name="Huawei", slug="huawei")
    kind = make("dcim.devicetype", manufacturer=maker, model="S5735", slug="s5735", u_height=0)
    found.platform = make("dcim.platform", name="VRP", slug="huawei-vrp", manufacturer=maker)
    found.role = make("dcim.devicerole", name="Core", slug="core")
    found.access = make("dcim.devicerole", name="Access", slug="access")

    def device(name: str, **values: Any) -> Any:
        common = {"device_type": kind, "role": found.role, "site": found.site, "platform": found.platform}
        return make("dcim.device", name=name, **common | values)

    found.device = device
    found.one, found.two = device("sw-one"), device("sw-two")
    found.policy = make("configs.archivepolicy", name="core", roles=[found.role])
    return found


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    client.force_login(User.objects.create(username="sunli", is_superuser=True))
    return client


@pytest.fixture
def reader(db: None) -> Any:
    """Make a client of somebody with rights: `reader({"dcim.device": None, …})`, each with its constraints."""

    def give(rights: dict[str, Any], actions: tuple[str, ...] = ("view",)) -> Client:
        user = User.objects.create(username=f"reader{User.objects.count()}")
        for label, constraints in rights.items():
            right = ObjectPermission.objects.create(
                name=label, object_types=[label], actions=list(actions), constraints=constraints
            )
            right.users.add(user)
        client = Client()
        client.force_login(user)
        return client

    return give
