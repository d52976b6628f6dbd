"""Application services: what they run on, where they are asked, what they need, and where their copies are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from infoport.demo.computing import Size
from infoport.demo.patterns import expand
from infoport.demo.places import Department, departments
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.computing import Machines
    from infoport.demo.register import Register

KEPT = (
    "name", "slug", "code", "kind", "status", "level", "exposure", "availability", "users", "launched", "site_kind",
    "update_limit",
)  # fmt: skip


def add_services(register: Register, machines: Machines) -> None:
    """Add tags, the services of the data file, the web sites of the departments and the seven business databases."""
    data = source("services")
    for each in data["tags"]:
        register.add("extras.tag", each["slug"], **each)
    for each in data["services"]:
        _service(register, machines, each)
    for each in data["services"]:
        for need in each.get("needs", []):
            depend(register, each["slug"], need["service"], need["kind"])
        for need in each.get("infrastructure", []):
            _needs(register, each["slug"], need)
    for department in departments():
        _web_site(register, department)
    owners = [each for each in departments() if "database" in each.data]
    for number, department in enumerate(owners, 1):
        _database(register, department, number)


PORTALS: Final = frozenset({"swb", "rd", "zfb", "zx"})
"""The offices of Party Committee, Congress, Government and Conference, whose sites are portals (the text's)."""
UPDATE_LIMITS: Final = {"portal": 3, "department": 14}
"""Days that the newest page may be old. Invented; the text only says that sites slept."""
METHODS: Final = {
    "backup": {"method": "全量每周,增量每日", "schedule": "01:30"},
    "offsite": {"method": "全量每周,日志每小时", "schedule": "02:00"},
    "replication": {"method": "数据库流复制", "schedule": "连续"},
    "standby": {"method": "配置同步", "schedule": "04:00"},
}
"""How copies of each kind are made. Invented."""


def _objective(register: Register, service: Ref, given: dict[str, Any]) -> None:
    """Agree the availability, and what else the data file states under `agreed`."""
    values: dict[str, Any] = {"availability": given.get("objective"), "hours": "24 × 7", **given.get("agreed", {})}
    if recovery := given.get("protection", {}).get("rto"):
        values.setdefault("recovery", recovery)
    register.add("services.objective", service.key, service=service, name="服务目标", period="month", **values)


def _tag(slug: str) -> Ref:
    return Ref("extras.tag", slug)


def _service(register: Register, machines: Machines, given: dict[str, Any]) -> None:
    url = next((each["web_address"] for each in given["endpoints"] if "web_address" in each), "")
    service = register.add(
        "services.applicationservice", given["slug"], **{name: given[name] for name in KEPT if name in given},
        description=given["english"], tenant=Ref("tenancy.tenant", given["tenant"]) if "tenant" in given else None,
        responsible=Ref("services.supportteam", given["team"]), web_address=url,
        segments=[Ref("segments.segment", each) for each in given["segments"]],
        tags=[_tag("critical")] if given.get("critical") else [],
        offered_at=[Ref("dcim.sitegroup", each) for each in given.get("offered_at", [])],
    )  # fmt: skip
    _objective(register, service, given)
    for host in given["hosts"]:
        _hosts(register, machines, service, given, host)
    for each in given["endpoints"]:
        values = {**each, "segment": Ref("segments.segment", each["segment"])}
        register.add("services.serviceendpoint", f"{given['slug']}|{each['name']}", service=service, **values)
    _protection(register, service, given["name"], given["protection"], given["team"])


def _hosts(register: Register, machines: Machines, service: Ref, given: dict[str, Any], host: dict[str, Any]) -> None:
    found: list[tuple[str, Ref]] = []
    if "vm" in host:
        tenant = Ref("tenancy.tenant", given["tenant"]) if "tenant" in given else None
        size = Size(host["cpu"], host["memory"], host["disk"])
        for name in expand(host["vm"]):
            text = f"{given['name']} {host['role']}"
            found.append((name, machines.add(name, host["room"], host["vlan"], size, tenant=tenant, description=text)))
    else:
        found.append((host["device"], Ref("dcim.device", host["device"])))
    for name, ref in found:
        instance(
            register, service, name, ref, role=host["role"], mode=host.get("mode", "active"), software=host["software"]
        )


def instance(register: Register, service: Ref, name: str, host: Ref, **values: Any) -> None:
    """Let a service run on a host."""
    register.add("services.serviceinstance", f"{service.key}|{name}", service=service, host=host, name=name, **values)


def depend(register: Register, service: str, on: str, kind: str) -> None:
    """Let a service need another."""
    label = "services.applicationservice"
    values = {"service": Ref(label, service), "depends_on": Ref(label, on), "kind": kind}
    register.add("services.servicedependency", f"{service}|{on}", **values)


def _needs(register: Register, service: str, given: dict[str, Any]) -> None:
    """Let a service need a device or a line besides its hosts."""
    register.add(
        "services.infrastructuredependency", f"{service}|{given['key']}", kind=given["kind"],
        service=Ref("services.applicationservice", service), resource=Ref(given["resource"], given["key"]),
        alternative=given.get("alternative", ""),
    )  # fmt: skip


def _protection(register: Register, service: Ref, name: str, given: dict[str, Any], team: str) -> None:
    values: dict[str, Any] = {key: given[key] for key in ("kind", "rpo", "rto") if key in given}
    values["last_good_copy"] = dt.timedelta(hours=given["copied"])
    if "drilled" in given:
        values |= {"last_drill": dt.timedelta(days=given["drilled"]), "drill_result": "passed"}
    values |= METHODS[given["kind"]]
    register.add(
        "services.protection", service.key, name=f"{name}备份", subject=service, **values, retention=30,
        source=Ref("dcim.site", given.get("source", "xxg")), target=Ref("dcim.site", given["target"]),
        store=Ref("dcim.device", given["store"]), responsible=Ref("services.supportteam", team),
        description=f"Copies of {service.key}",
    )  # fmt: skip


def _web_site(register: Register, department: Department) -> None:
    slug, given = department.slug, department.data
    url = f"https://{slug}.changchun.example/"
    kind = "portal" if slug in PORTALS else "department"
    marks = (("rebuilt", "rebuilt"), ("help", "helped"), ("apply", "online-application"))
    service = register.add(
        "services.applicationservice", f"site-{slug}", name=f"{department.name}网站", slug=f"site-{slug}",
        kind="website", description=f"Web site: {given['english']}",
        parent=Ref("services.applicationservice", "web-cluster"),
        tenant=Ref("tenancy.tenant", slug), responsible=Ref("services.supportteam", "city-info"),
        web_address=url, level=2, exposure="internet", site_kind=kind,
        update_limit=UPDATE_LIMITS[kind], segments=[Ref("segments.segment", "internet")],
        tags=[_tag(tag) for key, tag in marks if given.get(key)],
    )  # fmt: skip
    host = Ref("virtualization.virtualmachine", f"web-{slug}")
    _objective(register, service, {"objective": 99.5})
    instance(register, service, host.key, host, role="web", software="nginx")
    segment = Ref("segments.segment", "internet")
    register.add(
        "services.serviceendpoint", f"site-{slug}|首页", service=service, name="首页", protocol="https",
        web_address=url,
        segment=segment, public=True,
    )  # fmt: skip
    depend(register, f"site-{slug}", "web-cluster", "hard")


def _database(register: Register, department: Department, number: int) -> None:
    slug = f"database-{department.slug}"
    held = source("services")["databases"][department.slug]
    service = register.add(
        "services.applicationservice", slug, name=department.data["database"], slug=slug, code=f"R3.{number}",
        kind="database", description=f"Business database: {department.data['english']}", level=3,
        exposure="extranet", availability="important", engine=held["engine"], size=held["gigabytes"],
        parent=Ref("services.applicationservice", "resource-base"), tenant=Ref("tenancy.tenant", department.slug),
        responsible=Ref("services.supportteam", "city-info"), segments=[Ref("segments.segment", "extranet")],
        tags=[_tag("critical")],
    )  # fmt: skip
    _objective(register, service, {"objective": 99.9, "protection": {"rto": 240}})
    name = f"xxg-c-db{number:02d}"
    instance(register, service, name, Ref("dcim.device", name), role="database", software="Kingbase")
    register.add(
        "services.serviceendpoint", f"{slug}|数据库", service=service, name="数据库", protocol="sql", port=54321,
        host=f"{name}.changchun.example", segment=Ref("segments.segment", "extranet"),
    )  # fmt: skip
    depend(register, "resource-base", slug, "soft")
    # The medical insurance copies are late on purpose: a broken objective that pages can show.
    late = department.slug == "ybzx"
    given = {
        "kind": "offsite",
        "target": "sw",
        "store": "sw-bak01",
        "rpo": 1440,
        "rto": 240,
        "copied": 31 if late else 8,
        "drilled": 70 + number,
    }
    _protection(register, service, department.data["database"], given, "city-info")
