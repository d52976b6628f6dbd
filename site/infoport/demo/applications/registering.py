"""Where the stand-ins are asked, and which figures they tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from infoport.demo.applications import address
from infoport.demo.places import departments
from infoport.demo.register import Ref
from infoport.demo.sources import source
from infoport.demo.websites.serving import address as site_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infoport.demo.register import Register

MINUTE: Final = 60
PROMETHEUS: Final = frozenset({"hotline"})
"""Services that tell their figures as Prometheus text; the others tell them as JSON."""


@dataclass(frozen=True, slots=True)
class Standin:
    """One endpoint that a stand-in answers at, with the service's figures as (name in English, value)."""

    service: str
    endpoint: str
    protocol: str
    host: str
    address: str
    figures: Sequence[tuple[str, float]]


@cache
def standins() -> tuple[Standin, ...]:
    """The endpoints of the data file's services, and of the business databases."""
    listed = [(each["slug"], end) for each in source("services")["services"] for end in each["endpoints"]]
    for number, each in enumerate((one for one in departments() if "database" in one.data), 1):
        end = {"name": "数据库", "protocol": "sql", "host": f"xxg-c-db{number:02d}.changchun.example"}
        listed.append((f"database-{each.slug}", end))
    return tuple(
        Standin(
            service, end["name"], end["protocol"], urlsplit(end.get("web_address", "")).hostname or end["host"],
            address(at), told(service),
        )
        for at, (service, end) in enumerate(listed, 1)
    )  # fmt: skip


def told(service: str) -> tuple[tuple[str, float], ...]:
    """The figures of a service that the text gives a number of."""
    found = source("figures")["figures"].get(service, [])
    return tuple((each["name_en"], each["stated"]) for each in found if "stated" in each)


def key(name: str) -> str:
    """A figure's name in the answers: "Documents sent up" is documents_sent_up."""
    return "".join(each if each.isalnum() else "_" for each in name.lower().replace("'", ""))


def add_applications(register: Register, port: int) -> None:
    """Have endpoints asked at port `port` of their stand-ins, and figures collected there."""
    for each in standins():
        end = Ref("services.serviceendpoint", f"{each.service}|{each.endpoint}")
        if end in register:
            register.change(end, connect_address=f"{each.address}/32", connect_port=port)
    for at, department in enumerate(departments(), 1):
        end = Ref("services.serviceendpoint", f"site-{department.slug}|首页")
        if end in register:
            register.change(end, connect_address=f"{site_address(at)}/32", connect_port=port)
    places = {each.service: each.address for each in reversed(standins())}
    for name, figures in source("figures")["figures"].items():
        for figure in figures:
            end = Ref("services.businessfigure", f"{name}|{figure['name']}")
            if "stated" in figure and name in places and end in register:
                register.change(end, **_source(name, figure["name_en"], f"http://{places[name]}:{port + 1}"))


def _source(service: str, name: str, base: str) -> dict[str, Any]:
    if service in PROMETHEUS:
        return {
            "source": "prometheus", "address": f"{base}/metrics", "query": f'{service}_figure{{name="{key(name)}"}}',
            "interval": 5 * MINUTE,
        }  # fmt: skip
    return {"source": "http-json", "address": f"{base}/figures", "query": f"$.{key(name)}", "interval": 5 * MINUTE}
