"""Model and `class Inventory` → `Spec`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.declare.display import Display
from inventory.declare.fields import (
    Choice,
    CidrField,
    ColorField,
    GenericRef,
    InetField,
    MacField,
    NumberChoice,
    Tags,
    Word,
)
from inventory.declare.spec import Computed, Field, Hooks, Kind, Spec

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS: Final[tuple[tuple[type[models.Field[Any, Any]], Kind], ...]] = (
    (Tags, "tags"), (ArrayField, "array"), (models.AutoField, "id"), (models.BigAutoField, "id"),
    (models.ForeignKey, "ref"), (models.ManyToManyField, "refs"), (Word, "text"), (Choice, "choice"),
    (NumberChoice, "choice"), (CidrField, "cidr"),
    (InetField, "inet"), (MacField, "mac"), (ColorField, "color"), (models.SlugField, "slug"),
    (models.TextField, "longtext"), (models.JSONField, "json"), (models.BooleanField, "boolean"),
    (models.DecimalField, "decimal"), (models.FloatField, "decimal"), (models.DateTimeField, "datetime"),
    (models.DateField, "date"), (models.IntegerField, "integer"), (models.CharField, "text"),
    (models.UUIDField, "text"), (models.BinaryField, "secret"),
)  # fmt: skip
"""Most specific first."""

GROUP_OF_NAME: Final = {
    "region": "place", "group": "identity", "site": "place", "location": "place", "rack": "place",
    "position": "place", "face": "place", "latitude": "place", "longitude": "place", "physical_address": "place",
    "shipping_address": "place", "facility": "place", "time_zone": "place", "scope": "place",
    "tenant": "owner", "owner": "owner", "contact": "owner", "centre": "owner", "department": "owner",
    "project": "owner", "description": "notes", "comments": "notes", "custom_fields": "notes", "tags": "notes",
    "vrf": "network", "vlan": "network", "prefix": "network", "address": "network", "primary_ip4": "network",
    "primary_ip6": "network", "oob_ip": "network", "mac_address": "network", "segment": "network",
    "mode": "network", "untagged_vlan": "network", "tagged_vlans": "network", "mtu": "network",
}  # fmt: skip
LIFE: Final = frozenset({"id", "created", "last_updated"})
LATE: Final = frozenset({"owner", "comments", "tags", "custom_fields", "created", "last_updated"})
OPTIONS: Final = frozenset({
    "path", "brief", "columns", "search", "counts", "computed", "filters", "actions", "rules", "display", "key",
    "accepts", "prepare", "saved", "deleting", "menu", "icon", "facets", "parent", "about", "hidden",
    "plugin", "readonly", "groups",
})  # fmt: skip


def compile_spec(model: type[models.Model]) -> Spec:
    """Derive the `Spec` of a model that declares `class Inventory`.

    Raises `ImproperlyConfigured` naming the model and the option when the declaration has a typo.
    """
    declared = model.__dict__["Inventory"]
    unknown = {name for name in vars(declared) if not name.startswith("__")} - OPTIONS
    if unknown:
        raise ImproperlyConfigured(f"{model.__name__}.Inventory does not know {', '.join(sorted(unknown))}")
    meta = model._meta  # noqa: SLF001 - Django's public introspection
    fields = {each.name: each for each in _fields(model, declared)}
    taken = sorted({"url", "display", "display_url"} & fields.keys())
    if taken:
        raise ImproperlyConfigured(f"{model.__name__}: the wire has its own {taken}; give the field another name")
    display = Display(tuple(getattr(declared, "display", "{name}").split("|")))
    brief = tuple(getattr(declared, "brief", _default_brief(fields)).split())
    columns = tuple(getattr(declared, "columns", "name description").split())
    for option, names in (
        ("brief", brief),
        ("columns", columns),
        ("search", getattr(declared, "search", {})),
        ("about", getattr(declared, "about", "").split()),
    ):
        missing = [name for name in names if name not in fields]
        if missing:
            raise ImproperlyConfigured(f"{model.__name__}.Inventory.{option} names unknown fields {missing}")
    return Spec(
        label=meta.label_lower, model=model, path=declared.path, plugin=getattr(declared, "plugin", False),
        table=meta.db_table, verbose_name=meta.verbose_name or meta.object_name or "",
        verbose_name_plural=meta.verbose_name_plural or "", doc=inspect.cleandoc(model.__doc__ or ""),
        menu=getattr(declared, "menu", ""), icon=getattr(declared, "icon", "box"), fields=fields, brief=brief,
        columns=columns, search=dict(getattr(declared, "search", {})), display=display,
        key=tuple(getattr(declared, "key", next(each for each in ("slug", "name", "id") if each in fields)).split()),
        ordering=tuple(str(each) for each in meta.ordering or ("id",)), rules=tuple(getattr(declared, "rules", ())),
        actions=tuple(getattr(declared, "actions", ())), facets=tuple(getattr(declared, "facets", "").split()),
        parent=getattr(declared, "parent", None), about=getattr(declared, "about", None),
        extra_filters=dict(getattr(declared, "filters", {})),
        accepts=dict(getattr(declared, "accepts", {})), hooks=_hooks(declared),
    )  # fmt: skip


def _hooks(declared: type) -> Hooks:
    """Functions are read from the class's dictionary, where they are not bound to anything."""
    return Hooks(*(vars(declared).get(name) for name in ("prepare", "saved", "deleting")))


def _default_brief(fields: dict[str, Field]) -> str:
    return " ".join(name for name in ("name", "slug", "description") if name in fields)


def _fields(model: type[models.Model], declared: type) -> Iterator[Field]:
    """Identity first, then the model's own order, then what is computed, then notes and life dates."""
    meta = model._meta  # noqa: SLF001 - Django's public introspection
    key: Any = meta.get_field("id")
    yield Field("id", "id", _("ID"), column="id", attribute="id", model_field=key, writable=False, null=False)
    late: list[Field] = []
    hidden = set(getattr(declared, "hidden", "").split())
    readonly = set(getattr(declared, "readonly", "").split())
    groups: dict[str, str] = {n: g for g, names in getattr(declared, "groups", {}).items() for n in names.split()}
    generic: dict[str, GenericRef] = {each.name: each for each in getattr(model, "generic_refs", ())}
    for found in (*meta.fields, *meta.many_to_many):
        if found.name.startswith("_") or found.name in hidden or found.name == "id":
            continue
        stem = found.name.removesuffix("_id").removesuffix("_type")
        made = _half(found, generic[stem], stem, readonly) if stem in generic else _plain(found, readonly, groups)
        if found.name in LATE:
            late.append(made)
            continue
        yield made
        if stem in generic and found.name.endswith("_id"):
            shown = generic[stem].shown or stem
            yield Field(shown, "generic", made.label, sql=_pair_sql(stem), writable=False, group=made.group)
    for name, computed in getattr(declared, "computed", {}).items():
        yield _computed(name, computed)
    for name, path in getattr(declared, "counts", {}).items():
        yield _computed(name, Computed(count_sql(path), label=_counted(path.rpartition(".")[0], name)))
    yield from late


def _plain(found: models.Field[Any, Any], readonly: set[str], groups: dict[str, str]) -> Field:
    kind = next((kind for cls, kind in KINDS if isinstance(found, cls)), None)
    if kind is None:
        raise ImproperlyConfigured(f"{found.model.__name__}.{found.name}: no wire kind for {type(found).__name__}")
    if found.name == "custom_fields":
        kind = "custom"
    relation: Any = found.related_model
    sql = _many_sql(found) if isinstance(found, models.ManyToManyField) else None
    return Field(
        name=found.name, kind=kind, label=found.verbose_name, column=found.column, sql=sql, attribute=found.attname,
        model_field=found, help=found.help_text, null=found.null,
        required=not (found.blank or found.null or found.has_default() or found.has_db_default()),
        writable=found.editable and found.name not in LIFE and not readonly & {found.name, "*"},
        choices=tuple(found.flatchoices),
        target=relation._meta.label_lower if relation else None,  # noqa: SLF001 - Django's public introspection
        max_length=found.max_length, default=found.get_default() if found.has_default() else None,
        unit=getattr(found, "unit", ""), group=groups.get(found.name) or group_of(found.name, kind),
        make=getattr(found, "make", None),
    )  # fmt: skip


def _half(found: models.Field[Any, Any], ref: GenericRef, stem: str, readonly: set[str]) -> Field:
    """One of the two columns behind a generic reference: its type (a label) or its id."""
    is_type = found.name.endswith("_type")
    return Field(
        name=found.name, kind="text" if is_type else "integer", label=found.verbose_name, column=found.column,
        attribute=found.attname, model_field=found, null=ref.null, required=not ref.null, targets=ref.to,
        group=group_of(stem, "generic"), max_length=found.max_length, writable=not readonly & {found.name, "*"},
    )  # fmt: skip


def _computed(name: str, computed: Computed) -> Field:
    label = computed.label or _label_of(name)
    return Field(
        name=name, kind=computed.kind, label=label, sql=f"({computed.sql})", writable=False, target=computed.target,
        choices=computed.choices, unit=computed.unit, group=group_of(name, computed.kind), make=computed.make,
        sortable=computed.sortable,
    )  # fmt: skip


def _label_of(name: str) -> Any:
    """What a computed key is called where its declaration does not say."""
    if name == "_depth":
        return _("depth")
    stem = name.removesuffix("_count")
    return _humanised(name) if stem == name else _counted(stem.replace("_", ""), name)


def _count_label(things: str, name: str) -> str:
    """The name of a count of `things`, a type's label or model name; the key's own words where no type is named so."""
    for model in apps.get_models():
        if things in {model._meta.label_lower, model._meta.model_name}:  # noqa: SLF001 - Django's public introspection
            return gettext("%(things)s count") % {"things": capfirst(model._meta.verbose_name)}  # noqa: SLF001
    return _humanised(name)


_counted = lazy(_count_label, str)
"""The same, said when it is read: only then are all types known, and the reader's language."""


def _humanised(name: str) -> str:
    return name.strip("_").replace("_", " ").capitalize()


def _pair_sql(stem: str) -> str:
    return f"""{{t}}."{stem}_type" || ':' || {{t}}."{stem}_id\""""


def _many_sql(found: models.ManyToManyField[Any, Any]) -> str:
    through = found.m2m_db_table()
    near, far = found.m2m_column_name(), found.m2m_reverse_name()
    return f'ARRAY(SELECT m."{far}" FROM "{through}" m WHERE m."{near}" = {{t}}.id ORDER BY 1)'


def count_sql(path: str) -> str:
    """SQL counting rows that refer here: `"dcim.rack.role"` counts racks by their `role`.

    A generic reference is named by its stem: `"ipam.ipaddress.assigned_object"`; the row's own label is matched.
    """
    label, _dot, name = path.rpartition(".")
    return f"{{count:{label}:{name}}}"


def group_of(name: str, kind: Kind) -> str:
    """The page group a field belongs to, by its name, else by its kind."""
    if name in GROUP_OF_NAME:
        return GROUP_OF_NAME[name]
    if kind in {"date", "datetime"}:
        return "life"
    return "network" if kind in {"cidr", "inet", "mac"} else "identity"
