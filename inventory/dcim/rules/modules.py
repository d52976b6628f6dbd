"""Modules in the bays of devices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.rules.installing import Conflicting, install, planned
from inventory.declare.grammar import Filter, resolve
from inventory.declare.vocabulary import Computed, Holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from inventory.dcim.models import Module, ModuleBay
    from inventory.declare.spec import Spec

INSTALLED: Final = "SELECT m.id FROM dcim_module m WHERE m.module_bay_id = {t}.id"
BAY_COMPUTED: Final = {
    "installed_module": Computed(INSTALLED, "ref", gettext_lazy("installed module"), target="dcim.module"),
    "_occupied": Computed(f"EXISTS ({INSTALLED})", "boolean", gettext_lazy("occupied")),
}


@dataclass(frozen=True, slots=True)
class Installed:
    """Bays by the id of the module in them."""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """`<name>_id`; `null` asks for free bays."""
        del spec
        key = f"{name}_id"

        def build(values: Sequence[str]) -> Q:
            stated = [value for value in values if value != "null"]
            found = Q(installed_modules__in=resolve("dcim.module", stated, by_id=True, name=key))
            return found | Q(installed_modules__isnull=True) if len(stated) < len(values) else found

        yield Filter(key, build, "ref", target="dcim.module", label=gettext_lazy("installed module"))


BAY_FILTERS: Final = {
    "installed_module": Installed(),
    "occupied": Holds(Q(installed_modules__isnull=False), gettext_lazy("occupied")),
}
MODULE_FILTERS: Final = {"manufacturer": "module_type.manufacturer", "profile": "module_type.profile"}


def fits_in_bay(module: Module) -> None:
    """A module sits in an enabled bay of its device that it does not bring itself."""
    bay = module.module_bay
    if bay.device_id != module.device_id:
        message = _("Module must be installed within a module bay belonging to the assigned device (%(device)s).")
        raise ValidationError({NON_FIELD_ERRORS: message % {"device": module.device}})
    if not bay.enabled and _moved(module):
        raise ValidationError({"module_bay": _("%(bay)s is disabled.") % {"bay": bay}})
    _no_loop(module.pk, bay)


def bay_is_not_in_itself(bay: ModuleBay) -> None:
    """A bay belongs to a module of its own device, and to none that is installed in it."""
    module = bay.module
    if module is None:
        return
    if module.device_id != bay.device_id:
        message = _("%(other)s belongs to another device (%(device)s).")
        raise ValidationError({"module": message % {"other": module, "device": module.device}})
    if bay.pk is None:
        return
    if bay.pk in {each.pk for each in bays_above(bay)}:
        raise ValidationError({"module": _("A module bay cannot belong to a module installed within it.")})


def bays_above(bay: ModuleBay) -> list[ModuleBay]:
    """The bays that this one lies in, innermost first; a loop ends the walk."""
    found: list[ModuleBay] = []
    current: ModuleBay | None = bay.module.module_bay if bay.module else None
    while current is not None and current.pk not in {each.pk for each in found}:
        found.append(current)
        current = current.module.module_bay if current.module else None
    return found


def prepare(module: Module, data: Mapping[str, Any]) -> None:
    """Find the components that a new module brings, before it is stored.

    `replicate_components` (true unless stated) makes those that are missing, `adopt_components` (false unless stated)
    takes over those of the device that bear their names. Raises `ValidationError` for a name that is taken.
    """
    if module.pk is not None or not (module.device_id and module.module_bay_id and module.module_type_id):
        return
    replicate = data.get("replicate_components") is not False
    adopt = data.get("adopt_components") is True
    positions = [each.position for each in (*reversed(bays_above(module.module_bay)), module.module_bay)]
    try:
        plans = planned(module, positions, replicate=replicate, adopt=adopt)
    except Conflicting as problem:
        raise ValidationError({NON_FIELD_ERRORS: str(problem)}) from problem
    module.__dict__["planned_components"] = plans


def saved(module: Module, data: Mapping[str, Any], created: bool) -> None:
    """Give the device what a new module brings."""
    del data
    plans = module.__dict__.pop("planned_components", None)
    if created and plans:
        install(module, plans)


def _moved(module: Module) -> bool:
    return not type(module).objects.filter(pk=module.pk, module_bay=module.module_bay_id).exists()


def _no_loop(key: int | None, bay: ModuleBay) -> None:
    inside = [bay, *bays_above(bay)]
    if key is not None and any(each.module_id == key for each in inside):
        raise ValidationError({"module_bay": _("A module cannot be installed in a bay that it has itself.")})
