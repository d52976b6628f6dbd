"""Which tags an object may bear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.fetching import fetch
from inventory.declare.together import for_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.declare.spec import Spec


def _all_fit(instances: Sequence[Any]) -> dict[int, ValidationError]:
    spec: Spec | None = instances[0].spec if instances else None
    borne = {tag for each in instances for tag in each.tags}
    if spec is None or not borne:
        return {}
    limited = dict(
        fetch(
            "SELECT id, name FROM extras_tag WHERE id = ANY(%s) AND object_types <> '{}' "
            "AND NOT %s = ANY(object_types)",
            [sorted(borne), spec.label],
        )
    )
    message = _("Tag %(tag)s cannot be assigned to %(type)s objects.")
    return {
        at: ValidationError({"tags": message % {"tag": limited[wrong[0]], "type": spec.label.split(".")[1]}})
        for at, each in enumerate(instances)
        if (wrong := [tag for tag in each.tags if tag in limited])
    }


@for_many(_all_fit)
def tags_fit(instance: Any) -> None:
    """A tag that is meant for some types is borne by these alone. Raises `ValidationError` naming tag and type."""
    if found := _all_fit([instance]):
        raise found[0]
