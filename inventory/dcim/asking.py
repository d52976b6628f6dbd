"""Questions of NetBox's clients about devices' parts, VLANs and interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.declare.asking import Asked, OneOf
from inventory.declare.pointing import Holds

if TYPE_CHECKING:
    from collections.abc import Sequence

VIRTUAL: Final = Q(type__in=("virtual", "bridge", "lag"))
WIRELESS: Final = Q(type__startswith="ieee802.11") | Q(type="other-wireless")
KIND: Final = OneOf({"physical": ~VIRTUAL & ~WIRELESS, "virtual": VIRTUAL, "wireless": WIRELESS}, _("kind"))
"""NetBox 4.6 `InterfaceKindChoices`."""


def _carries(ids: Sequence[int]) -> Q:
    interfaces = apps.get_model("dcim.Interface").tagged_vlans.through._default_manager  # noqa: SLF001 - Django's own table
    return Q(untagged_vlan__in=ids) | Q(pk__in=interfaces.filter(vlan__in=ids).values("interface"))


CARRIES: Final = Asked("ipam.vlan", _carries, _("carries the VLAN"), key="vid")
HAS: Final = {
    "local_context_data": Holds(Q(local_context_data__isnull=False), _("has local context data")),
    "console_ports": Holds(Q(consoleports__isnull=False), _("has console ports")),
    "console_server_ports": Holds(Q(consoleserverports__isnull=False), _("has console server ports")),
    "power_ports": Holds(Q(powerports__isnull=False), _("has power ports")),
    "power_outlets": Holds(Q(poweroutlets__isnull=False), _("has power outlets")),
    "interfaces": Holds(Q(interfaces__isnull=False), _("has interfaces")),
    "pass_through_ports": Holds(Q(frontports__isnull=False) | Q(rearports__isnull=False), _("has pass-through ports")),
}
