"""A small city, and somebody who asks for it over REST."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from extras_city import make

from inventory.users.models import Token, User


@pytest.fixture
def city(db: None) -> SimpleNamespace:
    found = SimpleNamespace()
    found.coast = make("dcim.region", name="Coast", slug="coast")
    found.port_region = make("dcim.region", name="Port", slug="port-region", parent=found.coast)
    found.site = make("dcim.site", name="信息港", slug="port", region=found.port_region)
    found.other = make("dcim.site", name="市委", slug="party")
    maker = make("dcim.manufacturer", name="Huawei", slug="huawei")
    found.type = make("dcim.devicetype", manufacturer=maker, model="S5735", slug="s5735")
    found.role = make("dcim.devicerole", name="Access", slug="access")
    found.tag = make("extras.tag", name="Core", slug="core")
    return found


@pytest.fixture
def api(client: Any, db: None) -> Any:
    user = User.objects.create_user("asker", password="x", is_superuser=True)
    _token, text = Token.issue(user)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client
