"""What must hold of inspected web sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from inventory.inspection.models import Website

KINDS: Final = frozenset({"website", "portal"})


def service_has_a_site(website: Website) -> None:
    """The service is a web site or a portal, and says where it is found."""
    service = website.service
    if service.kind not in KINDS:
        message = _("%(service)s is no web site and no portal.")
        raise ValidationError({"service": message % {"service": service}})
    if not service.web_address:
        message = _("%(service)s has no web address.")
        raise ValidationError({"service": message % {"service": service}})


def port_has_an_address(website: Website) -> None:
    """Another port goes with another address."""
    if website.connect_port is not None and website.connect_address is None:
        raise ValidationError({"connect_port": _("State the address to connect to as well.")})


WEBSITE_RULES: Final = (service_has_a_site, port_has_an_address)
