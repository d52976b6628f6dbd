"""Checks of every written object that belong to no type: an application registers them when it is ready."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inventory.declare.spec import Spec

    Check = Callable[[Spec, Any], None]

_checks: Final[list[Any]] = []
_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept", default=None)


def register(check: Check) -> None:
    """Have `check(spec, instance)` called with each valid object before it is stored; it raises `ValidationError`."""
    if check not in _checks:
        _checks.append(check)


def run(spec: Spec, instance: Any) -> None:
    """Ask every registered check. Raises the first one's `ValidationError`."""
    for check in _checks:
        check(spec, instance)


@contextmanager
def batch() -> Iterator[None]:
    """Inside, checks read what they compare with once, not for each object: for many writes in one transaction."""
    reset = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(reset)


def remembered(key: Any, read: Callable[[], Any]) -> Any:
    """What `read` returns; inside a `batch`, what it returned first for `key`."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return kept[key]
