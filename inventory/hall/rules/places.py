"""What must hold of places and of what they are wired to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from inventory.hall.models import Outlet, Window

PANEL_PORTS: Final = ("dcim.rearport", "dcim.frontport")


def located_in_site(place: Window | Outlet) -> None:
    """A location lies in the site."""
    if place.location is not None and place.location.site_id != place.site_id:
        message = _("Location %(location)s does not belong to site %(site)s.")
        raise ValidationError({"location": message % {"location": place.location, "site": place.site}})


def outlet_in_place(outlet: Outlet) -> None:
    """An outlet is where its window is."""
    located_in_site(outlet)
    if outlet.window is not None and outlet.window.site_id != outlet.site_id:
        message = _("%(window)s is at %(there)s, not at %(site)s.")
        told = {"window": outlet.window, "there": outlet.window.site, "site": outlet.site}
        raise ValidationError({"window": message % told})


def port_serves_one_outlet(outlet: Any) -> None:
    """One panel port takes one outlet."""
    if outlet.port_id is None:
        return
    others = type(outlet).objects.filter(port_type=outlet.port_type, port_id=outlet.port_id).exclude(pk=outlet.pk)
    if (other := others.first()) is not None:
        raise ValidationError({"port_id": _("This panel port already takes outlet %(other)s.") % {"other": other}})
