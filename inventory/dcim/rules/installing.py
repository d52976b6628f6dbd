"""What a module brings to its device: the templates of its type, with the positions of its bays in their names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from inventory.dcim.component import MODULAR
from inventory.dcim.rules.components import KINDS, SIBLINGS, WITHIN, levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inventory.dcim.models import Module

PLACE: Final = "{module}"
"""Stands for the position of a module's bay (NetBox's `MODULE_TOKEN`)."""
MODULAR_KINDS: Final = tuple(kind for kind in KINDS if kind.lower() in {each.replace("_", "") for each in MODULAR})


class Conflicting(Exception):
    """Why a module cannot bring its components."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One component that a module brings: made of `template`, or `adopted` from what the device has."""

    kind: str
    template: Any
    name: str
    label: str
    adopted: int | None = None


def resolved(text: str, positions: Sequence[str]) -> str:
    """`text` with the positions of the bays, outermost first, in the place of `{module}`.

    A single token stands for the innermost position; several stand for one level each. Raises `Conflicting` when the
    number of tokens is not that of the levels, or the bay has no position.
    """
    count = text.count(PLACE)
    if not count:
        return text
    if not positions[-1]:
        raise Conflicting(_("Cannot install module with placeholder values in a module bay with no position defined."))
    if count == 1:
        return text.replace(PLACE, positions[-1])
    if count != len(positions):
        message = _(
            "Cannot install module with placeholder values in a module bay tree %(levels)s in depth: there are "
            "%(tokens)s placeholders."
        )
        raise Conflicting(message % {"levels": len(positions), "tokens": count})
    for position in positions:
        text = text.replace(PLACE, position, 1)
    return text


def planned(module: Module, positions: Sequence[str], *, replicate: bool, adopt: bool) -> list[Planned]:
    """What a new module brings. Raises `Conflicting` naming the first component whose name is taken."""
    if not replicate and not adopt:
        return []
    found: list[Planned] = []
    for kind in MODULAR_KINDS:
        model: Any = apps.get_model("dcim", kind)
        rows = model.objects.filter(device=module.device_id).values_list("name", "id", "module_id")
        taken = {name: (key, owner) for name, key, owner in rows}
        for template in getattr(module.module_type, f"{kind.lower()}templates").all():
            name, label = resolved(template.name, positions), resolved(template.label, positions)
            adopted = _adopted(model, name, taken.get(name), adopt=adopt, replicate=replicate)
            if adopted or replicate:
                found.append(Planned(kind, template, name, label, adopted))
    return found


def _adopted(
    model: Any, name: str, taken: tuple[int, int | None] | None, *, adopt: bool, replicate: bool
) -> int | None:
    told = {"model": model._meta.verbose_name, "name": name}  # noqa: SLF001 - Django's public introspection
    if taken is None:
        return None
    key, owner = taken
    if adopt and owner is None:
        return key
    if model.__name__ == "ModuleBay":  # known within its module
        return None
    if adopt:
        raise Conflicting(_("Cannot adopt %(model)s %(name)s as it already belongs to a module") % told)
    if replicate:
        raise Conflicting(_("A %(model)s named %(name)s already exists") % told)
    return None


def install(module: Module, plans: Sequence[Planned]) -> None:
    """Make and adopt what is planned: one statement per kind and level."""
    by_kind: dict[str, list[Planned]] = defaultdict(list)
    for plan in plans:
        by_kind[plan.kind].append(plan)
    made: dict[tuple[str, int], int] = {}
    for kind, found in by_kind.items():
        _adopt(module, kind, found, made)
        for level in _levelled(kind, [plan for plan in found if plan.adopted is None]):
            _make(module, kind, level, made)
    _map([plan.template.pk for plan in by_kind["FrontPort"] if plan.adopted is None], made)


def _adopt(module: Module, kind: str, plans: Sequence[Planned], made: dict[tuple[str, int], int]) -> None:
    adopted = {plan.template.pk: plan.adopted for plan in plans if plan.adopted is not None}
    if adopted:
        rows: Any = apps.get_model("dcim", kind)._default_manager.filter(pk__in=adopted.values())  # noqa: SLF001
        rows.update(module=module, last_updated=Now())
        made.update({(kind, template): key for template, key in adopted.items()})


def _levelled(kind: str, plans: Sequence[Planned]) -> Iterator[list[Planned]]:
    by_template = {plan.template.pk: plan for plan in plans}
    within = WITHIN.get(kind, "")
    for level in levels({key: getattr(plan.template, within, None) for key, plan in by_template.items()}):
        yield [by_template[key] for key in level]


def _make(module: Module, kind: str, plans: Sequence[Planned], made: dict[tuple[str, int], int]) -> None:
    model: Any = apps.get_model("dcim", kind)
    columns = {each.column for each in model._meta.concrete_fields}  # noqa: SLF001 - Django's public introspection
    rows = []
    for plan in plans:
        template = plan.template
        values = {name: getattr(template, name) for name in (*KINDS[kind], "description")}
        for column, other in SIBLINGS.items():
            if column in columns and getattr(template, column, None) is not None:
                values[column] = made.get((other, getattr(template, column)))
        if kind == "ModuleBay":
            values["position"] = resolved(template.position, [str(module.module_bay.position)])
        rows.append(model(device_id=module.device_id, module=module, name=plan.name, label=plan.label, **values))
    for plan, row in zip(plans, model.objects.bulk_create(rows), strict=True):
        made[kind, plan.template.pk] = row.pk


def _map(fronts: Sequence[int], made: Mapping[tuple[str, int], int]) -> None:
    """Lead the further positions of new front ports where those of their templates lead."""
    mapping: Any = apps.get_model("dcim", "PortMapping")
    rows = apps.get_model("dcim", "PortTemplateMapping")._default_manager.filter(front_port__in=fronts)  # noqa: SLF001
    mapping.objects.bulk_create(
        mapping(
            front_port_id=made["FrontPort", each.front_port_id], front_port_position=each.front_port_position,
            rear_port_id=made["RearPort", each.rear_port_id], rear_port_position=each.rear_port_position,
        )
        for each in rows
        if ("RearPort", each.rear_port_id) in made
    )  # fmt: skip
