"""What must hold of application services and what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.together import by_itself
from inventory.declare.vocabulary import Computed
from inventory.tenancy.centre import OfCentre, centre

if TYPE_CHECKING:
    from inventory.services.models import ApplicationService, ServiceDependency, ServiceEndpoint

WEB: Final = frozenset({"http", "https"})
WITH_PORT: Final = frozenset({"tcp", "udp", "sql"})
"""Protocols without a port of their own."""
RESOURCES: Final = (
    "dcim.device", "circuits.circuit", "dcim.powerfeed", "dcim.powerpanel", "virtualization.virtualmachine",
    "virtualization.cluster", "dcim.location", "dcim.site",
)  # fmt: skip
"""What a service may need besides its hosts and other services."""
SERVICE_COUNTS: Final = {
    "instance_count": "services.serviceinstance.service",
    "endpoint_count": "services.serviceendpoint.service",
    "dependency_count": "services.servicedependency.service",
    "infrastructure_count": "services.infrastructuredependency.service",
    "objective_count": "services.objective.service",
    "figure_count": "services.businessfigure.service",
    "protection_count": "services.protection.subject",
}
OBJECTIVE: Final = """SELECT max(o.availability) FROM services_objective o WHERE o.service_id = {t}.id
    AND (o.since IS NULL OR o.since <= current_date) AND (o.until IS NULL OR o.until >= current_date)"""
SERVICE_COMPUTED: Final = {
    **centre("service"),
    "objective": Computed(OBJECTIVE, "decimal", gettext_lazy("availability objective, per cent")),
    "dependant_count": Computed("{count:services.servicedependency:depends_on}", label=gettext_lazy("Dependant count")),
}


SERVICE_FILTERS: Final = {"centre": OfCentre("service")}


@by_itself
def active_has_an_owner(service: ApplicationService) -> None:
    """A service that is in use belongs to somebody or is looked after by somebody."""
    if service.status == "active" and not (service.tenant_id or service.responsible_id):
        raise ValidationError({"responsible": _("An active service needs an owner or a responsible team.")})


@by_itself
def can_be_asked(endpoint: ServiceEndpoint) -> None:
    """An endpoint says where it is: a URL for HTTP, else a name or an address, with a port where none is usual."""
    protocol = endpoint.protocol
    if protocol in WEB:
        if not (endpoint.web_address or endpoint.host or endpoint.address_id):
            raise ValidationError({"web_address": _("State a URL, a host name or an address.")})
        if endpoint.web_address and not endpoint.web_address.lower().startswith(f"{protocol}://"):
            message = _("“%(url)s” does not begin with %(protocol)s://.")
            raise ValidationError({"web_address": message % {"url": endpoint.web_address, "protocol": protocol}})
        return
    if not (endpoint.host or endpoint.address_id):
        raise ValidationError({"host": _("State a host name or an address.")})
    if protocol in WITH_PORT and endpoint.port is None:
        message = _("%(protocol)s has no port of its own; state one.")
        raise ValidationError({"port": message % {"protocol": protocol.upper()}})


def no_hard_loop(dependency: ServiceDependency) -> None:
    """No service needs itself, be it through others."""
    if dependency.service_id == dependency.depends_on_id:
        raise ValidationError({"depends_on": _("A service does not depend on itself.")})
    if dependency.kind != "hard":
        return
    others = type(dependency).objects.filter(kind="hard").exclude(pk=dependency.pk)
    needs: dict[int, list[int]] = {}
    for service, other in others.values_list("service_id", "depends_on_id"):
        needs.setdefault(service, []).append(other)
    reached, waiting = set(), [dependency.depends_on_id]
    while waiting:
        at = waiting.pop()
        if at == dependency.service_id:
            message = _("%(other)s itself depends on %(service)s.")
            told = {"other": dependency.depends_on, "service": dependency.service}
            raise ValidationError({"depends_on": message % told})
        if at not in reached:
            reached.add(at)
            waiting.extend(needs.get(at, ()))


def exposed_where_it_is_offered(service: ApplicationService) -> None:
    """What is reached from the intranet only lies in no segment of Internet, as far as it was given segments before."""
    if service.exposure != "intranet" or service.pk is None:
        return
    other = service.segments.exclude(kind="intranet").first()
    if other is not None:
        message = _("It lies in segment %(segment)s and is not reached from the intranet only.")
        raise ValidationError({"exposure": message % {"segment": other}})


@by_itself
def fields_of_its_kind(service: ApplicationService) -> None:
    """Only databases have an engine and a size, only web sites and portals a kind of site and an update limit."""
    if service.kind != "database" and (service.engine or service.size is not None):
        field = "engine" if service.engine else "size"
        raise ValidationError({field: _("Only a database has an engine and a size.")})
    if service.kind not in {"website", "portal"} and (service.site_kind or service.update_limit is not None):
        field = "site_kind" if service.site_kind else "update_limit"
        raise ValidationError({field: _("Only a web site has a kind of site and an update limit.")})
