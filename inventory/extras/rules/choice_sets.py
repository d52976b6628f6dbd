"""What a set of choices must be, and that none in use is taken out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED: Final = 5
"""Objects that a refusal names."""
LENGTH: Final = 100


def in_order(choice_set: Any, _extra: dict[str, Any]) -> None:
    """Sort the choices by label where the set says so."""
    if choice_set.order_alphabetically and _are_pairs(choice_set.extra_choices):
        choice_set.extra_choices = sorted(choice_set.extra_choices, key=lambda pair: pair[0])


def _are_pairs(choices: Any) -> bool:
    return isinstance(choices, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) and each for each in pair)  # noqa: PLR2004
        for pair in choices
    )


def choices_are_pairs(choice_set: Any) -> None:
    """Rule: pairs of texts, no value twice, at least one."""
    if not _are_pairs(choice_set.extra_choices):
        raise ValidationError({"extra_choices": _('Expected pairs of value and label, as [["fibre", "Fibre optic"]].')})
    values = [value for value, _label in choice_set.extra_choices]
    if not values:
        raise ValidationError(_("Must define base or extra choices."))
    for value in values:
        if values.count(value) > 1 or len(value) > LENGTH:
            text = _("“%(value)s” occurs twice or has more than %(length)d characters.")
            raise ValidationError({"extra_choices": text % {"value": value, "length": LENGTH}})
    colors = choice_set.choice_colors
    if not isinstance(colors, dict) or not all(isinstance(each, str) for each in colors.values()):
        raise ValidationError({"choice_colors": _("Expected a dictionary of values and colors.")})


def used_choices_stay(choice_set: Any) -> None:
    """Rule: a choice that some object has is not taken out; the refusal names such objects."""
    stored = type(choice_set).objects.filter(pk=choice_set.pk).first()
    if stored is None:
        return
    kept = {value for value, _label in choice_set.extra_choices}
    for value in [value for value, _label in stored.extra_choices if value not in kept]:
        for label, number, names in _bearers(choice_set.pk, value):
            reason = _("Cannot remove choice %(choice)s as there are %(number)d %(model)s objects which reference it")
            text = reason + ": %(names)s"
            told = {"choice": value, "number": number, "model": specs[label].verbose_name, "names": ", ".join(names)}
            raise ValidationError({"extra_choices": text % told})


def _bearers(pk: int, value: str) -> Iterator[tuple[str, int, list[str]]]:
    """Type, number and some names of the objects that have the choice."""
    for each in apps.get_model("extras", "CustomField").objects.filter(choice_set_id=pk):
        for label in each.object_types:
            spec = specs.get(label)
            if spec is None:
                continue
            where = "t.custom_field_data -> %s @> to_jsonb(%s::text)"
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT {spec.display.sql(spec.model, "t")}, count(*) OVER () FROM "{spec.table}" t'  # noqa: S608
                    f" WHERE {where} ORDER BY t.id LIMIT {NAMED}",
                    [each.name, value],
                )
                found = cursor.fetchall()
            if found:
                yield label, found[0][1], [name for name, _number in found]
