"""What is asked of the runner and what it answers."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - msgspec reads the annotations when it decodes
from typing import Any, Literal

import msgspec

EventKind = Literal[
    "play", "task", "ok", "changed", "skipped", "failed", "ignored", "unreachable", "retry", "note", "stats"
]
State = Literal["done", "failed", "unreachable", "cancelled", "timed out", "lost"]
Cause = Literal["host key", "authentication", "no answer", "disk full", "not foreseen", "task"]


class Frozen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that travels between the processes."""


class Target(Frozen, frozen=True, kw_only=True):
    """A host that a play runs on.

    `host_keys` are its pinned SSH keys as "type base64"; no other is accepted, and without any nothing is sent to the
    host at all. `groups` and `variables` are Ansible's; variables are data: they are never read as templates. `jump` is
    an OpenSSH ProxyCommand.
    """

    name: str
    address: str
    port: int = 22
    user: str = "root"
    host_keys: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    variables: dict[str, Any] = {}
    jump: str = ""


class Access(Frozen, frozen=True, kw_only=True):
    """How the runner comes in: private keys in OpenSSH or PEM form without passphrase, and the password of sudo."""

    keys: tuple[str, ...] = ()
    become_password: str = ""

    def __repr__(self) -> str:
        return f"Access({len(self.keys)} keys, {'a' if self.become_password else 'no'} password)"


class Order(Frozen, frozen=True, kw_only=True):
    """A play to run once.

    `ident` names the run: letters, digits and dashes, unique for ever. `parameters` holds all the play is told, secrets
    included; so an order is never stored. `others` are hosts that the play may delegate to but that it is not for, as
    the store of backups. `seconds` shortens the time limit of the play. `folder` keeps the artefacts of this run.
    """

    ident: str
    play: str
    targets: tuple[Target, ...]
    parameters: dict[str, Any]
    folder: str
    access: Access = Access()
    others: tuple[Target, ...] = ()
    check: bool = False
    seconds: int | None = None

    def __repr__(self) -> str:
        where = ", ".join(target.name for target in self.targets)
        return f"Order({self.ident}: {self.play} on {where}{', in check mode' if self.check else ''})"


class Event(Frozen, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened during a run, with secrets masked.

    "task" says that a task begins, on no host yet. `message` is for people: the error of a failed task, else often
    empty. `diff` is a unified diff. In check mode a task may be "ignored" as "not foreseen": it rests on an earlier
    step that was not really done, so what it would do is unknown. `seconds`: how long it took on that host.
    """

    number: int
    at: datetime
    kind: EventKind
    play: str = ""
    task: str = ""
    host: str = ""
    item: str = ""
    message: str = ""
    diff: str = ""
    cause: Cause | None = None
    seconds: float | None = None


class Stats(Frozen, frozen=True, kw_only=True):
    """How many tasks ended in which way on a host."""

    ok: int = 0
    changed: int = 0
    failed: int = 0
    unreachable: int = 0
    skipped: int = 0
    rescued: int = 0
    ignored: int = 0


class Result(Frozen, frozen=True, kw_only=True):
    """How a run ended.

    `state`: "done" every host finished; "failed" a task failed on a host; "unreachable" a host was never reached or got
    lost, and none failed otherwise; "cancelled" and "timed out" the run was ended from here, nothing of it goes on;
    "lost" the runner itself was killed or broke, so what the hosts did is unknown. `reason` is one line for people;
    empty when done. `hosts` is empty where nothing is known. `failures` are the events that explain the state,
    and in check mode those that could not be foreseen, which do not count as failures.
    `cleaned` names the hosts where the remains of an ended run were removed; others may still hold temporary files in
    memory (/dev/shm) until they restart.
    """

    ident: str
    play: str
    check: bool
    state: State
    started: datetime
    ended: datetime
    reason: str = ""
    hosts: dict[str, Stats] = {}
    failures: tuple[Event, ...] = ()
    events: int = 0
    cleaned: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether every host finished every task."""
        return self.state == "done"

    @property
    def changed(self) -> int:
        """How many tasks changed something, or would in check mode."""
        return sum(stats.changed for stats in self.hosts.values())
