"""The process that renders one template: `python -I -m inventory.extras.renderer`, JSON in, JSON out.

What a template does stays in here: it has no database, no files, little memory and little time. Jinja2's sandbox comes
first; that it could be escaped is the reason for the process.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CPU_SECONDS: Final = 5
MEMORY: Final = 1 << 30
"""Octets of address space, the interpreter's own 100 MB included."""
OUTPUT: Final = 16 << 20
"""Characters a template may yield."""
UNDEFINED: Final[Mapping[str, type[jinja2.Undefined]]] = {
    f"jinja2.{each.__name__}": each
    for each in (jinja2.Undefined, jinja2.StrictUndefined, jinja2.DebugUndefined, jinja2.ChainableUndefined)
}
EXTENSIONS: Final = frozenset({"jinja2.ext.do", "jinja2.ext.loopcontrols"})
FLAGS: Final = frozenset({"trim_blocks", "lstrip_blocks", "keep_trailing_newline"})
TEXTS: Final = frozenset({
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "newline_sequence",
})  # fmt: skip


class Thing(dict[str, Any]):
    """An object of the inventory: printed by its display, a choice by its value, compared as what it prints."""

    def __str__(self) -> str:
        """Its name."""
        named = self.get("display", self.get("value"))
        return dict.__repr__(self) if named is None else str(named)

    def __eq__(self, other: object) -> bool:
        """Equal to its text, so that `device.status == "active"` holds."""
        return str(self) == other if isinstance(other, str) else dict.__eq__(self, other)

    def __hash__(self) -> int:  # type: ignore[override]  # dictionaries have none
        """By text, as it compares."""
        return hash(str(self))


class Things(list[Any]):
    """Several objects, with the methods that templates written for NetBox call."""

    def all(self) -> Things:
        """The list itself."""
        return self

    def first(self) -> Any:
        """The first, or None."""
        return self[0] if self else None

    def count(self, *value: Any) -> int:
        """How many there are, or how many equal `value`."""
        return list.count(self, *value) if value else len(self)


class TooMuch(Exception):
    """The template yields more than it may."""


def lively(value: Any) -> Any:
    """JSON as objects that print as templates expect."""
    if isinstance(value, dict):
        return Thing({key: lively(each) for key, each in value.items()})
    return Things([lively(each) for each in value]) if isinstance(value, list) else value


def environment(params: Mapping[str, Any], files: Mapping[str, str]) -> jinja2.Environment:
    """A sandboxed environment. Raises `ValueError` naming a parameter that is not taken."""
    given: dict[str, Any] = {}
    for name, value in params.items():
        given[name] = _taken(name, value)
    return ImmutableSandboxedEnvironment(loader=jinja2.DictLoader(files), **given)


def _taken(name: str, value: Any) -> Any:
    checks: Mapping[str, Callable[[], bool]] = {
        "undefined": lambda: value in UNDEFINED,
        "extensions": lambda: isinstance(value, list) and set(map(str, value)) <= EXTENSIONS,
        **dict.fromkeys(FLAGS, lambda: isinstance(value, bool)),
        **dict.fromkeys(TEXTS, lambda: isinstance(value, str) and bool(value)),
    }
    if name not in checks:
        raise ValueError(f"“{name}” is not taken; known are {', '.join(sorted(checks))}")
    if not checks[name]():
        raise ValueError(f"“{name}” cannot be {value!r}")
    return UNDEFINED[value] if name == "undefined" else value


def render(asked: Mapping[str, Any]) -> str:
    """The text. Raises what Jinja2 raises, and `TooMuch`."""
    made = environment(asked["params"], asked["files"]).from_string(asked["code"])
    pieces: list[str] = []
    length = 0
    for piece in made.generate(lively(asked["context"])):
        length += len(piece)
        if length > OUTPUT:
            raise TooMuch(f"more than {OUTPUT} characters")
        pieces.append(piece)
    return "".join(pieces)


def main() -> None:
    """Read one request, answer `{"text"}` or `{"error"}`; `debug` adds where in the template it failed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        answer = {"text": render(asked)}
    except MemoryError:
        answer = {"error": f"more than {MEMORY >> 20} MiB of memory"}
    except Exception as error:  # noqa: BLE001 - whatever a template raises is the template's error
        answer = {"error": f"{type(error).__name__}: {error}{_place(error) if asked['debug'] else ''}"}
    json.dump(answer, sys.stdout)


def _place(error: BaseException) -> str:
    """The line of the template in which it failed."""
    lines = []
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return f" (line {lines[-1]})" if lines else ""


if __name__ == "__main__":
    main()
