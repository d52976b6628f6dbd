"""How a command names an object type."""

import click

from inventory.declare.registry import specs
from inventory.declare.spec import Spec


def named(type_: str) -> Spec:
    """Return the spec of a type named by label or by address."""
    spec = specs.get(type_.lower()) or specs.by_path(type_.strip("/").removeprefix("api/").removeprefix("plugins/"))
    if spec is None:
        raise click.ClickException(f"there is no type {type_!r}; `infoport describe` lists them")
    return spec
