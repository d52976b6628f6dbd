"""The data files of the demo city, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).resolve().parent / "city"


@cache
def source(name: str) -> dict[str, Any]:
    """The content of `city/<name>.yaml`. Callers must not change it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.load(file, Loader=loader)  # noqa: S506 - both loaders are the safe one
    return content
