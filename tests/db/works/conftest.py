"""A small city that plans, reviews and builds."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "rules"))

from writes import make

from tests.db.api.conftest import api, person

__all__ = ["api", "person"]


@pytest.fixture
def city(db: None) -> Any:
    """A centre, two departments, a site with a switch type and a role."""
    del db
    found = SimpleNamespace()
    found.centre = make("services.supportteam", name="市政府电子政务服务中心", slug="zfdz", kind="centre")
    found.other = make("services.supportteam", name="市信息中心", slug="city-info", kind="centre")
    found.office = make("tenancy.tenant", name="电子政务处", slug="dzzwc")
    found.finance = make("tenancy.tenant", name="市财政局", slug="czj")
    found.site = make("dcim.site", name="信息港机房", slug="xxg", responsible=found.centre)
    found.bare = make("dcim.site", name="规划局", slug="ghj")
    found.maker = make("dcim.manufacturer", name="Huawei", slug="huawei")
    found.type = make("dcim.devicetype", manufacturer=found.maker, model="S5735", slug="s5735", u_height=0)
    found.role = make("dcim.devicerole", name="Access", slug="access")
    found.year = make("works.planyear", year=2006)
    return found


@pytest.fixture
def project(city: Any) -> Any:
    return make(
        "works.project", code="CC-2006-001", name="信息港迁址", plan_year=city.year, tenant=city.office,
        reviewers=[city.office, city.finance], cost_planned="900.00",
    )  # fmt: skip


@pytest.fixture
def device(city: Any) -> Any:
    def build(name: str, **values: Any) -> Any:
        return make(
            "dcim.device", **{"name": name, "device_type": city.type, "role": city.role, "site": city.site} | values
        )

    return build
