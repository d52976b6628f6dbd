"""All an object type is, derived once from its model and `class Inventory`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db import models
    from django_stubs_ext import StrOrPromise

    from inventory.declare.display import Display

    Rule = Callable[[Any], None]

Kind = Literal[
    "id", "text", "longtext", "slug", "color", "integer", "decimal", "boolean", "date", "datetime", "choice",
    "ref", "refs", "tags", "generic", "generics", "ends", "cidr", "inet", "mac", "json", "custom", "array", "secret",
    "url", "words",
]  # fmt: skip

GROUPS: Final = ("identity", "place", "network", "owner", "life", "notes")
"""Field groups of detail pages and forms, in this order (design, "Derived pages")."""


@dataclass(frozen=True, slots=True)
class Field:
    """One key on the wire. `sql` computes it with `{t}` as the row's alias; a plain column otherwise."""

    name: str
    kind: Kind
    label: StrOrPromise
    column: str | None = None
    sql: str | None = None
    attribute: str | None = None
    model_field: models.Field[Any, Any] | None = None
    help: StrOrPromise = ""
    required: bool = False
    writable: bool = True
    null: bool = True
    choices: tuple[tuple[Any, StrOrPromise], ...] = ()
    target: str | None = None
    targets: tuple[str, ...] = ()
    max_length: int | None = None
    default: Any = None
    unit: str = ""
    group: str = "identity"
    sortable: bool = True
    """False for what is computed from so much that ordering a list by it would take minutes."""
    make: Callable[[Sequence[Any]], Iterable[Any]] | None = None
    """Turns the raw values of one page into what the wire shows; None: as the kind is shown."""

    def expression(self, alias: str) -> str:
        """The SQL that yields this field's raw value for the row called `alias`."""
        return self.sql.replace("{t}", alias) if self.sql else f'{alias}."{self.column}"'


@dataclass(frozen=True, slots=True)
class Computed:
    """A wire key computed in SQL; `{t}` stands for the row. The first escape hatch of a declaration."""

    sql: str
    kind: Kind = "integer"
    label: StrOrPromise = ""
    target: str | None = None
    choices: tuple[tuple[Any, StrOrPromise], ...] = ()
    unit: str = ""
    make: Callable[[Sequence[Any]], Iterable[Any]] | None = None
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Action:
    """An extra address below an object, as `available-ips`; `handler` is a dotted path to a site view."""

    path: str
    handler: str


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a type does besides being stored; each runs inside the write's transaction.

    `prepare(instance, extra)` before validation, `saved(instance, extra, created)` after it is stored,
    `deleting(instance)` before it goes. `extra` holds the values of the keys named by `accepts`.
    """

    prepare: Callable[[Any, dict[str, Any]], None] | None = None
    saved: Callable[[Any, dict[str, Any], bool], None] | None = None
    deleting: Callable[[Any], None] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Spec:
    """One object type, whole. Nothing that reads this asks the model again. Compared by identity."""

    label: str
    model: type[models.Model]
    path: str
    plugin: bool
    table: str
    verbose_name: StrOrPromise
    verbose_name_plural: StrOrPromise
    doc: str
    menu: str
    icon: str
    fields: Mapping[str, Field]
    brief: tuple[str, ...]
    columns: tuple[str, ...]
    search: Mapping[str, int]
    display: Display
    key: tuple[str, ...]
    ordering: tuple[str, ...]
    rules: tuple[Rule, ...]
    actions: tuple[Action, ...]
    facets: tuple[str, ...]
    parent: str | None
    about: str | None
    extra_filters: Mapping[str, Any] = field(default_factory=dict)
    accepts: Mapping[str, Kind] = field(default_factory=dict)
    hooks: Hooks = field(default_factory=Hooks)

    @property
    def app(self) -> str:
        """The application label: first half of `label`."""
        return self.label.split(".")[0]

    @property
    def api(self) -> str:
        """The list's address without host: NetBox's own types under `/api/`, the city's under `/api/plugins/`."""
        return f"/api/plugins/{self.path}/" if self.plugin else f"/api/{self.path}/"

    @property
    def page(self) -> str:
        """The list page's address without host."""
        return f"/{self.path}/"

    @property
    def writable(self) -> Sequence[Field]:
        """Fields a client may set, in wire order."""
        return [each for each in self.fields.values() if each.writable]

    def display_of(self, instance: models.Model) -> str:
        """The text that names `instance` everywhere; the same as SQL computes."""
        return self.display.of(instance)
