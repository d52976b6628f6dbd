"""Filters of what is assigned to an interface, of a device or of a virtual machine."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Holds, Pointing

ASSIGNED_FILTERS: Final = {
    "device": Pointing("assigned_object", "dcim.device", {"dcim.interface": "device"}),
    "interface": Pointing("assigned_object", "dcim.interface", {"dcim.interface": ""}),
    "virtual_machine": Pointing(
        "assigned_object", "virtualization.virtualmachine", {"virtualization.vminterface": "virtual_machine"}
    ),
    "vminterface": Pointing("assigned_object", "virtualization.vminterface", {"virtualization.vminterface": ""}),
    "assigned": Holds(Q(assigned_object_id__isnull=False), _("assigned")),
}
