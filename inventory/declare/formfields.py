"""Inputs of forms that Django lacks: references to any number of objects, JSON, lists of values."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from inventory.declare.permissions import restrict
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


OPTIONS_URL: Final = "/pick/"
"""Where `select.js` asks for options; the site answers there with objects of the types named."""
EMPTY: Final = ("", "—")
PAIR: Final = 2


class RemoteSelect(forms.Select):
    """A `select` that `select.js` makes searchable."""

    def __init__(self, targets: Sequence[str], options: Mapping[str, Any] | None = None) -> None:
        super().__init__({"data-remote": True, "data-url": _url(targets), **(options or {})})


class RemoteSelectMultiple(forms.SelectMultiple):
    """The same for several objects."""

    def __init__(self, targets: Sequence[str], options: Mapping[str, Any] | None = None) -> None:
        super().__init__({"data-remote": True, "data-url": _url(targets), **(options or {})})


def _url(targets: Sequence[str]) -> str:
    return OPTIONS_URL + "?" + "&".join(f"type={target}" for target in targets)


class ReferenceField(forms.Field):
    """One object or several, of one type (values are ids) or of several (values are `label:id`)."""

    def __init__(self, targets: Sequence[str], user: Any, *, many: bool, mixed: bool, **options: Any) -> None:
        """`user` may only name objects that they may see."""
        self.targets, self.user, self.many, self.mixed = tuple(targets), user, many, mixed
        widget = (RemoteSelectMultiple if many else RemoteSelect)(targets, {"data-empty": _("Nothing fits.")})
        super().__init__(widget=widget, **options)

    def pairs(self, value: Any) -> list[tuple[str, int]]:
        """`(label, id)` of what a submitted or initial value names; what cannot be read is left out."""
        found = []
        for each in value if isinstance(value, (list, tuple)) else [value]:
            label, mark, key = str(each).rpartition(":") if self.mixed else (self.targets[0], ":", str(each))
            if mark and label in self.targets and key.isdecimal() and len(key) < 19:  # noqa: PLR2004 - a bigint
                found.append((label, int(key)))
        return found

    def text(self, label: str, key: int) -> str:
        """The value of an option."""
        return f"{label}:{key}" if self.mixed else str(key)

    def clean(self, value: Any) -> Any:
        """The objects, or the object, or None. Raises `ValidationError` naming what is not there."""
        given = [each for each in (value if isinstance(value, (list, tuple)) else [value]) if each not in {None, ""}]
        if not given:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return [] if self.many else None
        pairs = self.pairs(given)
        if len(pairs) < len(given):
            raise ValidationError(_("“%s” names no object that may stand here.") % given[0])
        objects = [self._object(*pair) for pair in pairs]
        return objects if self.many else objects[0]

    def _object(self, label: str, key: int) -> Any:
        spec = specs[label]
        rows = restrict(spec.model._default_manager.all(), self.user, "view")  # noqa: SLF001 - any declared model
        found = rows.filter(pk=key).first()
        if found is None:
            text = _("There is no %(type)s %(id)d, or it is outside your rights.")
            raise ValidationError(text % {"type": spec.verbose_name, "id": key})
        return found


class LongTextField(forms.CharField):
    """Several lines as they were written, blanks around them included; lines end as they did before."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> Any:
        """Lines end in LF: browsers send CR LF whatever was shown (HTML, "constructing the form data set")."""
        found = super().to_python(value)
        return found.replace("\r\n", "\n") if isinstance(found, str) else found


class JsonField(forms.JSONField):
    """JSON as text; an empty box is `nothing`."""

    def __init__(self, nothing: Any = None, **options: Any) -> None:
        self.nothing = nothing
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Nothing for nothing, else JSON."""
        return "" if value is None else super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        """The value. Raises `ValidationError` for what is no JSON."""
        found = super().clean(value)
        return self.nothing if found is None else found


class PairsField(JsonField):
    """Pairs of texts, a line each, as `fibre: Fibre optic`; JSON is taken too. `nothing` says into what they go."""

    def __init__(self, nothing: list[Any] | dict[str, Any], **options: Any) -> None:
        super().__init__(nothing, **options)

    def prepare_value(self, value: Any) -> Any:
        """A line for each pair; anything else as JSON."""
        pairs = list(value.items()) if isinstance(value, dict) else value
        if not isinstance(pairs, list) or not all(_fits_a_line(pair) for pair in pairs):
            return super().prepare_value(value)
        return "\n".join(first if first == second else f"{first}: {second}" for first, second in pairs)

    def clean(self, value: Any) -> Any:
        """List of pairs, or dictionary. A line without a colon is its own second."""
        text = str(value or "").strip()
        if text.startswith(("[", "{")):
            return super().clean(text)
        parts = [line.replace("：", ":", 1).partition(":") for line in text.splitlines() if line.strip()]
        pairs = [[first.strip(), second.strip() or first.strip()] for first, _colon, second in parts]
        return dict(pairs) if isinstance(self.nothing, dict) else pairs


def _fits_a_line(pair: Any) -> bool:
    """Whether the line reads back as the same pair."""
    if not isinstance(pair, (list, tuple)) or len(pair) != PAIR or not all(isinstance(each, str) for each in pair):
        return False
    plain = not set(":：") & set(pair[0]) and pair[0][:1] not in {"[", "{"}
    return plain and all([each] == each.splitlines() == [each.strip()] for each in pair)


class ListField(forms.CharField):
    """Several texts or numbers, separated by commas."""

    def __init__(self, base: Any, **options: Any) -> None:
        self.base = base
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """As written in one line."""
        return ", ".join(str(each) for each in value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        """The values. Raises `ValidationError` naming the first that does not fit."""
        parts = [part.strip() for part in str(super().clean(value) or "").replace("，", ",").split(",")]
        return [self.base.clean(part, None) for part in parts if part]


class TypesField(forms.MultipleChoiceField):
    """Several object types, by name."""

    def __init__(self, **options: Any) -> None:
        widget = forms.SelectMultiple({"data-local": True, "data-empty": _("Nothing fits."), "size": 8})
        super().__init__(choices=type_choices, widget=widget, **options)


class TypeField(forms.TypedChoiceField):
    """One object type, by name."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Select({"data-local": True, "data-empty": _("Nothing fits.")})
        super().__init__(choices=lambda: [EMPTY, *type_choices()], widget=widget, **options)


def in_order(value: Any, before: Any) -> Any:
    """Several values in the order in which they were shown; a form sends them in that of its options."""
    if not isinstance(value, list) or not isinstance(before, list):
        return value
    return [*(each for each in before if each in value), *(each for each in value if each not in before)]


def type_choices() -> list[tuple[str, str]]:
    """Label and name of every object type, by name."""
    return sorted(
        ((spec.label, f"{capfirst(spec.verbose_name_plural)} · {spec.label}") for spec in specs), key=itemgetter(1)
    )


class DeclaredField(forms.CharField):
    """A line of text that the model field itself reads: networks, addresses, MAC addresses."""

    def __init__(self, model_field: Any, **options: Any) -> None:
        self.model_field = model_field
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """The normal form; None for nothing."""
        return self.model_field.to_python(super().clean(value))
