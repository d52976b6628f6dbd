"""What a new device is given by its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model

    from inventory.dcim.models import Device

COPIED: Final[Mapping[str, tuple[str, ...]]] = {
    "Interface": ("type", "enabled", "mgmt_only", "poe_mode", "poe_type"),
    "ConsolePort": ("type",),
    "PowerPort": ("type", "maximum_draw", "allocated_draw"),
    "PowerOutlet": ("type", "color", "power_port", "feed_leg"),
    "RearPort": ("type", "color", "positions"),
    "FrontPort": ("type", "color", "positions", "rear_port", "rear_port_position"),
    "InventoryItem": ("parent", "manufacturer", "part_id"),
}
"""Component → what is copied from its template besides name, label and description. Referred-to kinds come first."""
OF_KIND: Final = {"power_port": "PowerPort", "rear_port": "RearPort", "parent": "InventoryItem"}
"""References between templates, which become references between the new components of one device."""


def saved(device: Device, data: Mapping[str, Any], created: bool) -> None:
    """Give a device the components of its type when it is created."""
    del data
    if created:
        instantiate([device])


def instantiate(devices: Sequence[Device]) -> None:
    """Create the components that the templates of each device's type name; one read and one write per kind.

    The devices must be saved and have no components yet. An item that lies in another takes one more write per level.
    """
    by_type: dict[int, list[Device]] = {}
    for device in devices:
        by_type.setdefault(device.device_type_id, []).append(device)
    made: dict[tuple[str, int, int], Model] = {}
    for kind, names in COPIED.items():
        template = apps.get_model("dcim", f"{kind}Template")
        waiting = list(template.objects.filter(device_type_id__in=by_type).order_by("id"))
        while waiting:
            blocked = {each.pk for each in waiting} if kind == "InventoryItem" else set()
            ready = [each for each in waiting if getattr(each, "parent_id", None) not in blocked]
            waiting = [each for each in waiting if each not in ready] if ready else []
            _create(kind, names, [(each, device) for each in ready for device in by_type[each.device_type_id]], made)


def _create(
    kind: str, names: tuple[str, ...], pairs: list[tuple[Any, Device]], made: dict[tuple[str, int, int], Model]
) -> None:
    model = apps.get_model("dcim", kind)
    rows = []
    for template, device in pairs:
        values = {"device": device, "name": template.name, "label": template.label, "description": template.description}
        for name in names:
            if name not in OF_KIND:
                column = model._meta.get_field(name).attname  # noqa: SLF001 - Django's public introspection
                values[column] = getattr(template, column)
            elif (key := getattr(template, f"{name}_id")) is not None:
                values[name] = made[OF_KIND[name], device.pk, key]
        rows.append(model(**values))
    model.objects.bulk_create(rows, batch_size=2000)
    for (template, device), row in zip(pairs, rows, strict=True):
        made[kind, device.pk, template.pk] = row
