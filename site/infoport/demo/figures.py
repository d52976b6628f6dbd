"""Business figures of the services, with the values that the text states."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register

ZONE: Final = ZoneInfo("Asia/Shanghai")
KEPT: Final = ("name", "name_en", "unit", "low", "high")


def add_figures(register: Register) -> None:
    """Add the figures and their stated values; a figure of which the text gives no number has no value."""
    data = source("figures")
    for service, figures in data["figures"].items():
        for each in figures:
            _figure(register, Ref("services.applicationservice", service), each, data)


def _figure(register: Register, service: Ref, given: dict[str, Any], data: dict[str, Any]) -> None:
    values = {name: given[name] for name in KEPT if name in given}
    key = f"{service.key}|{given['name']}"
    figure = register.add("services.businessfigure", key, service=service, source="stated", **values)
    stated = list(given.get("values", []))
    if "stated" in given:
        stated.append((data["day"], given["stated"]))
    for day, value in stated:
        register.add(
            "services.businessfigurevalue", f"{key} {day}", figure=figure, value=value, origin="stated",
            at=dt.datetime.combine(day, dt.time(), ZONE), reference=data["reference"],
        )  # fmt: skip
