"""Application services as they are now: what their hosts say, what they depend on, how fresh their copies are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from infoport import states
from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, Problem, State, register, register_problems, register_states
from infoport.watching import STALE
from inventory.dcim.models import Device
from inventory.services.choices import Freshness, ServiceStatus
from inventory.services.models import (
    ApplicationService,
    Condition,
    Protection,
    ServiceDependency,
    ServiceEndpoint,
    ServiceInstance,
)
from inventory.services.rules.protections import freshness
from inventory.virtualization.models import VirtualMachine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec

Host = tuple[str, int]
"""Label and id of a device or virtual machine."""
LABEL: Final = "services.applicationservice"
LINE: Final = 200
"""Characters of a reason that are shown in one line."""
WAITING: Final = frozenset({"planned", "building", "trial", "suspended", "retired"})
"""Statuses in which a service or an instance is not expected to run."""


@dataclass(frozen=True, slots=True)
class Health:
    """A service's state, and why in one line."""

    state: State
    why: str = ""


def host_shapes(hosts: Iterable[Host]) -> dict[Host, str]:
    """Host → shape, for those of which anything is known. At most four queries.

    A virtual machine is where its device is; without one it runs if any host of its cluster does.
    """
    wanted = set(hosts)
    if not wanted:
        return {}
    machines = list(
        VirtualMachine.objects.filter(pk__in=[key for label, key in wanted if label != "dcim.device"]).values_list(
            "pk", "device_id", "cluster_id"
        )
    )
    clusters = {cluster for _pk, device, cluster in machines if cluster and not device}
    members: dict[int, list[int]] = defaultdict(list)
    if clusters:
        for device, cluster in Device.objects.filter(cluster__in=clusters).values_list("pk", "cluster_id"):
            members[cluster].append(device)
    devices = {key for label, key in wanted if label == "dcim.device"} | {each[1] for each in machines if each[1]}
    keys = states.keys_of(devices | {device for some in members.values() for device in some})
    shapes = {key: states.poll_state(value).shape for key, value in keys.items()}
    found: dict[Host, str] = {("dcim.device", key): shapes[key] for key in devices if key in shapes}
    for machine, device, cluster in machines:
        near = [shapes[key] for key in ([device] if device else members.get(cluster, [])) if key in shapes]
        if near:
            found["virtualization.virtualmachine", machine] = "ok" if "ok" in near else states.worst(near) or "unknown"
    return found


def health_within(request: HttpRequest, services: Iterable[tuple[int, str]]) -> dict[int, Health]:
    """`health_of`, each service once per request however many cards ask."""
    kept: dict[int, Health] = request.__dict__.setdefault("_service_health", {})
    wanted = dict(services)
    missing = {key: status for key, status in wanted.items() if key not in kept}
    if missing:
        kept |= health_of(missing.items())
    return {key: kept[key] for key in wanted}


def health_of(services: Iterable[tuple[int, str]]) -> dict[int, Health]:
    """Service → health, from probes, else from its active instances' hosts. `services` are ids with their status.

    Instances of one role share the load: all of a role down is down, some is degraded, none known is unknown.
    """
    status = dict(services)
    rows = list(
        ServiceInstance.objects.filter(service__in=status, mode="active")
        .exclude(status__in=WAITING)
        .values_list("service_id", "role", "host_type", "host_id")
    )
    shapes = host_shapes((str(label), int(key)) for _service, _role, label, key in rows)
    roles: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for service, role, label, key in rows:
        roles[service][role].append(shapes.get((label, key), ""))
    hosts = {key: _health(status[key], roles.get(key, {})) for key in status}
    return hosts | {key: _probed(each, hosts[key]) for key, each in _conditions(hosts).items()}


def _conditions(hosts: Mapping[int, Health]) -> dict[int, Condition]:
    """What probes settled, of services in use that were asked lately."""
    wanted = [key for key, each in hosts.items() if each.state.shape not in {"planned", "maintenance"}]
    known = Condition.objects.filter(service__in=wanted, endpoint=None, asked__gt=timezone.now() - STALE)
    return {each.service_id: each for each in known.exclude(state="unknown")}


def _probed(found: Condition, hosts: Health) -> Health:
    """What its users meet counts; a service that answers while its hosts are in trouble is degraded."""
    if found.state == "up" and hosts.state.shape in {"down", "degraded"}:
        return Health(State("degraded", _("degraded")), hosts.why)
    if found.state == "up":
        return Health(State("ok", _("answers")))
    return Health(State(found.state, _("down") if found.state == "down" else _("degraded")), _shortened(found.reason))


def _shortened(reason: str) -> str:
    return reason if len(reason) <= LINE else f"{reason[: LINE - 1]}…"


def _health(status: str, roles: Mapping[str, Sequence[str]]) -> Health:
    if status in WAITING:
        shape = "planned" if status in {"planned", "building", "trial"} else "maintenance"
        return Health(State(shape, str(ServiceStatus(status).label)))
    hosts = [shape for some in roles.values() for shape in some]
    if not any(hosts):
        return Health(
            State("unknown", _("unknown")), _("no host is polled") if hosts else _("no instance is registered")
        )
    if any(some and all(shape == "down" for shape in some) for some in roles.values()):
        return Health(State("down", _("down")), _hosts(hosts.count("down"), len(hosts), _("down")))
    trouble = hosts.count("down") + hosts.count("degraded")
    if trouble:
        return Health(State("degraded", _("degraded")), _hosts(trouble, len(hosts), _("in trouble")))
    if "unknown" in hosts:
        return Health(State("unknown", _("unknown")), _hosts(hosts.count("unknown"), len(hosts), _("unknown")))
    return Health(State("ok", _("hosts answer")))


def _hosts(count: int, total: int, what: str) -> str:
    text = ngettext("%(count)d of %(total)d host %(what)s", "%(count)d of %(total)d hosts %(what)s", total)
    return text % {"count": count, "total": total, "what": what}


@register_states(LABEL)
def service_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """The state of services in lists and titles."""
    known = ApplicationService.objects.filter(pk__in=ids).order_by().values_list("pk", "status")
    return {key: health.state for key, health in health_within(request, known).items()}


@register(LABEL)
def service_panels(request: HttpRequest, _spec: Spec, service: ApplicationService) -> Iterator[Panel]:
    """Endpoints, instances with the state of their hosts, dependencies both ways, copies; each where there are any."""
    endpoints = list(
        reach.within(request, ServiceEndpoint).filter(service=service).select_related("segment", "address")
    )
    instances = list(reach.within(request, ServiceInstance).filter(service=service))
    if instances:
        hosts = {"rows": _instances(instances)}
        covers = ("services.serviceinstance",)
        yield Panel(_("Instances and their hosts"), "pages/service/instances.html", hosts, covers=covers)
    needs, needed = _dependencies(request, service)
    if needs or needed:
        ways, covers = {"needs": needs, "needed": needed}, ("services.servicedependency",)
        yield Panel(_("Dependencies"), "pages/service/dependencies.html", ways, covers=covers)
    copies = list(
        reach.within(request, Protection)
        .filter(subject_type=LABEL, subject_id=service.pk)
        .select_related("source", "target", "responsible")
    )
    if copies:
        kept, covers = {"rows": [copy_row(each) for each in copies]}, ("services.protection",)
        yield Panel(_("Copies"), "pages/service/copies.html", kept, covers=covers)
    if endpoints:
        asked, covers = {"rows": [_endpoint(each) for each in endpoints]}, ("services.serviceendpoint",)
        yield Panel(_("Endpoints"), "pages/service/endpoints.html", asked, covers=covers)


def _instances(found: Sequence[ServiceInstance]) -> list[dict[str, Any]]:
    # The two columns of a generic reference are added by its declaration, where the type checker cannot see them.
    host_of: dict[int, Host] = {
        key: (label, host)
        for key, label, host in ServiceInstance.objects.filter(pk__in=[each.pk for each in found]).values_list(
            "pk", "host_type", "host_id"
        )
    }
    shapes, names = host_shapes(host_of.values()), _names(host_of.values())
    return [
        {
            "name": each.name, "url": reach.page("services.serviceinstance", each.pk), "role": each.get_role_display(),
            "mode": each.get_mode_display(), "software": f"{each.software} {each.version}".strip(),
            "host": names.get(host_of[each.pk], words.DASH), "host_url": reach.page(*host_of[each.pk]),
            "shape": shapes.get(host_of[each.pk]),
        }
        for each in found
    ]  # fmt: skip


def _names(hosts: Iterable[Host]) -> dict[Host, str]:
    """What hosts are called. Two queries."""
    wanted = set(hosts)
    devices = Device.objects.filter(pk__in=[key for label, key in wanted if label == "dcim.device"])
    machines = VirtualMachine.objects.filter(pk__in=[key for label, key in wanted if label != "dcim.device"])
    found: dict[Host, str] = {("dcim.device", each.pk): reach.name_of(each) for each in devices}
    return found | {("virtualization.virtualmachine", each.pk): each.name for each in machines}


def _dependencies(
    request: HttpRequest, service: ApplicationService
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = reach.within(request, ServiceDependency).select_related("service", "depends_on")
    needs, needed = list(rows.filter(service=service)), list(rows.filter(depends_on=service))
    others = [each.depends_on for each in needs] + [each.service for each in needed]
    health = health_within(request, ((each.pk, each.status) for each in others))
    return (
        [_dependency(each, each.depends_on, health) for each in needs],
        [_dependency(each, each.service, health) for each in needed],
    )


def _dependency(row: ServiceDependency, other: ApplicationService, health: Mapping[int, Health]) -> dict[str, Any]:
    found = health[other.pk]
    return {
        "name": str(other), "url": reach.page(LABEL, other.pk), "state": found.state, "why": found.why,
        "kind": row.get_kind_display(), "alternative": row.alternative, "description": row.description,
    }  # fmt: skip


def copy_state(copy: Protection) -> State:
    """Whether the last good copy is as fresh as agreed."""
    found = freshness(copy.last_good_copy, copy.rpo)
    if found is Freshness.UNKNOWN:
        return State("unknown", _("no copy yet") if copy.last_good_copy is None else _("no objective agreed"))
    return State("ok", _("fresh")) if found is Freshness.FRESH else State("degraded", _("older than agreed"))


def copy_row(copy: Protection) -> dict[str, Any]:
    """A copy for a table: where, how old, against which objective, when it was last tried."""
    return {
        "name": copy.name, "url": reach.page("services.protection", copy.pk), "kind": copy.get_kind_display(),
        "source": copy.source.name if copy.source else words.DASH, "target": copy.target.name,
        "state": copy_state(copy), "age": words.since(copy.last_good_copy), "at": copy.last_good_copy,
        "rpo": words.span(copy.rpo * 60) if copy.rpo is not None else words.DASH,
        "drill": words.day(copy.last_drill),
        "drill_result": copy.get_drill_result_display() if copy.drill_result else "",
    }  # fmt: skip


def _endpoint(endpoint: ServiceEndpoint) -> dict[str, Any]:
    address = (
        endpoint.web_address or endpoint.host or (str(endpoint.address).partition("/")[0] if endpoint.address else "")
    )
    port = f":{endpoint.port}" if endpoint.port and not endpoint.web_address else ""
    return {
        "name": endpoint.name, "url": reach.page("services.serviceendpoint", endpoint.pk),
        "protocol": endpoint.get_protocol_display(), "address": f"{address}{port}" or words.DASH,
        "segment": endpoint.segment, "public": endpoint.public, "enabled": endpoint.enabled,
    }  # fmt: skip


@register_problems(LABEL, gettext_lazy("hosts, dependencies, copies"))
def service_problems(request: HttpRequest, _spec: Spec, service: ApplicationService) -> Iterator[Problem]:
    """Hosts in trouble, what it depends on in trouble, copies older than agreed."""
    health = health_within(request, [(service.pk, service.status)])[service.pk]
    if health.state.shape in {"down", "degraded"}:
        yield Problem(health.state.shape, _("The service is %(state)s") % {"state": health.state.word}, health.why)
    needs, _needed = _dependencies(request, service)
    for each in needs:
        if each["state"].shape in {"down", "degraded"}:
            title = _("It depends on %(service)s, which is %(state)s")
            told = {"service": each["name"], "state": each["state"].word}
            yield Problem("degraded", title % told, each["why"], each["url"])
    for copy in Protection.objects.filter(subject_type=LABEL, subject_id=service.pk):
        if copy_state(copy).shape == "degraded":
            told = {"age": words.since(copy.last_good_copy), "limit": words.span((copy.rpo or 0) * 60)}
            detail = _("last good copy %(age)s ago, agreed %(limit)s") % told
            yield Problem("degraded", copy.name, detail, reach.page("services.protection", copy.pk))
