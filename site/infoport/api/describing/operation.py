"""How a view says what it takes and answers: `described = {"GET": Described(…)}`; and the pieces to say it with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Schema = dict[str, Any]
"""A JSON Schema as OpenAPI 3.0 has it."""

JSON: Final = "application/json"
SVG: Final = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Described:
    """One method of a view. `answers` holds the schema of each status that is no refusal; None: no body.

    `errors` are the refusals beside 403, and 404 where the address names an object. `media` is what other than JSON
    may be answered instead, with its schema. `many` makes NetBox's name of the operation end in `list`.
    """

    answers: Mapping[int, Schema | None]
    body: Schema | None = None
    takes: str = JSON
    parameters: Sequence[Schema] = ()
    errors: Sequence[int] = (400,)
    media: Mapping[str, Schema] = field(default_factory=dict)
    many: bool = False
    public: bool = False
    """Whether it is answered without a token."""


TEXT: Final[Schema] = {"type": "string"}
NUMBER: Final[Schema] = {"type": "number"}
INTEGER: Final[Schema] = {"type": "integer"}
BOOLEAN: Final[Schema] = {"type": "boolean"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
OBJECT: Final[Schema] = {"type": "object", "additionalProperties": {}}
"""A dictionary of anything."""
ANY: Final[Schema] = {}


def schema(name: str) -> Schema:
    """A reference to a schema of the document: `Device`, `BriefDevice`, `WholeDevice`, `DeviceRequest`, …."""
    return {"$ref": f"#/components/schemas/{name}"}


BRIEF: Final[Schema] = schema("BriefObject")
"""The nested form of an object of any type."""

OWN: Final[Schema] = {"$ref": "#/components/schemas/Whole"}
"""The whole form of the type at whose address the view stands."""


def array(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def one_or_many(items: Schema) -> Schema:
    """What is sent for one object, or a list of it."""
    return {"oneOf": [items, array(items)]}


def nullable(made: Schema) -> Schema:
    """The same, or null."""
    if "$ref" in made:
        return {"allOf": [made], "nullable": True}
    return {**made, "nullable": True} if made else made


def record(properties: Mapping[str, Schema], *, optional: Sequence[str] = ()) -> Schema:
    """An object with just these keys; all are there but the `optional` ones."""
    required = [name for name in properties if name not in optional]
    made: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return made | {"required": required} if required else made


def asked(properties: Mapping[str, Schema], *, required: Sequence[str] = ()) -> Schema:
    """An object as a client sends it; keys that are not known are ignored."""
    made: Schema = {"type": "object", "properties": dict(properties)}
    return made | {"required": list(required)} if required else made


def page(items: Schema) -> Schema:
    """NetBox's page of a list; `count` is null when paged by `start`."""
    address = {"type": "string", "format": "uri", "nullable": True}
    return record({
        "count": {"type": "integer", "nullable": True}, "next": address, "previous": address, "results": array(items),
    })  # fmt: skip


def counted(items: Schema) -> Schema:
    """A list that comes whole, with its length."""
    return record({"count": INTEGER, "results": array(items)})


def query(name: str, kind: Schema, text: str = "", *, many: bool = False) -> Schema:
    """A parameter of the query string; `many` may be repeated."""
    made: Schema = {"in": "query", "name": name, "schema": array(kind) if many else kind}
    return made | {"description": text} if text else made


PAGING: Final = (
    query("limit", {"type": "integer", "minimum": 0}, "Rows of one page; 0 asks for as many as there may be (1,000)."),
    query("offset", {"type": "integer", "minimum": 0}, "Rows before the page."),
)
AS_OF: Final = query("as_of", MOMENT, "Answer as things were at this time.")
