"""`infoport docs`: the documents written from the code, for developers."""

import sys
import typing
from pathlib import Path
from typing import Any

import click
import msgspec

import infoport
from infoport import environment

ROOT = Path(infoport.__file__).resolve().parents[2]
NOTE = "<!-- Written by `make generate` from the code; change that instead. -->"


@click.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; fail when a document differs from the code.")
def docs_command(*, check: bool) -> None:
    """Write docs/generated and monitoring/generated."""
    stale = []
    written = {"docs/generated/settings.md": settings(), "docs/generated/hosting-states.md": hosting_states()}
    for name, text in {**written, **monitored()}.items():
        path = ROOT / name
        if check:
            stale += [] if path.exists() and path.read_text(encoding="utf-8") == text else [name]
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if stale:
        click.echo(f"out of date: {', '.join(stale)}; run: make generate", err=True)
    sys.exit(1 if stale else 0)


def monitored() -> dict[str, str]:
    """What the registry of metrics says, by file: documentation, rules with their tests, dashboards."""
    from monitoring.generate import dashboards, documents, rules  # noqa: PLC0415 - Grafana's types are for developers

    rendered = {f"monitoring/generated/grafana/dashboards/{name}": text for name, text in dashboards.dashboards()}
    return {
        "docs/generated/metrics.md": documents.metrics_page(NOTE),
        "monitoring/generated/prometheus/infoport.rules.yml": rules.rules(),
        "monitoring/generated/prometheus/infoport.rules.test.yml": rules.tests(),
        **rendered,
    }


def hosting_states() -> str:
    """Return the page of hosting requests' states: the machine as a diagram, and who may make each step."""
    from inventory.hosting import states  # noqa: PLC0415 - beside Django's start, which settings do not need

    who = {
        states.OWNER: "the department", states.OFFICER: "who handles", states.APPROVER: "who approves",
        states.SYSTEM: "Infoport",
    }  # fmt: skip
    rows = [
        f"| `{each.name}` | {', '.join(f'`{source}`' for source in sorted(each.sources))} | `{each.target}` "
        f"| {who[each.by]} | {f'`{each.then}`' if each.then else ''} |"
        for each in states.MOVES.values()
    ]
    head = ["# States of hosting requests", "", NOTE, "", "```mermaid", *states.diagram(), "```", ""]
    table = ["| step | from | to | made by | job that follows |", "| --- | --- | --- | --- | --- |", *rows, ""]
    return "\n".join(head + table)


def settings() -> str:
    """Return the page of all settings, from the type that decodes them."""
    hints: dict[str, Any] = typing.get_type_hints(environment.Environment, include_extras=True)
    defaults = environment.Environment()
    rows = [
        f"| `{environment.PREFIX}{name.upper()}` | {kind(hints[name])} | {value(getattr(defaults, name))} "
        f"| {typing.get_args(hints[name])[1].description} |"
        for name in environment.Environment.__struct_fields__
    ]
    head = ["# Settings", "", NOTE, "", "Every setting is an environment variable, read when a process starts."]
    head += ["`infoport check` prints the values in effect.", ""]
    table = ["| variable | type | default | meaning |", "| --- | --- | --- | --- |", *rows, ""]
    return "\n".join(head + table)


def kind(hint: Any) -> str:
    """Name the type of a setting for a person."""
    return {int: "whole number", float: "number", bool: "true or false", str: "text"}[typing.get_args(hint)[0]]


def value(default: Any) -> str:
    """Return a default as it would be written in the environment."""
    if default == "":
        return "(empty)"
    return f"`{msgspec.json.encode(default).decode()}`" if not isinstance(default, str) else f"`{default}`"
