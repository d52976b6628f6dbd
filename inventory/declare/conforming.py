"""JSON Schema: whether a schema is one, and whether a value conforms to it."""

from __future__ import annotations

from typing import Any

import jsonschema


def schema_problem(schema: dict[str, Any]) -> str:
    """Why this is no JSON Schema; empty when it is."""
    try:
        jsonschema.validators.validator_for(schema).check_schema(schema)
    except jsonschema.SchemaError as error:
        return str(error.message)
    return ""


def violation(value: Any, schema: Any) -> str:
    """The first thing in which a value departs from a schema, or what is wrong with the schema; empty when nothing."""
    try:
        jsonschema.validate(value, schema)
    except (jsonschema.ValidationError, jsonschema.SchemaError) as error:
        return str(error.message)
    return ""
