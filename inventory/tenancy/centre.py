"""The one technical service centre that is responsible for an object, as the database works it out.

`services_centres_of_<kind>()` (migrations of `services`) yields each object of a kind with its centre, null where no
responsibility covers it. Sites, devices, segments, services and virtual machines resolve so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from inventory.declare.grammar import Filter, resolve
from inventory.declare.spec import Computed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inventory.declare.spec import Spec

TEAM = "services.supportteam"


def centre(kind: str) -> dict[str, Computed]:
    """The computed key `centre` of a type; `kind` is the last word of its function's name."""
    sql = f"SELECT c.team_id FROM services_centres_of_{kind}() c WHERE c.id = {{t}}.id"  # noqa: S608 - from declarations
    return {"centre": Computed(sql, "ref", _("responsible centre"), target=TEAM)}


@dataclass(frozen=True, slots=True)
class OfCentre:
    """The filter `centre`: by the team's slug, by id with `_id`; `null` asks for what nobody is responsible for."""

    kind: str

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """Both parameters and their negations."""
        del spec
        for suffix in ("_id", ""):
            build = self._builder(f"{name}{suffix}")
            yield Filter(f"{name}{suffix}", build, "ref", target=TEAM, label=_("Responsible centre"))
            yield Filter(f"{name}{suffix}__n", _negated(build), "ref", target=TEAM, label=_("Responsible centre"))

    def _builder(self, name: str) -> Callable[[Sequence[str]], Q]:
        def build(values: Sequence[str]) -> Q:
            stated = [value for value in values if value != "null"]
            teams = resolve(TEAM, stated, by_id=name.endswith("_id"), name=name)
            unowned = len(stated) < len(values)
            sql = f"SELECT c.id FROM services_centres_of_{self.kind}() c WHERE c.team_id = ANY(%s::bigint[])"  # noqa: S608 - from declarations
            return Q(pk__in=RawSQL(sql + (" OR c.team_id IS NULL" if unowned else ""), [teams]))  # noqa: S611 - as above

        return build


def _negated(build: Callable[[Sequence[str]], Q]) -> Callable[[Sequence[str]], Q]:
    return lambda values: ~build(values)
