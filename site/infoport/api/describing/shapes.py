"""JSON Schemas of declared types, as they are read, nested and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import IntegerField
from django.utils.translation import override

from infoport.api.describing.operation import (
    ANY,
    BOOLEAN,
    BRIEF,
    INTEGER,
    MOMENT,
    NUMBER,
    OBJECT,
    TEXT,
    array,
    asked,
    nullable,
    page,
    record,
    schema,
)  # fmt: skip
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infoport.api.describing.operation import Schema
    from inventory.declare.spec import Field, Spec

DATE: Final[Schema] = {"type": "string", "format": "date"}
ADDRESS: Final[Schema] = {"type": "string", "format": "uri"}
PLAIN: Final[Mapping[str, Schema]] = {
    "id": INTEGER, "integer": INTEGER, "decimal": NUMBER, "boolean": BOOLEAN, "date": DATE, "datetime": MOMENT,
    "json": ANY, "words": ANY, "custom": OBJECT,
}  # fmt: skip
"""What each kind is on the wire; text where it is not named."""
LARGEST: Final = 2**63 - 1
SLUG: Final = "^[-a-zA-Z0-9_]+$"
ENDS: Final = schema("CableEnd")

SHARED: Final[Mapping[str, Schema]] = {
    "BriefObject": {
        "type": "object",
        "description": "An object of any type in its nested form.",
        "properties": {"id": INTEGER, "url": ADDRESS, "display": TEXT},
        "required": ["id", "url", "display"],
        "additionalProperties": {},
    },
    "CableEnd": record({"object_type": TEXT, "object_id": INTEGER, "object": nullable(BRIEF)}),
    "Reference": {
        "description": "An object by its id, or by attributes that only it has.",
        "anyOf": [{"type": "integer", "minimum": 1, "maximum": LARGEST}, OBJECT],
    },
    "Identified": asked({"id": {"type": "integer", "minimum": 1, "maximum": LARGEST}}, required=["id"]),
    "Problems": {
        "description": "Reasons by field; by field of each object for a list; a bare list where no field is at fault.",
        "anyOf": [OBJECT, array(ANY)],
    },
    "Detail": {
        "type": "object", "properties": {"detail": TEXT}, "required": ["detail"], "additionalProperties": {},
    },
}  # fmt: skip


class Shapes:
    """Every schema of the document by name. Equal sets of choices are one enumeration, named by the first of them."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = dict(SHARED)
        self._enumerations: dict[tuple[Any, ...], str] = {}
        for spec in specs:
            self._describe(spec)

    def _describe(self, spec: Spec) -> None:
        name = spec.model.__name__
        keys: dict[str, Schema] = {"id": INTEGER, "url": ADDRESS, "display_url": ADDRESS, "display": TEXT}
        keys |= {each.name: self.read(spec, each) for each in spec.fields.values()}
        leading = ["display_url"] if spec.label == "extras.tag" else []  # as `inventory.declare.readplan` has it
        brief = {key: keys[key] for key in ("id", "url", *leading, "display", *spec.brief)}
        once = dict.fromkeys(getattr(spec.model, "TOLD_ONCE", ()), TEXT)
        self._add(name, record(keys | once, optional=[*keys, *once]) | {"description": str(spec.doc)})
        self._add(f"Whole{name}", {"allOf": [schema(name), {"type": "object", "required": list(keys)}]})
        self._add(f"Brief{name}", record(brief, optional=spec.brief))
        self._add(f"Paginated{name}List", page(schema(name)))
        if spec.writable:
            properties, required = self._written(spec)
            self._add(f"{name}Request", asked(properties, required=required))
            self._add(f"Patched{name}Request", asked(properties))

    def _add(self, name: str, made: Schema) -> None:
        if name in self.found:
            raise ValueError(f"Two schemas are called {name}")
        self.found[name] = made

    def enumeration(self, owner: str, choices: Sequence[tuple[Any, Any]]) -> Schema:
        """The values of a choice."""
        values = tuple(value for value, _label in choices)
        key = (type(values[0]), values)
        if key not in self._enumerations:
            kind = "integer" if isinstance(values[0], int) else "string"
            self._add(owner, {"type": kind, "enum": list(values)})
            with override("en"):
                labels = record({"value": schema(owner), "label": TEXT})
            self._add(f"Labelled{owner}", labels)
            self._enumerations[key] = owner
        return schema(self._enumerations[key])

    def read(self, spec: Spec, field: Field) -> Schema:
        """One key as it is answered."""
        made = self._read(spec, field)
        return nullable(made) if field.null or field.sql else made

    def _read(self, spec: Spec, field: Field) -> Schema:
        if field.make:
            return {"ref": INTEGER, "tags": array(TEXT)}.get(field.kind, ANY)
        if field.kind == "ref":
            return _brief(field.target)
        if field.kind in {"refs", "tags"}:
            return array(_brief("extras.tag" if field.kind == "tags" else field.target))
        if field.kind == "choice" and field.choices:
            values = self.enumeration(_owner(spec, field.name), field.choices)
            return schema(f"Labelled{values['$ref'].rpartition('/')[2]}")
        if field.kind == "array":
            return array(_element(field))
        several: dict[str, Schema] = {"generic": BRIEF, "generics": array(nullable(BRIEF)), "ends": array(ENDS)}
        return several.get(field.kind) or PLAIN.get(field.kind, TEXT)

    def _written(self, spec: Spec) -> tuple[dict[str, Schema], list[str]]:
        found = {each.name: self._write(spec, each) for each in spec.writable}
        found |= {name: PLAIN.get(kind, TEXT) for name, kind in spec.accepts.items()}
        if "tags" in spec.fields:
            found |= {"add_tags": array(schema("Reference")), "remove_tags": array(schema("Reference"))}
        found["changelog_message"] = {"type": "string", "maxLength": 200}
        loose = {"refs", "tags", "custom"}
        return found, [each.name for each in spec.writable if each.required and each.kind not in loose]

    def _write(self, spec: Spec, field: Field) -> Schema:
        """One key as it is sent."""
        if field.kind in {"refs", "tags"}:
            return array(TEXT if field.make else schema("Reference"))
        if field.kind == "ref":
            made = schema("Reference")
        elif field.kind == "choice" and field.choices:
            made = self.enumeration(_owner(spec, field.name), field.choices)
        elif field.kind == "array":
            made = array(_element(field))
        else:
            made = _limited(field)
        return nullable(made) if field.null else made


def _owner(spec: Spec, name: str) -> str:
    return f"{spec.model.__name__}{name.title().replace('_', '')}"


def _brief(target: str | None) -> Schema:
    return schema(f"Brief{specs[target].model.__name__}") if target else BRIEF


def _element(field: Field) -> Schema:
    return INTEGER if isinstance(getattr(field.model_field, "base_field", None), IntegerField) else TEXT


def _limited(field: Field) -> Schema:
    """A plain value with the limits that its column sets."""
    made = dict(PLAIN.get(field.kind, TEXT))
    if field.kind == "integer":
        validators = getattr(field.model_field, "validators", ())
        limits = {each.code: each.limit_value for each in validators if hasattr(each, "limit_value")}
        lowest, highest = limits.get("min_value", -LARGEST - 1), limits.get("max_value", LARGEST)
        return made | {"minimum": lowest, "maximum": highest}
    if field.kind == "slug":
        made["pattern"] = SLUG
    if made.get("type") == "string" and "format" not in made and field.max_length:
        made["maxLength"] = field.max_length
    return made
