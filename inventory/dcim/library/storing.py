"""What a library file says → a type and its templates, written only where they differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from inventory.dcim.library.reading import COMMON, LISTS, ONLY_DEVICES, PARTS, Part, Refused, Sheet
from inventory.declare import write
from inventory.declare.permissions import allowed
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NAMED: Final = {"power_port": "PowerPort", "bridge": "Interface", "parent": "InventoryItem", "rear_port": "RearPort"}
"""Keys that name another component of the file → its kind."""
OWN: Final = {"Interface": "bridge", "InventoryItem": "parent"}
"""Kinds that refer to their own."""
KEYS: Final = {kind: key for key, kind in LISTS.items()}

State = Literal["new", "changed", "same"]


@dataclass(slots=True)
class Outcome:
    """What became of a file. `display` names the type, `notes` what was left out or read differently."""

    state: State
    display: str
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """One type while its templates are written: its sheet, the reference to it, and the templates made, by name."""

    sheet: Sheet
    owner: dict[str, Any]
    user: Any
    message: str
    new: bool
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    touched: bool = False


def store(sheet: Sheet, user: Any = None, message: str = "") -> Outcome:
    """Create or update the type of a file, by manufacturer and model, and give it exactly the file's components.

    Devices that exist stay as they are. Run it in a transaction. Raises `Refused`, and `PermissionDenied` when `user`
    may not write the type.
    """
    manufacturer = _named("dcim.manufacturer", sheet.manufacturer, user, message)
    model = apps.get_model("dcim.DeviceType" if sheet.is_device else "dcim.ModuleType")
    kind = model._default_manager.filter(manufacturer=manufacturer, model=sheet.values["model"]).first()  # noqa: SLF001
    state: State = "same" if kind else "new"
    values = dict(_type_values(sheet, manufacturer, user, message))
    kind = kind or model()
    if kind.pk is None or any(_differs(kind, name, value) for name, value in values.items()):
        state = "changed" if kind.pk else "new"
        _write(specs[model._meta.label_lower], kind, values, user, message)  # noqa: SLF001 - Django's own
    work = _Work(sheet, {"device_type" if sheet.is_device else "module_type": kind}, user, message, state == "new")
    _check(sheet)
    for key, each in LISTS.items():
        if sheet.is_device or key not in ONLY_DEVICES:
            _templates(work, each)
    _map(work)
    if state == "same" and work.touched:
        state = "changed"
    return Outcome(state, f"{manufacturer} {kind}", sheet.notes)


def _type_values(sheet: Sheet, manufacturer: Any, user: Any, message: str) -> Iterator[tuple[str, Any]]:
    for name, value in sheet.values.items():
        if name == "manufacturer":
            yield name, manufacturer
        elif name == "profile":
            yield name, _named("dcim.moduletypeprofile", str(value), user, message)
        elif name == "default_platform":
            rows = apps.get_model("dcim.Platform")._default_manager  # noqa: SLF001 - Django's own
            found = rows.filter(models.Q(name=value) | models.Q(slug=value)).first()
            if found is None:
                sheet.notes.append(_("default_platform: there is no platform “%(name)s”, left out") % {"name": value})
            else:
                yield name, found
        elif name in {"part_number", "description", "comments"}:
            yield name, str(value)
        elif name in {"u_height", "weight"} and not isinstance(value, bool):
            yield name, Decimal(str(value)) if isinstance(value, (int, float)) else value
        else:
            yield name, value


def _named(label: str, name: str, user: Any, message: str) -> Any:
    """The object of that name, made when it is missing."""
    spec = specs[label]
    slug = slugify(name) or slugify(name, allow_unicode=True)
    rows = spec.model._default_manager  # noqa: SLF001 - any declared model
    found = rows.filter(name=name).first()
    if found is None and "slug" in spec.fields:
        found = rows.filter(slug=slug).first()
    if found is not None:
        return found
    values = {"name": name, "slug": slug} if "slug" in spec.fields else {"name": name}
    return _write(spec, spec.model(), values, user, message)


def _write(spec: Any, instance: Any, values: Mapping[str, Any], user: Any, message: str) -> Any:
    try:
        return write.save(spec, instance, values, user=user, message=message)
    except ValidationError as error:
        raise _refusal("", error, values) from error


def _refusal(place: str, error: ValidationError, values: Mapping[str, Any]) -> Refused:
    """The first thing that is wrong, under its key."""
    name, texts = next(iter(error.message_dict.items()))
    key = ".".join(part for part in (place, "" if name == "__all__" else name) if part)
    return Refused(key, " ".join(str(text) for text in texts), values.get(name))


def _differs(instance: Any, name: str, value: Any) -> bool:
    found = getattr(instance, name)
    if isinstance(value, models.Model) or isinstance(found, models.Model):
        return bool(found != value)
    try:
        return bool(found != instance._meta.get_field(name).to_python(value))  # noqa: SLF001 - Django's own
    except ValidationError:
        return True


def _check(sheet: Sheet) -> None:
    """References within the file lead somewhere, and no position of a rear port twice. Raises `Refused`."""
    names = {kind: {part.name: part for part in parts} for kind, parts in sheet.parts.items()}
    taken: dict[tuple[str, int], str] = {}
    for kind, parts in sheet.parts.items():
        for part in parts:
            for key, other in NAMED.items():
                value = part.values.get(key)
                if value is not None and str(value) not in names[other]:
                    expected = _("Expected the name of an entry of %(key)s.") % {"key": KEYS[other]}
                    raise Refused(f"{part.at}.{key}", expected, value)
            if kind == "FrontPort":
                _check_rear(part, names["RearPort"], taken)
    if sheet.parts["DeviceBay"] and sheet.values.get("subdevice_role") != "parent":
        raise Refused("subdevice_role", _("Expected “parent”, as there are device-bays."))


def _check_rear(part: Part, rears: Mapping[str, Part], taken: dict[tuple[str, int], str]) -> None:
    positions = part.values.get("positions", 1)
    highest = max(part.values["rear_ports"], default=1)
    if isinstance(positions, int) and highest > positions:
        raise Refused(f"{part.at}.positions", _("Expected at least %(count)d.") % {"count": highest}, positions)
    for rear, position in part.values["rear_ports"].values():
        if rear not in rears:
            expected = _("Expected the name of an entry of %(key)s.") % {"key": "rear-ports"}
            raise Refused(f"{part.at}.rear_port", expected, rear)
        positions = rears[rear].values.get("positions", 1)
        if isinstance(positions, int) and position > positions:
            expected = _("Expected one of the %(count)d positions of %(rear)s.") % {"count": positions, "rear": rear}
            raise Refused(f"{part.at}.rear_port_position", expected, position)
        other = taken.setdefault((rear, position), part.name)
        if other != part.name:
            told = {"rear": rear, "other": other}
            expected = _("Expected a free position of %(rear)s; %(other)s is there.") % told
            raise Refused(f"{part.at}.rear_port_position", expected, position)


def _templates(work: _Work, kind: str) -> None:
    """Make, change and remove the templates of one kind."""
    model: Any = apps.get_model("dcim", f"{kind}Template")
    parts = work.sheet.parts[kind]
    existing = {} if work.new else {each.name: each for each in model.objects.filter(**work.owner)}
    gone = [each.pk for name, each in existing.items() if name not in {part.name for part in parts}]
    if gone:
        _may(work, kind, "delete")
        model.objects.filter(pk__in=gone).delete()
        work.touched = True
    work.made[kind] = {}
    for level in _levels(kind, parts):
        _level(work, kind, level, existing)


def _level(work: _Work, kind: str, parts: Sequence[Part], existing: Mapping[str, Any]) -> None:
    model: Any = apps.get_model("dcim", f"{kind}Template")
    fresh, changed = [], []
    for part in parts:
        values = _values(work, kind, part)
        template = existing.get(part.name)
        if template is None:
            template = model(**work.owner, name=part.name, **values)
            fresh.append(template)
        elif any(_differs(template, name, value) for name, value in values.items()):
            changed.append(template)
            for name, value in values.items():
                setattr(template, name, value)
        _clean(part, template)
        work.made[kind][part.name] = template
    for action, rows in (("add", fresh), ("change", changed)):
        if rows:
            _may(work, kind, action)
            work.touched = True
    model.objects.bulk_create(fresh)
    for template in changed:
        template.save()


def _may(work: _Work, kind: str, action: str) -> None:
    """Templates are written in bulk: a right that depends on their values does not suffice."""
    if work.user is not None and allowed(work.user, f"dcim.{kind.lower()}template", action) != models.Q():
        raise PermissionDenied


def _map(work: _Work) -> None:
    """Write where further positions of front ports lead, if that differs."""
    model: Any = apps.get_model("dcim", "PortTemplateMapping")
    made = work.made["FrontPort"]
    wanted = {
        (made[part.name].pk, position, work.made["RearPort"][rear].pk, far)
        for part in work.sheet.parts["FrontPort"]
        for position, (rear, far) in part.values["rear_ports"].items()
        if position > 1
    }
    columns = ("front_port_id", "front_port_position", "rear_port_id", "rear_port_position")
    stored = set(model.objects.filter(front_port__in=[each.pk for each in made.values()]).values_list(*columns))
    if wanted == stored:
        return
    model.objects.filter(front_port__in=[each.pk for each in made.values()]).delete()
    model.objects.bulk_create(model(**dict(zip(columns, each, strict=True))) for each in sorted(wanted))
    work.touched = True


def _clean(part: Part, template: Any) -> None:
    """Every value is one that its field takes. Raises `Refused`."""
    references = [each.name for each in template._meta.fields if each.is_relation]  # noqa: SLF001 - Django's own
    try:
        template.clean_fields(exclude=[*references, "_name"])
        for rule in specs[template._meta.label_lower].rules:  # noqa: SLF001 - Django's own
            if rule.__name__ == "draw_within_maximum":  # the others were checked by name, see `_check`
                rule(template)
    except ValidationError as error:
        raise _refusal(part.at, error, part.values) from error


def _levels(kind: str, parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Components that refer to none of their kind first. Raises `Refused` for a circle."""
    own = OWN.get(kind)
    left = list(parts)
    while left:
        names = {part.name for part in left}
        level = [part for part in left if own is None or str(part.values.get(own)) not in names]
        if not level:
            raise Refused(f"{left[0].at}.{own}", _("Expected no circle of references."), left[0].values[str(own)])
        yield level
        left = [part for part in left if part not in level]


def _values(work: _Work, kind: str, part: Part) -> dict[str, Any]:
    """Attribute → value of a template; what the file leaves out has its default."""
    model: Any = apps.get_model("dcim", f"{kind}Template")
    found: dict[str, Any] = {}
    for name in _attributes(kind):
        value = part.values.get(name)
        if name in NAMED:
            found[name] = None if value is None else work.made[NAMED[name]][str(value)]
        elif name == "manufacturer":
            found[name] = None if value is None else _named("dcim.manufacturer", str(value), work.user, work.message)
        elif name == "role":
            found[name] = value and _named("dcim.inventoryitemrole", str(value), work.user, work.message)
        else:
            column = model._meta.get_field(name)  # noqa: SLF001 - Django's own
            found[name] = column.get_default() if value is None else _plain(column, value)
    if kind == "FrontPort":
        found |= _leads(work, part)
    if kind == "InventoryItem":
        found |= _body(work, part)
    return found


def _attributes(kind: str) -> Iterable[str]:
    left_out = {"name", "rear_port", "rear_port_position", "rear_ports", "component_type", "component_name"}
    return (name for name in (*COMMON, *PARTS[kind]) if name not in left_out)


def _plain(column: Any, value: Any) -> Any:
    """A text that looks like a number in YAML is still a text."""
    if isinstance(column, models.CharField) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value


def _leads(work: _Work, part: Part) -> dict[str, Any]:
    first = part.values["rear_ports"].get(1)
    if first is None:
        return {"rear_port": None, "rear_port_position": 1}
    rear, position = first
    return {"rear_port": work.made["RearPort"][rear], "rear_port_position": position}


def _body(work: _Work, part: Part) -> dict[str, Any]:
    """The component that an inventory item is the body of, as `component_type: interface` and its name."""
    stated, name = part.values.get("component_type"), part.values.get("component_name")
    if stated is None:
        return {"component_type": None, "component_id": None}
    wanted = str(stated).rpartition(".")[2].lower().removesuffix("template")
    kind = next((kind for kind in LISTS.values() if kind.lower() == wanted), "")
    found = work.made.get(kind, {}).get(str(name))
    if found is None:
        raise Refused(f"{part.at}.component_name", _("Expected the name of a component of this file."), name)
    return {"component_type": found._meta.label_lower, "component_id": found.pk}  # noqa: SLF001 - Django's own
