"""What changed between two moments: the net effect on each object, from the change log, in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import json

from inventory.core.models import ObjectChange
from inventory.declare.history import NOISE
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.values import BadFilter, read_moment, read_text
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.http import QueryDict

    from inventory.declare.spec import Spec

EFFECTS: Final = ("created", "changed", "deleted", "passing")
"""`passing`: created and deleted in between. What was changed and changed back is left out."""
HIDDEN: Final = ("id", "created", *NOISE)
NET: Final = """
WITH c(id, t, k, action, name, at, who, pre, post) AS NOT MATERIALIZED ({rows}),
object AS (
  SELECT t, k, (array_agg(action ORDER BY id))[1] <> 'create' AS existed,
    (array_agg(action ORDER BY id DESC))[1] <> 'delete' AS remains, (array_agg(name ORDER BY id DESC))[1] AS name,
    min(at) AS first, max(at) AS last, array_agg(DISTINCT who) AS who, count(*) AS n
  FROM c WHERE k IS NOT NULL GROUP BY t, k
),
kept AS (SELECT c.* FROM c JOIN object o ON o.t = c.t AND o.k = c.k WHERE o.existed AND o.remains),
was AS (
  SELECT DISTINCT ON (t, k, e.key) t, k, e.key, e.value
  FROM kept CROSS JOIN LATERAL jsonb_each(pre) e ORDER BY t, k, e.key, id
),
became AS (
  SELECT DISTINCT ON (t, k, e.key) t, k, e.key, e.value
  FROM kept CROSS JOIN LATERAL jsonb_each(post) e ORDER BY t, k, e.key, id DESC
),
field AS (
  SELECT t, k, jsonb_object_agg(key, jsonb_build_array(was.value, became.value)) AS fields
  FROM was FULL JOIN became USING (t, k, key)
  WHERE was.value IS DISTINCT FROM became.value AND NOT key = ANY (%s) AND key NOT LIKE '\\_%%'
  GROUP BY t, k
),
net AS (
  SELECT o.*, CASE WHEN NOT o.existed THEN CASE WHEN o.remains THEN 'created' ELSE 'passing' END
    WHEN o.remains THEN 'changed' ELSE 'deleted' END AS effect, f.fields
  FROM object o LEFT JOIN field f ON f.t = o.t AND f.k = o.k
  WHERE NOT (o.existed AND o.remains) OR f.fields IS NOT NULL
)
"""
"""The earliest "before" and the latest "after" of each column are what it was and what it became."""


class Net(NamedTuple):
    """What became of one object. `fields`: column → before and after; empty unless it was changed."""

    label: str
    id: int
    name: str
    effect: str
    first: datetime
    last: datetime
    who: Sequence[str]
    changes: int
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Between:
    """A question: from when, until when, of which types (none: all), by whom (empty: anybody), asked by `asker`."""

    start: datetime
    end: datetime
    asker: Any
    labels: tuple[str, ...] = ()
    user: str = ""

    def counts(self) -> dict[str, dict[str, int]]:
        """Type → effect → objects. One statement."""
        found: dict[str, dict[str, int]] = {}
        for label, effect, number in self._fetch("SELECT t, effect, count(*) FROM net GROUP BY 1, 2 ORDER BY 1, 2"):
            if specs.get(label) is not None:
                found.setdefault(label, {})[effect] = number
        return found

    def listed(self, limit: int | None = None, offset: int = 0) -> list[Net]:
        """Objects by type, the latest changed first. One statement."""
        rows = self._fetch(
            "SELECT t, k, name, effect, first, last, who, n, fields::text FROM net WHERE t = ANY (%s)"
            " ORDER BY t, last DESC, k LIMIT %s OFFSET %s",
            [[spec.label for spec in specs], limit, offset],
        )
        return [Net._make((*row[:8], dict(sorted(json.decode(row[8] or "{}").items())))) for row in rows]

    def _fetch(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        rows = restrict(ObjectChange.objects.all(), self.asker, "view").filter(time__gte=self.start, time__lt=self.end)
        if self.labels:
            rows = rows.filter(changed_object_type__in=self.labels)
        if self.user:
            rows = rows.filter(user_name=self.user)
        columns = rows.order_by().values_list(
            "pk", "changed_object_type", "changed_object_id", "action", "object_repr", "time", "user_name",
            "prechange_data", "postchange_data",
        )  # fmt: skip
        try:
            inner, given = columns.query.sql_with_params()
        except EmptyResultSet:
            return []
        with unlimited(), connection.cursor() as cursor:
            cursor.execute(NET.replace("{rows}", inner) + sql, [*given, list(HIDDEN), *params])
            return list(cursor.fetchall())


def asked(params: QueryDict, user: Any) -> Between:
    """Read `from`, `to` (none: now), `type` (repeated: any of them) and `user`. Raises `BadFilter`."""
    if not params.get("from"):
        raise BadFilter("from", _("This field is required."))
    start = read_moment("from", str(params["from"]))
    end = read_moment("to", str(params["to"])) if params.get("to") else timezone.now()
    if end < start:
        raise BadFilter("to", _("“%(to)s” lies before “%(from)s”.") % {"to": params["to"], "from": params["from"]})
    labels = tuple(value for value in params.getlist("type") if value)
    for label in labels:
        if specs.get(label) is None:
            raise BadFilter("type", _("There is no type of object “%s”; expected as dcim.device.") % label)
    return Between(start, end, user, labels, read_text("user", params.get("user", "")))


def wire_name(spec: Spec, column: str) -> str:
    """The key on the wire of a column; the column itself for one that has none."""
    return next((each.name for each in spec.fields.values() if each.column == column), column)
