"""Spec → Django form: what a person may set, in the design's groups; shared by adding, editing and bulk editing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CASCADE
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare import custom_forms
from inventory.declare.formfields import (
    EMPTY,
    DeclaredField,
    JsonField,
    ListField,
    LongTextField,
    PairsField,
    ReferenceField,
    TypeField,
    TypesField,
    in_order,
)
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.spec import GROUPS
from inventory.declare.tables import references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.forms.boundfield import BoundField

    from inventory.declare.spec import Field, Spec


SMALL: Final = 50
"""A reference to a type with no more objects lists them all, so that it works without script."""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields of a form under one heading."""

    title: str
    fields: list[BoundField]


TYPES: Final = {"object_types": TypesField, "object_type": TypeField, "related_object_type": TypeField}
"""Wire keys that hold labels of object types, whatever type has them."""
PAIRS: Final[Mapping[str, Any]] = {"extra_choices": [], "choice_colors": {}}
"""Wire keys that hold pairs of texts, and what holds the pairs."""
TITLES: Final[Mapping[str, Any]] = {
    "identity": gettext_lazy("Identity"), "place": gettext_lazy("Place"), "network": gettext_lazy("Network"),
    "owner": gettext_lazy("Owner"), "life": gettext_lazy("Life"), "notes": gettext_lazy("Notes"),
    "secret": gettext_lazy("Written, never shown"),
}  # fmt: skip


class SpecForm(forms.Form):
    """The form of one type. `values()` is what the write path takes."""

    def __init__(
        self,
        spec: Spec,
        user: Any,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        only: Iterable[str] | None = None,
    ) -> None:
        """`only` names the fields offered; all writable ones when None."""
        super().__init__(data, initial=dict(initial or {}), use_required_attribute=False)
        self.spec, self.user = spec, user
        self._groups: dict[str, str] = {}
        wanted = None if only is None else set(only)
        for name, made, group in fields_of(spec, user):
            if wanted is None or name in wanted:
                self.fields[name] = made
                self._groups[name] = group
        self.fill()

    def fill(self) -> None:
        """Give references their options; again after fields were added or removed."""
        self._groups = {name: group for name, group in self._groups.items() if name in self.fields}
        fill_options(self)
        link_conditions(self)

    def sections(self) -> list[Section]:
        """Fields by group; a group of one field joins the one above it."""
        by_group: dict[str, list[BoundField]] = {}
        for name, group in self._groups.items():
            by_group.setdefault(group, []).append(self[name])
        merged: list[Section] = []
        for group in (*GROUPS, "secret"):
            found = by_group.get(group, [])
            if len(found) == 1 and merged and group != "secret":
                merged[-1].fields.extend(found)
            elif found:
                merged.append(Section(str(TITLES[group]), found))
        own = [group for group in by_group if group.startswith(custom_forms.GROUP)]
        return [*merged, *(Section(custom_forms.title(group), by_group[group]) for group in own)]

    def values(self, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Attribute → value of the cleaned fields (`names`, or all), for `inventory.declare.write.save`."""
        generic = {ref.name for ref in getattr(self.spec.model, "generic_refs", ())}
        found: dict[str, Any] = {}
        chosen: Iterable[str] = tuple(self.fields) if names is None else names
        for name in chosen:
            value = self.cleaned_data.get(name)
            if name.startswith("cf_"):
                continue
            if isinstance(value, datetime) and not self.fields[name].has_changed(self[name].initial, self[name].data):
                continue  # the form shows whole seconds; sent back untouched, it must not cut what is stored
            if name in generic:
                label = type(value)._meta.label_lower if value is not None else None  # noqa: SLF001 - Django's own
                found |= {f"{name}_type": label, f"{name}_id": value.pk if value is not None else None}
            elif name in self.spec.accepts:
                if value not in (None, "", []):
                    found[name] = _accepted(value)
            else:
                found[name] = self._kept(name, value)
        own = custom_forms.values(self, chosen)
        return found if own is None else {**found, "custom_fields": own}

    def _kept(self, name: str, value: Any) -> Any:
        if name in self.spec.fields and self.spec.fields[name].kind == "tags":
            return [tag.pk for tag in value or ()]
        return in_order(value, self[name].initial) if isinstance(self.fields[name], TypesField) else value

    def absorb(self, error: ValidationError) -> None:
        """Show a refusal of the write path at the fields it names, else above the form."""
        by_name = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in by_name.items():
            stem = next(
                (each for each in (name, name.removesuffix("_type"), name.removesuffix("_id")) if each in self.fields),
                None,
            )
            for message in messages:
                known = self.spec.fields.get(name)
                text = message if stem or known is None else f"{capfirst(known.label)}: {message}"
                self.add_error(stem, text)


def _accepted(value: Any) -> Any:
    """What an accepted key takes: objects as `{object_type, object_id}`, everything else as it is."""
    if isinstance(value, list) and value and hasattr(value[0], "_meta"):
        return [{"object_type": each._meta.label_lower, "object_id": each.pk} for each in value]  # noqa: SLF001
    return value


def is_writable(spec: Spec) -> bool:
    """Whether people may set anything of the type; the halves of generic references alone are nothing."""
    return any(field.writable and field.name not in halves(spec) for field in spec.fields.values())


def halves(spec: Spec) -> frozenset[str]:
    """The two wire keys behind each generic reference of a type."""
    refs = getattr(spec.model, "generic_refs", ())
    return frozenset(f"{ref.name}{end}" for ref in refs for end in ("_type", "_id"))


def fields_of(spec: Spec, user: Any) -> Iterator[tuple[str, forms.Field, str]]:
    """`(name, form field, group)` for everything a person may set, in wire order."""
    generic = {ref.shown or ref.name: ref for ref in getattr(spec.model, "generic_refs", ())}
    for field in spec.fields.values():
        if field.name in generic and spec.fields[f"{generic[field.name].name}_id"].writable:
            ref = generic[field.name]
            targets = ref.to or tuple(each.label for each in specs)
            made = ReferenceField(
                targets, user, many=False, mixed=True, required=not ref.null, label=capfirst(field.label)
            )
            yield ref.name, made, field.group
        elif field.kind == "custom":
            yield from custom_forms.form_fields(spec, user)
        elif field.name in spec.accepts:
            yield field.name, _ends(spec, field, user), field.group
        elif field.writable and field.name not in halves(spec) and field.kind != "secret":
            yield field.name, form_field(field, user), field.group
    for name, kind in spec.accepts.items():
        if name not in spec.fields:
            yield name, _written_only(name, kind), "identity" if kind in {"json", "boolean"} else "secret"


def _written_only(name: str, kind: str) -> forms.Field:
    label = capfirst(_(name.replace("_", " ")))
    if kind == "json":
        return JsonField(required=False, label=label, widget=_area(4, mono=True))
    if kind == "boolean":
        return forms.NullBooleanField(required=False, label=label)
    hint = _("Kept as it is when left empty.")
    if kind == "longtext":  # several lines, which a password field would run together
        return forms.CharField(required=False, label=label, help_text=hint, strip=False, widget=_area(4, mono=True))
    return forms.CharField(
        required=False, label=label, help_text=hint, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )


def _ends(spec: Spec, field: Field, user: Any) -> forms.Field:
    """A computed list of objects of several types that may be written, as the ends of a cable."""
    label = capfirst(field.label)
    targets: tuple[str, ...] = ()
    for other in specs:
        if any(each.target == spec.label and is_owned(each) for each in other.fields.values()):
            targets = next((ref.to for ref in getattr(other.model, "generic_refs", ()) if ref.to), targets)
    if field.kind != "ends" or not targets:
        return JsonField(required=False, label=label, widget=_area(4, mono=True))
    return ReferenceField(targets, user, many=True, mixed=True, required=False, label=label)


def is_owned(field: Field) -> bool:
    """Whether an object goes with what this field refers to."""
    remote = getattr(field.model_field, "remote_field", None)
    return getattr(remote, "on_delete", None) is CASCADE


def _area(rows: int, *, mono: bool = False) -> forms.Textarea:
    return forms.Textarea(
        {"rows": rows, "spellcheck": "false" if mono else "true", **({"class": "mono"} if mono else {})}
    )


def form_field(field: Field, user: Any) -> forms.Field:
    """The form field of one wire key."""
    common: dict[str, Any] = {"required": field.required, "label": capfirst(field.label), "help_text": field.help}
    if field.kind in {"ref", "refs", "tags"}:
        target = "extras.tag" if field.kind == "tags" else field.target or ""
        many = field.kind != "ref"
        return ReferenceField(
            (target,), user, many=many, mixed=False, **{**common, "required": field.required and not many}
        )
    if field.kind == "choice" or field.choices:
        return _choice(field, common)
    if field.kind == "boolean":
        return _boolean(field, common)
    return _plain(field, common)


def _choice(field: Field, common: dict[str, Any]) -> forms.Field:
    kinds = {str(value): value for value, _label in field.choices}
    return forms.TypedChoiceField(
        choices=[*([] if field.required and field.default is not None else [EMPTY]), *field.choices],
        coerce=kinds.__getitem__, empty_value=None if field.null else "",
        **{**common, "required": not field.null and not getattr(field.model_field, "blank", False)},
    )  # fmt: skip


def _boolean(field: Field, common: dict[str, Any]) -> forms.Field:
    if field.null:
        return forms.TypedChoiceField(
            choices=[EMPTY, ("true", _("yes")), ("false", _("no"))], empty_value=None,
            coerce=lambda text: text == "true", **{**common, "required": False},
        )  # fmt: skip
    return forms.BooleanField(
        widget=forms.CheckboxInput({"class": "form-check-input"}), **{**common, "required": False}
    )


def _plain(field: Field, common: dict[str, Any]) -> forms.Field:
    if field.name in TYPES:
        return TYPES[field.name](**common, **({"empty_value": None} if field.null else {}))
    if field.name in PAIRS:
        return PairsField(PAIRS[field.name], widget=_area(8, mono=True), **{**common, "required": False})
    model_field: Any = field.model_field
    makers: dict[str, Any] = {
        "integer": lambda: forms.IntegerField(**common),
        "decimal": lambda: forms.DecimalField(**_digits(model_field), **common),
        "date": lambda: forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **common),
        "datetime": lambda: forms.DateTimeField(
            widget=forms.DateTimeInput({"type": "datetime-local", "step": 1}, "%Y-%m-%dT%H:%M:%S"), **common
        ),
        "longtext": lambda: LongTextField(widget=_area(6), **common),
        "json": lambda: JsonField(widget=_area(6, mono=True), **{**common, "required": False}),
        "custom": lambda: JsonField({}, widget=_area(4, mono=True), **{**common, "required": False}),
        "array": lambda: ListField(model_field.base_field, **common),
    }  # fmt: skip
    made = makers.get(field.kind)
    return made() if made else _text(field, common)


def _digits(model_field: Any) -> dict[str, Any]:
    return {name: getattr(model_field, name, None) for name in ("max_digits", "decimal_places")}


def _text(field: Field, common: dict[str, Any]) -> forms.Field:
    if field.kind in {"cidr", "inet", "mac"}:
        return DeclaredField(
            field.model_field, widget=forms.TextInput({"class": "mono", "spellcheck": "false"}), **common
        )
    if field.kind == "slug":
        return forms.SlugField(max_length=field.max_length, **common)
    return forms.CharField(max_length=field.max_length, empty_value=None if field.null else "", **common)


def fill_options(form: SpecForm) -> None:
    """Give every reference the options it needs: what it holds now, and all objects of small types."""
    listed = {name: made for name, made in form.fields.items() if isinstance(made, ReferenceField)}
    held = {name: made.pairs(form[name].value()) for name, made in listed.items()}
    names = references(pair for pairs in held.values() for pair in pairs)
    small = _small_sets({made.targets[0] for made in listed.values() if len(made.targets) == 1}, form.user)
    for name, made in listed.items():
        options = {made.text(*pair): names[pair].display for pair in held[name] if pair in names}
        if len(made.targets) == 1:
            options = {**{str(key): text for key, text in small.get(made.targets[0], {}).items()}, **options}
        made.widget.choices = [*([] if made.many else [EMPTY]), *options.items()]


def _small_sets(labels: Iterable[str], user: Any) -> dict[str, dict[int, str]]:
    """Label → id → display, for types of which the user sees at most `SMALL`; one query each, one for all names."""
    found: dict[str, list[int]] = {}
    for label in labels:
        spec = specs[label]
        rows = restrict(spec.model._default_manager.all(), user, "view")  # noqa: SLF001 - any declared model
        ids = list(rows.order_by(*spec.ordering).values_list("pk", flat=True)[: SMALL + 1])
        if len(ids) <= SMALL:
            found[label] = ids
    named = references((label, key) for label, ids in found.items() for key in ids)
    return {
        label: {key: named[label, key].display for key in ids if (label, key) in named} for label, ids in found.items()
    }


def link_conditions(form: SpecForm) -> None:
    """A reference to something that lies at another required reference of the form offers only what lies there."""
    single = {
        name: made.targets[0]
        for name, made in form.fields.items()
        if isinstance(made, ReferenceField) and not made.many and len(made.targets) == 1
    }
    for name, target in single.items():
        inner = specs[target].fields
        pairs = [
            f"{other}_id=id_{other}"
            for other, where in single.items()
            if other != name and form.fields[other].required and other in inner and inner[other].target == where
        ]
        if pairs:
            form.fields[name].widget.attrs["data-with"] = " ".join(pairs)


def initial_of(spec: Spec, instance: Any, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a form shows of an object. `values` holds computed lists (`Reference`s) that may be written."""
    found: dict[str, Any] = {}
    for ref in getattr(spec.model, "generic_refs", ()):
        label, key = getattr(instance, f"{ref.name}_type"), getattr(instance, f"{ref.name}_id")
        found[ref.name] = f"{label}:{key}" if label and key is not None else None
    for field in spec.fields.values():
        if field.name in spec.accepts:
            given = (values or {}).get(field.name)
            found[field.name] = [f"{each.label}:{each.id}" for each in given or ()] if field.kind == "ends" else given
        elif field.kind == "refs" and field.model_field is not None:
            found[field.name] = [each.pk for each in getattr(instance, field.name).all()] if instance.pk else []
        elif field.kind == "ref" and field.model_field is not None:
            found[field.name] = getattr(instance, str(field.attribute))
        elif field.writable and field.attribute and field.name not in found:
            found[field.name] = _shown(field, getattr(instance, field.attribute))
    return {**found, **custom_forms.initial(instance)}


def _shown(field: Field, value: Any) -> Any:
    if field.kind == "custom" and not value:
        return None
    if field.kind == "boolean" and field.null:
        return {True: "true", False: "false"}.get(value)
    return value


def prefilled(spec: Spec, params: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values from an address: wire keys, `<reference>_id`, or `<stem>_type` with `<stem>_id`."""
    found: dict[str, Any] = {}
    for ref in getattr(spec.model, "generic_refs", ()):
        label, key = params.get(f"{ref.name}_type"), params.get(f"{ref.name}_id")
        if label and key:
            found[ref.name] = f"{label}:{key}"
    for field in spec.writable:
        value = params.get(f"{field.name}_id") if field.kind in {"ref", "refs"} else None
        value = params.get(field.name) if value is None else value
        if value is not None and field.name not in found:
            found[field.name] = [value] if field.kind in {"refs", "tags"} else value
    return {**found, **{name: params[name] for name in params if name.startswith("cf_")}}


def defaults(spec: Spec) -> dict[str, Any]:
    """What a new object is, before anybody says otherwise."""
    own = {field.name: field.default for field in spec.writable if field.default not in (None, "", [], {})}
    return {**own, **custom_forms.defaults(spec)}


def copied(spec: Spec, initial: Mapping[str, Any]) -> dict[str, Any]:
    """What "add one like this" takes over: not what names the one, and nothing that must be unique."""
    names = {"text", "slug", "inet", "cidr", "mac"}
    return custom_forms.copied(spec, initial) | {
        name: value
        for name, value in initial.items()
        if (field := spec.fields.get(name)) is not None
        and field.kind not in names
        and not getattr(field.model_field, "unique", False)
        and not name.startswith("primary_")
    }
