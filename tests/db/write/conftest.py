"""A site to write into, and raw rows of several types."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sets import one_by_one


@pytest.fixture
def room(db: None) -> SimpleNamespace:
    """A site with a rack, a device type with four interfaces and a console port, and what else devices need."""
    del db
    found = SimpleNamespace()
    (found.site,) = one_by_one("dcim.site", [{"name": "信息港", "slug": "port"}])
    (found.rack,) = one_by_one("dcim.rack", [{"name": "A01", "site": found.site.pk}])
    (found.maker,) = one_by_one("dcim.manufacturer", [{"name": "Huawei", "slug": "huawei"}])
    (found.type,) = one_by_one(
        "dcim.devicetype", [{"manufacturer": found.maker.pk, "model": "S5735", "slug": "s5735", "airflow": "passive"}]
    )
    one_by_one(
        "dcim.interfacetemplate",
        [{"device_type": found.type.pk, "name": f"GE0/0/{at}", "type": "1000base-t"} for at in range(1, 5)],
    )
    one_by_one("dcim.consoleporttemplate", [{"device_type": found.type.pk, "name": "con0"}])
    (found.role,) = one_by_one("dcim.devicerole", [{"name": "Access", "slug": "access"}])
    (found.tag,) = one_by_one("extras.tag", [{"name": "new", "slug": "new"}])
    found.device = {"device_type": found.type.pk, "role": {"slug": "access"}, "site": {"name": "信息港"}}
    return found
