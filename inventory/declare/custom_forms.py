"""Custom fields in forms: a fitting input for each kind, under the heading of its group."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.declare.custom import MANY, OBJECTS, PREFIX, Partial, definitions
from inventory.declare.custom_values import normal
from inventory.declare.formfields import EMPTY, JsonField, LongTextField, ReferenceField, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from inventory.declare.custom import Definition
    from inventory.declare.forms import SpecForm
    from inventory.declare.spec import Spec

GROUP: Final = "custom "
"""Before the name of a group of custom fields, among the groups of a form."""
CHOSEN: Final = frozenset({"boolean", "select", "multiselect"})
"""Kinds of which the input itself takes nothing else."""
SECONDS: Final = "%Y-%m-%dT%H:%M:%S"


class MomentField(forms.DateTimeField):
    """A time kept as text; one without a zone is the installation's."""

    widget = forms.DateTimeInput({"type": "datetime-local", "step": 1}, SECONDS)

    def prepare_value(self, value: Any) -> Any:
        """Local time, to the second."""
        try:
            found = datetime.fromisoformat(value)
        except (ValueError, TypeError):
            return value
        return (timezone.localtime(found) if timezone.is_aware(found) else found).strftime(SECONDS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something else than what was shown came back."""
        return bool(self.prepare_value(initial) != data)


def form_fields(spec: Spec, user: Any) -> Iterator[tuple[str, forms.Field, str]]:
    """`(name, form field, group)` of the custom fields that people may see in forms."""
    for of in definitions(spec.label).values():
        if of.ui_editable != "hidden":
            made = form_field(of, user)
            made.disabled = of.ui_editable == "no"
            yield of.key, made, GROUP + of.group


def title(group: str) -> str:
    """The heading of a group."""
    return group.removeprefix(GROUP) or _("Custom fields")


def form_field(of: Definition, user: Any) -> forms.Field:
    """The form field of one custom field; it refuses what the write path would refuse."""
    common: dict[str, Any] = {"required": of.required, "label": of.title, "help_text": of.description}
    if of.kind in OBJECTS:
        return ReferenceField((of.target,), user, many=of.kind in MANY, mixed=False, **common)
    made: forms.Field = MAKERS[of.kind](of, common)
    if of.kind not in CHOSEN:
        made.validators = [*made.validators, partial(_check, replace(of, required=False))]
    return made


def _check(of: Definition, value: Any) -> None:
    normal(of, value)
    if of.kind == "url" and value and not (urlsplit(value).scheme and urlsplit(value).netloc):
        raise ValidationError(_("“%s” is no address with scheme and host, as https://example.net/.") % value)


def _limits(of: Definition) -> dict[str, Any]:
    return {"min_value": of.minimum, "max_value": of.maximum}


def _number(of: Definition, common: dict[str, Any]) -> forms.Field:
    low, high = (None if each is None else int(each) for each in (of.minimum, of.maximum))
    return forms.IntegerField(min_value=low, max_value=high, **common)


def _boolean(_of: Definition, common: dict[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[EMPTY, ("true", _("yes")), ("false", _("no"))], empty_value=None,
        coerce=lambda text: text in {"true", "True"}, **common,
    )  # fmt: skip


def _select(of: Definition, common: dict[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(choices=[EMPTY, *of.choices], empty_value=None, **common)


def _multiselect(of: Definition, common: dict[str, Any]) -> forms.Field:
    size = min(max(len(of.choices), 2), 8)
    return forms.MultipleChoiceField(choices=of.choices, widget=forms.SelectMultiple({"size": size}), **common)


def _area(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea({"rows": rows, **attributes})


MAKERS: Final[Mapping[str, Any]] = {
    "text": lambda _of, common: forms.CharField(**common),
    "longtext": lambda _of, common: LongTextField(widget=_area(6), **common),
    "url": lambda _of, common: forms.CharField(widget=forms.TextInput({"inputmode": "url"}), **common),
    "integer": _number,
    "decimal": lambda of, common: forms.DecimalField(**_limits(of), **common),
    "boolean": _boolean,
    "date": lambda _of, common: forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **common),
    "datetime": lambda _of, common: MomentField(**common),
    "json": lambda _of, common: JsonField(widget=_area(6, spellcheck="false", **{"class": "mono"}), **common),
    "select": _select,
    "multiselect": _multiselect,
}


def values(form: SpecForm, names: Iterable[str]) -> Partial | None:
    """What the form says of its custom fields among `names`, as it is kept; None when it has none of them."""
    wanted = [name for name in names if name.startswith(PREFIX)]
    if not wanted:
        return None
    known = definitions(form.spec.label)
    found = Partial()
    for name in wanted:
        of = known.get(name.removeprefix(PREFIX))
        if of is not None and not form.fields[name].disabled and not _untouched(form, name):
            value = normal(replace(of, required=False), _raw(form.cleaned_data.get(name)))
            found[of.name] = in_order(value, form[name].initial)
    return found


def _untouched(form: SpecForm, name: str) -> bool:
    """Whether a time came back as it was shown, to the second: what is stored is not cut."""
    made = form.fields[name]
    return isinstance(made, MomentField) and not made.has_changed(form[name].initial, form[name].data)


def _raw(value: Any) -> Any:
    """Objects as ids."""
    if isinstance(value, list):
        return [getattr(each, "pk", each) for each in value] or None
    return getattr(value, "pk", value)


def initial(instance: Any) -> dict[str, Any]:
    """What a form shows of an object's custom fields."""
    stored = getattr(instance, "custom_fields", None) or {}
    return {PREFIX + name: _shown(value) for name, value in stored.items()}


def _shown(value: Any) -> Any:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def defaults(spec: Spec) -> dict[str, Any]:
    """What a new object has, before anybody says otherwise."""
    if "custom_fields" not in spec.fields:
        return {}
    return {of.key: _shown(of.default) for of in definitions(spec.label).values() if of.default is not None}


def copied(spec: Spec, shown: Mapping[str, Any]) -> dict[str, Any]:
    """What "add one like this" takes over."""
    if not any(name.startswith(PREFIX) for name in shown):
        return {}
    keys = {of.key for of in definitions(spec.label).values() if of.is_cloneable and not of.unique}
    return {name: value for name, value in shown.items() if name in keys}
