"""The operations of the OpenAPI description, from `Spec` and from what views say of themselves.

drf-spectacular walks the addresses; what stands at each is made here, as a serializer per type would only be taken
apart again and could not say what the wire does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from drf_spectacular.drainage import error
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_root_object

from infoport.api.describing.operation import (
    AS_OF,
    BOOLEAN,
    INTEGER,
    JSON,
    MOMENT,
    NUMBER,
    OWN,
    PAGING,
    TEXT,
    Described,
    array,
    one_or_many,
    query,
    schema,
)  # fmt: skip
from infoport.api.describing.shapes import DATE, LARGEST, Shapes
from infoport.api.views import DetailView, ListView
from inventory.declare.filters import filters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from infoport.api.describing.operation import Schema
    from inventory.declare.grammar import Filter
    from inventory.declare.spec import Spec

Operation = dict[str, Any]

KINDS: Final[Mapping[str, Schema]] = {
    "integer": INTEGER, "id": INTEGER, "decimal": NUMBER, "date": DATE, "datetime": MOMENT,
}  # fmt: skip
"""What a filter takes; text where its kind is not named."""
VERBS: Final = {"POST": "create", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
WRITES: Final = frozenset(VERBS)
REFUSALS: Final = {
    400: ("Wrong", "What was sent cannot be done, and why.", "Problems"),
    403: ("Forbidden", "No valid token, or no right to do this.", "Detail"),
    404: ("Absent", "No such object, or none that may be seen.", "Detail"),
    409: ("Conflict", "Others depend on it, or nothing is left to allocate.", "Detail"),
    412: ("Stale", "The object has changed since the state that `If-Match` names.", "Detail"),
    413: ("TooLarge", "More was sent than is taken at once.", "Detail"),
    415: ("Unread", "The body is of no type that is read here.", "Detail"),
}  # fmt: skip
"""Name, meaning and schema of each refusal."""
KEY: Final[Schema] = {
    "in": "path", "name": "id", "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST, "format": "int64"},
}  # fmt: skip
IF_MATCH: Final[Schema] = {
    "in": "header", "name": "If-Match", "schema": TEXT,
    "description": "Write only if the object is still in the state of this `ETag`.",
}  # fmt: skip
SHAPE: Final = (
    query("brief", BOOLEAN, "The nested form of each object."),
    query("fields", TEXT, "Only these keys, separated by commas."),
    query("omit", TEXT, "All keys but these, separated by commas."),
    AS_OF,
)
CURSOR: Final = (
    query("start", {"type": "integer", "minimum": 0}, "Page by id from this one on, without a count."),
    query("ordering", TEXT, "Keys to order by, separated by commas; `-` before one turns it round."),
)
TOKEN: Final = "tokenAuth"  # noqa: S105 - its name in the document


class SpecSchema(AutoSchema):
    """One operation of one view."""

    view: Any  # drf-spectacular's own annotation knows neither `spec` nor `described`

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> Operation | None:
        """The operation as OpenAPI has it; None for what a type does not serve."""
        del path_regex, path_prefix, registry
        spec: Spec | None = getattr(self.view, "spec", None)
        said: Described | None = getattr(self.view, "described", {}).get(method)
        if spec and not said and method in WRITES and not spec.writable:
            return None
        if said is None and spec and isinstance(self.view, ListView):
            said = _of_list(spec, method)
        elif said is None and spec and isinstance(self.view, DetailView):
            said = _of_detail(spec, method)
        if said is None:
            error(f"{type(self.view).__name__} does not say what {method} {path} takes and answers.")
            return None
        return self._operation(said, path, method)

    def _operation(self, said: Described, path: str, method: str) -> Operation:
        detail = "{id}" in path
        made: Operation = {
            "operationId": self._name(path, method, many=said.many),
            "tags": [path.removeprefix("/api/").removeprefix("plugins/").split("/")[0]],
            "description": self._text(method),
            "parameters": [*([KEY] if detail else []), *said.parameters, *self._filters()],
            "responses": {str(status): self._answer(each, said) for status, each in said.answers.items()},
        }
        if said.body is not None:
            required = "required" in said.body or "$ref" in said.body or "oneOf" in said.body
            made["requestBody"] = {"content": {said.takes: {"schema": said.body}}, "required": required}
        made["security"] = [] if said.public else [{TOKEN: []}]
        refusals = {*said.errors, 403, *([404] if detail else []), *([413, 415] if said.body else [])}
        for status in sorted(refusals):
            made["responses"][str(status)] = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}
        return made

    def _answer(self, made: Schema | None, said: Described) -> Schema:
        if made is None:
            return {"description": "Done."}
        own = schema(f"Whole{self.view.spec.model.__name__}") if made is OWN else made
        content = {JSON: own, **said.media} if made else said.media
        return {"description": "", "content": {name: {"schema": each} for name, each in content.items()}}

    def _filters(self) -> Iterable[Schema]:
        """Those of the type, where a view that is no list of it takes them."""
        return filter_parameters(self.view.spec) if getattr(self.view, "filtered", False) else ()

    def _text(self, method: str) -> str:
        own = getattr(self.view, "described", {}).get(method) is not None
        source = getattr(self.view, method.lower()) if own else type(self.view)
        text = (source.__doc__ or "").strip()
        spec = getattr(self.view, "spec", None)
        return text if own or spec is None else str(spec.doc)

    def _name(self, path: str, method: str, *, many: bool) -> str:
        """NetBox's names: `dcim_devices_bulk_update`, `ipam_prefixes_available_ips_list`."""
        parts = path.removeprefix("/api/").removeprefix("plugins/").strip("/").split("/")
        stem = "_".join(part for part in parts if part != "{id}").replace("-", "_")
        verb = VERBS.get(method, "list" if many else "retrieve")
        bulk = "bulk_" if isinstance(self.view, ListView) and method in WRITES - {"POST"} else ""
        return f"{stem}_{bulk}{verb}"


def _of_list(spec: Spec, method: str) -> Described:
    name = spec.model.__name__
    written, patched = schema(f"{name}Request"), schema(f"Patched{name}Request")
    if method == "GET":
        parameters = [*PAGING, *CURSOR, *SHAPE, *filter_parameters(spec)]
        return Described({200: schema(f"Paginated{name}List")}, parameters=parameters, many=True)
    if method == "POST":
        return Described({201: one_or_many(schema(f"Whole{name}"))}, one_or_many(written), errors=(400, 409))
    if method == "DELETE":
        return Described({204: None}, _identified(), errors=(400, 409))
    changed = _identified(patched if method == "PATCH" else written)
    return Described({200: array(schema(f"Whole{name}"))}, changed, errors=(400, 409))


def _identified(made: Schema | None = None) -> Schema:
    """The body of a bulk request: a list of objects, each with its id."""
    items = {"allOf": [schema("Identified"), made]} if made else schema("Identified")
    return array(items)


def _of_detail(spec: Spec, method: str) -> Described:
    name = spec.model.__name__
    if method == "GET":
        return Described({200: schema(name)}, parameters=SHAPE)
    if method == "DELETE":
        return Described({204: None}, parameters=[IF_MATCH], errors=(400, 409, 412))
    body = schema(f"Patched{name}Request" if method == "PATCH" else f"{name}Request")
    return Described({200: schema(f"Whole{name}")}, body, parameters=[IF_MATCH], errors=(400, 409, 412))


@lru_cache(maxsize=1)
def shapes() -> Shapes:
    """The schemas of all types; made once, as enumerations are named on the way."""
    return Shapes()


def filter_parameters(spec: Spec) -> Iterator[Schema]:
    """Every filter that the type accepts, in the order of the alphabet."""
    for each in sorted(filters_of(spec).values(), key=lambda found: found.name):
        if each.kind == "boolean":
            yield query(each.name, BOOLEAN, _label(each))
        else:
            yield query(each.name, _taken(spec, each), _label(each), many=True)


def _taken(spec: Spec, each: Filter) -> Schema:
    if each.choices:
        owner = f"{spec.model.__name__}{each.name.partition('__')[0].title().replace('_', '')}"
        return shapes().enumeration(owner, each.choices)
    if each.kind == "ref":
        return INTEGER if each.name.removesuffix("__n").removesuffix("__any").endswith("_id") else TEXT
    return KINDS.get(each.kind, TEXT)


def _label(each: Filter) -> str:
    """What a filter asks for; look-ups of it are told by their suffix."""
    return "" if "__" in each.name else str(each.label)


class Generator(SchemaGenerator):
    """drf-spectacular's walk through the addresses, with our schemas beside it."""

    def get_schema(self, request: Any = None, public: bool = True) -> dict[str, Any]:
        """The whole document."""
        walk: Any = self.parse  # untyped
        paths = walk(request, public)
        components = {
            "schemas": dict(sorted(shapes().found.items())),
            "responses": {
                name: {"description": text, "content": {JSON: {"schema": schema(kind)}}}
                for name, text, kind in REFUSALS.values()
            },
            "securitySchemes": {
                TOKEN: {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "`Token <token>` or `Bearer <key>.<token>`",
                }
            },
        }  # fmt: skip
        made: dict[str, Any] = build_root_object(paths=paths, components=components, webhooks=[], version=None)
        return made
