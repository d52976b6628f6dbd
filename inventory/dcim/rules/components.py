"""What a new device is given by its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import connection

from inventory.dcim.rules.bays import take_children_along
from inventory.dcim.rules.suspects import with_children
from inventory.declare.together import for_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.core.exceptions import ValidationError

    from inventory.dcim.models import Device

COPIED: Final = ("name", "label", "description")
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ConsolePort": ("type",),
    "ConsoleServerPort": ("type",),
    "PowerPort": ("type", "maximum_draw", "allocated_draw"),
    "PowerOutlet": ("type", "color", "feed_leg"),
    "Interface": ("type", "enabled", "mgmt_only", "poe_mode", "poe_type"),
    "RearPort": ("type", "color", "positions"),
    "FrontPort": ("type", "color", "positions", "rear_port_position"),
    "ModuleBay": ("position", "enabled"),
    "DeviceBay": ("enabled",),
    "InventoryItem": ("manufacturer_id", "role_id", "part_id"),
}
"""Component → columns copied from its template besides `COPIED`. Kinds that others refer to come first."""
SIBLINGS: Final = {
    "power_port_id": "PowerPort", "rear_port_id": "RearPort", "bridge_id": "Interface", "parent_id": "InventoryItem",
}  # fmt: skip
"""Column of template and component → the kind it refers to: a part of the same device, found there by its name."""
WITHIN: Final = {"Interface": "bridge_id", "InventoryItem": "parent_id"}
"""Kinds that refer to their own: the one referred to is made first."""
MAPPED: Final = """
INSERT INTO dcim_portmapping (front_port_id, front_port_position, rear_port_id, rear_port_position)
SELECT f.id, x.front_port_position, r.id, x.rear_port_position FROM dcim_device d
JOIN dcim_frontporttemplate o ON o.device_type_id = d.device_type_id
JOIN dcim_porttemplatemapping x ON x.front_port_id = o.id
JOIN dcim_rearporttemplate b ON b.id = x.rear_port_id
JOIN dcim_frontport f ON f.device_id = d.id AND f.name = o.name
JOIN dcim_rearport r ON r.device_id = d.id AND r.name = b.name
WHERE d.id = ANY(%s) ORDER BY d.id, x.id
"""
"""Further positions of new devices' front ports lead where their templates' do."""
GIVEN_BY_DATABASE: Final = frozenset({"id", "created", "last_updated"})


def _all_saved(
    devices: Sequence[Device], data: Sequence[Mapping[str, Any]], created: Sequence[bool]
) -> dict[int, ValidationError]:
    del data
    new = [device for device, is_new in zip(devices, created, strict=True) if is_new]
    if new:
        instantiate(new)
    for device in with_children([each for each, is_new in zip(devices, created, strict=True) if not is_new]):
        take_children_along(device)
    return {}


@for_many(_all_saved)
def saved(device: Device, data: Mapping[str, Any], created: bool) -> None:
    """Give a device the components of its type when it is created; take along what sits in its bays when it moves."""
    del data
    if created:
        instantiate([device])
    else:
        take_children_along(device)


def instantiate(devices: Sequence[Device]) -> None:
    """Create the components that the templates of each device's type name; the rows never leave the database.

    One statement to find the templates, one per kind that there is, one more for each level of components that refer
    to others of their kind, and one for the further positions of front ports. The devices must be saved and
    have no components yet.
    """
    ids = [device.pk for device in devices]
    templates = _templates(list({device.device_type_id for device in devices}))
    with connection.cursor() as cursor:
        for kind, found in templates.items():
            for level in levels(found):
                sql, defaults = insertion(kind)
                cursor.execute(sql, [*defaults, ids, level])
        if templates["FrontPort"]:
            cursor.execute(MAPPED, [ids])


def _templates(types: list[int]) -> dict[str, dict[int, int | None]]:
    """Kind → id of each template of the device types → id of the template of that kind that it refers to."""
    pieces = [
        f"SELECT '{kind}', t.id, {f't.{WITHIN[kind]}' if kind in WITHIN else 'NULL::bigint'} "  # noqa: S608 - declared
        f"FROM dcim_{kind.lower()}template t WHERE t.device_type_id = ANY(%s)"
        for kind in KINDS
    ]
    found: dict[str, dict[int, int | None]] = {kind: {} for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(pieces), [types] * len(pieces))
        for kind, key, other in cursor.fetchall():
            found[kind][key] = other
    return found


def levels(templates: Mapping[int, int | None]) -> Iterator[list[int]]:
    """Ids of templates: those that refer to none of their kind first, then those that refer to the former, and so on.

    What refers in a circle comes last.
    """
    left = dict(templates)
    while left:
        level = [key for key, other in left.items() if other not in left] or list(left)
        yield level
        for key in level:
            del left[key]


def insertion(kind: str) -> tuple[str, list[Any]]:
    """The statement that makes components of templates, and the values of columns that templates do not have.

    Its last two parameters are the ids of the devices and of the templates.
    """
    model = apps.get_model("dcim", kind)
    meta, template = model._meta, apps.get_model("dcim", f"{kind}Template")._meta  # noqa: SLF001 - Django's own
    held = {each.column for each in template.concrete_fields}
    columns: list[str] = []
    values: list[str] = []
    defaults: list[Any] = []
    for field in meta.concrete_fields:
        column = str(field.column)
        if field.generated or column in GIVEN_BY_DATABASE:
            continue
        columns.append(f'"{column}"')
        taken = _taken(kind, column, held)
        values.append(taken or f"%s::{field.db_type(connection)}")
        if taken is None:
            defaults.append(field.get_db_prep_save(field.get_default(), connection))
    sql = (  # every name comes from a model
        f'INSERT INTO "{meta.db_table}" ({", ".join(columns)}) SELECT {", ".join(values)} '  # noqa: S608
        f'FROM dcim_device d JOIN "{template.db_table}" t ON t.device_type_id = d.device_type_id '
        f"WHERE d.id = ANY(%s) AND t.id = ANY(%s) ORDER BY d.id, t.id"
    )
    return sql, defaults


def _taken(kind: str, column: str, held: set[str | None]) -> str | None:
    """SQL of what a component's column is taken from, of the device `d` or the template `t`; None for its default."""
    if column == "device_id":
        return "d.id"
    if column in (*COPIED, *KINDS[kind]):
        return f't."{column}"'
    if column in SIBLINGS and column in held:
        return _sibling(SIBLINGS[column], column)
    cases = (f"WHEN 'dcim.{each.lower()}template' THEN {_sibling(each, column)}" for each in KINDS)
    return {
        "component_type": "replace(t.component_type, 'template', '')",
        "component_id": f"CASE t.component_type {' '.join(cases)} END",
    }.get(column)


def _sibling(kind: str, column: str) -> str:
    name = kind.lower()
    return (
        f"(SELECT s.id FROM dcim_{name}template o JOIN dcim_{name} s ON s.name = o.name AND s.device_id = d.id "  # noqa: S608
        f'WHERE o.id = t."{column}")'
    )
