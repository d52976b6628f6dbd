"""Where pages of their own hang what a declaration cannot say: cards, states and what is wrong with an object.

A module registers functions at import; `infoport.ui.pages.urls` is imported with the generic addresses, so whatever
it imports is registered before the first request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec

    Panels = Callable[[HttpRequest, Spec, Any], Iterable["Panel"]]
    States = Callable[[HttpRequest, Sequence[int]], Mapping[int, "State"]]
    Problems = Callable[[HttpRequest, Spec, Any], Iterable["Problem"]]

Place = Literal["first", "main", "rail", "tab"]
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Panel:
    """One card of a detail page: `template` finds `panel` (its values are `panel.context`), `spec` and `instance`.

    `place`: "first" (above the facts, full cards), "main" (below the facts), "rail" (right, after Place), or "tab": no
    card but a tab that leads to `url`, with `count` (None: no number). `covers` names types whose objects the card
    shows, so that the page does not list them a second time; their tabs remain.
    """

    title: str
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    place: Place = "main"
    url: str = ""
    count: int | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What was observed of an object: a word, and a shape.

    Shapes are `ok`, `degraded`, `down`, `unknown`, `planned` and `maintenance`.
    """

    shape: str
    word: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of "What is wrong here": fact, consequence or limit, and the page that tells more.

    `repair` is the page that puts it right, where that is another one.
    """

    state: str
    title: str
    detail: str = ""
    url: str = ""
    repair: str = ""


_panels: Final[dict[str, list[Any]]] = {}
_states: Final[dict[str, Any]] = {}
_problems: Final[dict[str, list[Any]]] = {}
_checks: Final[dict[str, list[Any]]] = {}
SEVERITY: Final = ("down", "degraded", "unknown", "planned", "maintenance", "ok")
ANY: Final = "*"
"""Instead of a label: the function is asked for objects of every type."""


def register(label: str) -> Callable[[F], F]:
    """Decorate `(request, spec, instance) -> Iterable[Panel]` for the detail pages of a type (or of `ANY`)."""
    return _adding(_panels, label)


def register_states(label: str) -> Callable[[F], F]:
    """Decorate `(request, ids) -> {id: State}`: drawn before the name in lists, beside it in titles."""

    def keep(function: F) -> F:
        _states[label] = function
        return function

    return keep


def register_problems(label: str, what: Any = "") -> Callable[[F], F]:
    """Decorate `(request, spec, instance) -> Iterable[Problem]`, worst first, for a type (or for `ANY`).

    `what` says in a few words what the function looks at.
    """
    if what:
        _checks.setdefault(label, []).append(what)
    return _adding(_problems, label)


def checks_of(spec: Spec) -> list[str]:
    """What is looked at in objects of the type, in a few words each."""
    return list(dict.fromkeys(str(each) for each in (*_checks.get(spec.label, ()), *_checks.get(ANY, ()))))


def _adding(kept: dict[str, list[Any]], label: str) -> Callable[[F], F]:
    def keep(function: F) -> F:
        kept.setdefault(label, []).append(function)
        return function

    return keep


def panels_of(request: HttpRequest, spec: Spec, instance: Any) -> list[Panel]:
    """Every card registered for the object, in the order of registration."""
    found = (*_panels.get(spec.label, ()), *_panels.get(ANY, ()))
    return [panel for function in found for panel in function(request, spec, instance)]


def states_of(request: HttpRequest, spec: Spec, ids: Sequence[int]) -> Mapping[int, State]:
    """Observed states by id; empty when nobody observes the type."""
    function = _states.get(spec.label)
    return function(request, ids) if function and ids else {}


def is_checked(spec: Spec) -> bool:
    """Whether anything is registered that could be wrong with objects of the type."""
    return bool(_problems.get(spec.label) or _problems.get(ANY))


def problems_of(request: HttpRequest, spec: Spec, instance: Any) -> list[Problem]:
    """What is wrong with the object, as registered, the worst first; asked once in a request."""
    kept: dict[tuple[str, int], list[Problem]] = request.__dict__.setdefault("_problems", {})
    key = (spec.label, instance.pk)
    if key not in kept:
        functions = (*_problems.get(spec.label, ()), *_problems.get(ANY, ()))
        found = [problem for function in functions for problem in function(request, spec, instance)]
        kept[key] = sorted(found, key=_severity)
    return kept[key]


def _severity(problem: Problem) -> int:
    return SEVERITY.index(problem.state) if problem.state in SEVERITY else len(SEVERITY)
