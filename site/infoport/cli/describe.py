"""`infoport describe`."""

import json
from typing import Any

import click

from infoport.cli.naming import named
from inventory.declare.filters import filters_of
from inventory.declare.registry import specs
from inventory.declare.spec import Field, Spec


@click.command("describe")
@click.argument("type_", metavar="[TYPE]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def describe_command(type_: str | None, *, as_json: bool) -> None:
    """Print all that is derived from the declaration of TYPE, such as `dcim.device` or `dcim/devices`.

    Without TYPE, list the types.
    """
    if type_ is None:
        list_types(as_json=as_json)
        return
    spec = named(type_)
    if as_json:
        click.echo(json.dumps(described(spec), ensure_ascii=False, indent=2))
        return
    print_spec(spec)


def list_types(*, as_json: bool) -> None:
    """List every type with its address and first sentence."""
    if as_json:
        click.echo(json.dumps([{"type": each.label, "path": each.api} for each in specs], indent=2))
        return
    width = max((len(each.label) for each in specs), default=0)
    for each in sorted(specs, key=lambda spec: spec.label):
        click.echo(f"{each.label:<{width}}  {each.doc.split('. ')[0].splitlines()[0]}")


def described(spec: Spec) -> dict[str, Any]:
    """Return the spec as plain values."""
    return {
        "type": spec.label,
        "name": str(spec.verbose_name),
        "doc": spec.doc,
        "api": spec.api,
        "page": spec.page,
        "table": spec.table,
        "display": str(spec.display),
        "key": list(spec.key),
        "brief": list(spec.brief),
        "columns": list(spec.columns),
        "ordering": list(spec.ordering),
        "search": dict(spec.search),
        "rules": [rule.__name__ for rule in spec.rules],
        "actions": [action.path for action in spec.actions],
        "fields": [described_field(field) for field in spec.fields.values()],
        "filters": sorted(filters_of(spec)),
    }


def described_field(field: Field) -> dict[str, Any]:
    """Return a field as plain values, without what is empty."""
    every = {
        "name": field.name,
        "kind": field.kind,
        "label": str(field.label),
        "help": str(field.help or ""),
        "target": field.target,
        "targets": list(field.targets),
        "required": field.required,
        "writable": field.writable,
        "null": field.null,
        "unit": field.unit,
        "max_length": field.max_length,
        "choices": [str(value) for value, _label in field.choices],
    }
    return {name: value for name, value in every.items() if value not in (None, "", [])}


def print_spec(spec: Spec) -> None:
    """Print the spec for a person."""
    click.echo(f"{spec.label} ({spec.verbose_name})\n{spec.doc}\n")
    for name, value in (
        ("REST", spec.api),
        ("page", spec.page),
        ("table", spec.table),
        ("key", " ".join(spec.key)),
        ("brief", " ".join(spec.brief)),
        ("columns", " ".join(spec.columns)),
        ("order", " ".join(spec.ordering)),
        ("search", " ".join(f"{field}:{weight}" for field, weight in spec.search.items())),
        ("rules", " ".join(rule.__name__ for rule in spec.rules)),
        ("actions", " ".join(action.path for action in spec.actions)),
    ):
        if value:
            click.echo(f"  {name:<8} {value}")
    click.echo("\nFields")
    width = max(len(name) for name in spec.fields)
    for field in spec.fields.values():
        click.echo(f"  {field.name:<{width}}  {sentence(field)}")
    click.echo("\nFilters")
    click.echo(click.wrap_text(" ".join(sorted(filters_of(spec))), 100, initial_indent="  ", subsequent_indent="  "))


def sentence(field: Field) -> str:
    """Describe a field in a line."""
    parts: list[str] = [field.kind]
    if field.target or field.targets:
        parts.append(f"to {field.target or ', '.join(field.targets)}")
    if field.max_length:
        parts.append(f"up to {field.max_length} characters")
    if field.choices:
        parts.append("one of " + ", ".join(str(value) for value, _label in field.choices[:8]))
    if len(field.choices) > len(field.choices[:8]):
        parts.append(f"and {len(field.choices) - 8} more")
    parts.append("required" if field.required else "read only" if not field.writable else "optional")
    if field.help:
        parts.append(f"— {field.help}")
    return " ".join(parts)
