"""What a new device is given by its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inventory.dcim.models import Device

COPIED: Final = ("name", "label", "description")
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Interface": ("type", "enabled", "mgmt_only", "poe_mode", "poe_type"),
    "ConsolePort": ("type",),
    "PowerPort": ("type", "maximum_draw", "allocated_draw"),
    "PowerOutlet": ("type", "color", "feed_leg"),
    "RearPort": ("type", "color", "positions"),
    "FrontPort": ("type", "color", "positions", "rear_port_position"),
    "InventoryItem": ("manufacturer_id", "part_id"),
}
"""Component → columns copied from its template besides `COPIED`. Kinds that others refer to come first."""
SIBLINGS: Final = {"power_port_id": "powerport", "rear_port_id": "rearport", "parent_id": "inventoryitem"}
"""Column of template and component → the kind it refers to: a part of the same device, found there by its name."""
GIVEN_BY_DATABASE: Final = frozenset({"id", "created", "last_updated"})


def saved(device: Device, data: Mapping[str, Any], created: bool) -> None:
    """Give a device the components of its type when it is created."""
    del data
    if created:
        instantiate([device])


def instantiate(devices: Sequence[Device]) -> None:
    """Create the components that the templates of each device's type name; the rows never leave the database.

    One statement per kind, and one more for each level of items that lie in others. The devices must be saved and have
    no components yet.
    """
    ids = [device.pk for device in devices]
    types = list({device.device_type_id for device in devices})
    with connection.cursor() as cursor:
        for kind in KINDS:
            template = apps.get_model("dcim", f"{kind}Template")
            for level in _levels(template, types):
                sql, defaults = insertion(kind)
                cursor.execute(sql, [*defaults, ids, level])


def _levels(template: type[models.Model], types: list[int]) -> Iterator[list[int]]:
    """Ids of the types' templates: those that lie in no other first, then those that lie in the former, and so on."""
    rows = template._default_manager.filter(device_type_id__in=types)  # noqa: SLF001 - Django's own
    if not hasattr(template, "parent_id"):
        level = list(rows.values_list("id", flat=True))
        if level:
            yield level
        return
    parents = dict(rows.values_list("id", "parent_id"))
    level = [key for key, parent in parents.items() if parent is None]
    while level:
        yield level
        above = set(level)
        level = [key for key, parent in parents.items() if parent in above]


def insertion(kind: str) -> tuple[str, list[Any]]:
    """The statement that makes components of templates, and the values of columns that templates do not have.

    Its last two parameters are the ids of the devices and of the templates.
    """
    model = apps.get_model("dcim", kind)
    meta, template = model._meta, apps.get_model("dcim", f"{kind}Template")._meta  # noqa: SLF001 - Django's own
    columns: list[str] = []
    values: list[str] = []
    defaults: list[Any] = []
    for field in meta.concrete_fields:
        column = str(field.column)
        if field.generated or column in GIVEN_BY_DATABASE:
            continue
        columns.append(f'"{column}"')
        if column == "device_id":
            values.append("d.id")
        elif column in (*COPIED, *KINDS[kind]):
            values.append(f't."{column}"')
        elif column in SIBLINGS and column in {each.column for each in template.concrete_fields}:
            values.append(_sibling(SIBLINGS[column], column))
        else:
            values.append(f"%s::{field.db_type(connection)}")
            defaults.append(field.get_db_prep_save(field.get_default(), connection))
    sql = (  # every name comes from a model
        f'INSERT INTO "{meta.db_table}" ({", ".join(columns)}) SELECT {", ".join(values)} '  # noqa: S608
        f'FROM dcim_device d JOIN "{template.db_table}" t ON t.device_type_id = d.device_type_id '
        f"WHERE d.id = ANY(%s) AND t.id = ANY(%s) ORDER BY d.id, t.id"
    )
    return sql, defaults


def _sibling(kind: str, column: str) -> str:
    return (
        f"(SELECT s.id FROM dcim_{kind}template o JOIN dcim_{kind} s ON s.name = o.name AND s.device_id = d.id "  # noqa: S608
        f'WHERE o.id = t."{column}")'
    )
