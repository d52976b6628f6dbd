"""What an event of a device sets off.

A module that has to do something registers a function at import; it is called in the process that receives events,
after they are stored, with the devices that told them. It must return soon: what takes time is deferred to the queue.
Modules named by `PROCRASTINATE_IMPORT_PATHS` are imported by that process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from infoport.tasks.boundary import guarded
from inventory.events import keeping
from inventory.events.choices import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Reaction = Callable[[Sequence[int]], object]

R = TypeVar("R", bound="Reaction")

NO_NEWS: Final = frozenset({
    EventKind.LOGIN, EventKind.LOGIN_FAILED, EventKind.AUTH_FAILURE, EventKind.SECURITY, EventKind.MAC_MOVED,
    EventKind.OTHER,
})  # fmt: skip
"""Kinds after which a poll would find nothing that it did not find before."""

_reactions: Final[dict[str, list[Reaction]]] = {}


def on(*kinds: EventKind) -> Callable[[R], R]:
    """Decorate `(ids of devices) -> anything`: called after a batch that has events of one of these kinds."""

    def keep(function: R) -> R:
        for kind in kinds:
            _reactions.setdefault(str(kind), []).append(function)
        return function

    return keep


def off(function: Reaction) -> None:
    """Undo `on`."""
    for functions in _reactions.values():
        while function in functions:
            functions.remove(function)


def react(devices: Mapping[str, Sequence[int]]) -> None:
    """Call what is registered for each kind; a failure is recorded and stops nothing else."""
    for kind, ids in devices.items():
        for function in _reactions.get(kind, ()):
            with guarded(f"react to “{kind}” of {len(ids)} devices"):
                function(ids)


@on(*(kind for kind in EventKind if kind not in NO_NEWS))
def poll_early(devices: Sequence[int]) -> None:
    """See at once what has changed."""
    keeping.ask_early(devices)
