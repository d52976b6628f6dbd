"""What must hold of application services and what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from inventory.services.models import ApplicationService, Protection, ServiceDependency, ServiceEndpoint

WEB: Final = frozenset({"http", "https"})
WITH_PORT: Final = frozenset({"tcp", "udp", "sql"})
"""Protocols without a port of their own."""
SUBJECTS: Final = (
    "services.applicationservice", "dcim.device", "virtualization.virtualmachine", "dcim.site", "dcim.location",
)  # fmt: skip
"""What can be protected by a copy."""
ELSEWHERE: Final = frozenset({"offsite", "standby"})
SERVICE_COUNTS: Final = {
    "instance_count": "services.serviceinstance.service",
    "endpoint_count": "services.serviceendpoint.service",
    "dependency_count": "services.servicedependency.service",
    "protection_count": "services.protection.subject",
}
SERVICE_COMPUTED: Final = {
    "dependant_count": Computed("{count:services.servicedependency:depends_on}", label=gettext_lazy("Dependant count")),
}


def active_has_an_owner(service: ApplicationService) -> None:
    """A service that is in use belongs to somebody or is looked after by somebody."""
    if service.status == "active" and not (service.tenant_id or service.responsible_id):
        raise ValidationError({"responsible": _("An active service needs an owner or a responsible team.")})


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


def copy_lies_elsewhere(protection: Protection) -> None:
    """An off-site copy does not lie where its original does; the place of the copy lies in its site."""
    if protection.kind in ELSEWHERE and protection.source_id == protection.target_id:
        message = _("An off-site copy cannot lie at %(site)s, where its original is.")
        raise ValidationError({"target": message % {"site": protection.target}})
    place = protection.target_location
    if place is not None and place.site_id != protection.target_id:
        message = _("Location %(location)s does not belong to site %(site)s.")
        raise ValidationError({"target_location": message % {"location": place, "site": protection.target}})
