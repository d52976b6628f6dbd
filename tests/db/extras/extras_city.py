"""Short forms of the one write path."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from inventory.declare.registry import specs
from inventory.declare.write import save


def make(label: str, /, **values: Any) -> Any:
    spec = specs[label]
    return save(spec, spec.model(), values)


def device(city: SimpleNamespace, name: str, **values: Any) -> Any:
    given = {"name": name, "site": city.site, "device_type": city.type, "role": city.role, **values}
    return make("dcim.device", **given)
