"""The process of one run: it reads the order from its input, tells events on its output, and ends with the result.

Started by `playbooks.runner` as a leader of its own session. When its input ends, whether because the run is cancelled
or because the process that started it has died, it ends the run. All files of a run lie in a folder of its own, in
memory where the machine has /dev/shm, readable by nobody else, and gone when it ends.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal

import msgspec

from playbooks import catalog, connecting, events, processes
from playbooks.masking import Mask
from playbooks.orders import Event, Order, Result, Stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playbooks.orders import State, Target

EXPLAINING: Final = 20
"""Failures that a result cites at most."""
CLEAN_SECONDS: Final = 12
LENGTH_DIGITS: Final = 12
"""The input begins with the length of the order, in so many digits."""
Ending = Literal["", "cancelled", "timed out"]


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the output: an event or the result."""

    event: Event | None = None
    result: Result | None = None


class Run:
    """One run from inside."""

    def __init__(self, order: Order, folder: Path, output: BinaryIO) -> None:
        self.order, self.folder, self.output = order, folder, output
        self.play = catalog.find(order.play)
        self.mask = Mask(secrets_of(order))
        self.started = datetime.now(UTC)
        limit = min(order.seconds or self.play.seconds, self.play.seconds)
        self.limit, self.deadline = limit, time.monotonic() + limit
        self.agents: list[subprocess.Popen[bytes]] = []
        self.ending: Ending = ""
        self.number = 0
        self.failures: list[Event] = []
        self.stats: dict[str, Stats] = {}
        self.variables = folder / "variables.yml"

    def handle(self, raw: dict[str, Any]) -> bool:
        """Take one event of ansible-runner; False keeps it from writing the event to a file."""
        self.variables.unlink(missing_ok=True)  # Ansible has read them before it tells anything
        if raw.get("event") == "playbook_on_stats":
            self.stats = events.stats(raw)
        event = events.translated(raw, self.number + 1, self.mask, check=self.order.check)
        if event is not None:
            self.number += 1
            if event.cause or (event.kind == "note" and event.message):
                self.failures.append(event)
            self.tell(Told(event=event))
        return False

    def tell(self, told: Told) -> None:
        """Write a line of output."""
        self.output.write(msgspec.json.encode(told) + b"\n")
        self.output.flush()

    def over(self) -> bool:
        """Whether the run is to end now; asked by ansible-runner about once a second. It ends the processes, too."""
        if not self.ending and time.monotonic() > self.deadline:
            self.ending = "timed out"
        if not self.ending and select.select([0], [], [], 0)[0] and not os.read(0, 1):
            self.ending = "cancelled"
        if self.ending:
            processes.end(self.order.ident)
        return bool(self.ending)

    def perform(self) -> Result:
        """Run the play; how it ended."""
        keys = self._agent()
        everyone = (*self.order.targets, *self.order.others)
        _written(self.folder / "known_hosts", connecting.known_hosts(everyone))
        inventory = connecting.inventory(self.order.targets, self.order.others, self.folder, keys)
        _written(self.folder / "inventory.yml", inventory)
        given = msgspec.to_builtins(self.play.validated(self.order.parameters))
        password = self.order.access.become_password
        _written(self.variables, connecting.variables(given, password, self.order.ident))
        code = self._ansible()
        processes.end(self.order.ident)
        cleaned: tuple[str, ...] = ()
        if self.ending:
            self._agent()
            cleaned = tuple(target.name for target in everyone if target.host_keys and self._clean(target, keys))
            processes.end(self.order.ident)
        for agent in self.agents:
            agent.wait()
        return self._result(code, cleaned)

    def _agent(self) -> list[Path]:
        """Give the private keys to an agent; the files of their public halves, by which OpenSSH chooses."""
        where = self.folder / "agent"
        where.unlink(missing_ok=True)
        self.agents.append(subprocess.Popen(["ssh-agent", "-D", "-a", where], stdout=subprocess.DEVNULL))
        while not _listens(where) and self.agents[-1].poll() is None:
            time.sleep(0.005)
        found = []
        for number, key in enumerate(self.order.access.keys):
            environ = {**os.environ, "SSH_AUTH_SOCK": str(where)}
            text = key if key.endswith("\n") else key + "\n"
            added = subprocess.run(
                ["ssh-add", "-q", "-"], input=text, env=environ, capture_output=True, text=True, check=False
            )
            if added.returncode:
                raise BadKey(f"private key {number + 1} of the order is refused by ssh-add: {added.stderr.strip()}")
            held = subprocess.run(["ssh-add", "-L"], env=environ, capture_output=True, text=True, check=True)
            found.append(_written(self.folder / f"key{number}.pub", held.stdout.splitlines()[-1] + "\n"))
        return found

    def _ansible(self) -> int:
        from ansible_runner.config.runner import RunnerConfig  # noqa: PLC0415 - slow, and of this process alone
        from ansible_runner.runner import Runner  # noqa: PLC0415 - as above

        config = RunnerConfig(
            private_data_dir=str(self.folder / "runner"),
            project_dir=str(catalog.PROJECT),
            playbook=self.play.file.name,
            inventory=str(self.folder / "inventory.yml"),
            cmdline=f"-e @{self.variables} --diff" + (" --check" if self.order.check else ""),
            settings={"pexpect_timeout": 1, "suppress_output_file": True},
            envvars=self._environ(),
            ident="run",
            suppress_env_files=True,
            quiet=True,
        )
        config.prepare()
        runner = Runner(config, cancel_callback=self.over, event_handler=self.handle)
        runner.run()
        return int(runner.rc if runner.rc is not None else -1)

    def _environ(self) -> dict[str, str]:
        """What Ansible is told besides project/ansible.cfg: the folders of this run."""
        return {
            "ANSIBLE_CONFIG": str(catalog.PROJECT / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.folder / "home"),
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
            "ANSIBLE_REMOTE_TMP": f"/dev/shm/infoport-{self.order.ident}",  # noqa: S108 - private, and never on a disk
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(self.folder / "cp"),
            "ANSIBLE_HOST_KEY_CHECKING": "True",
            "ANSIBLE_NOCOLOR": "True",
            "ANSIBLE_FORCE_COLOR": "False",
        }

    def _clean(self, target: Target, keys: Sequence[Path]) -> bool:
        """Remove from a target what an ended task has left; whether that is certain."""
        command = ["ssh", *connecting.options(target, self.folder, keys), "-o", "BatchMode=yes"]
        command += ["-p", str(target.port), f"{target.user}@{target.address}"]
        remove = f"rm -rf /dev/shm/infoport-{self.order.ident}"
        try:
            return subprocess.run(
                [*command, remove], capture_output=True, stdin=subprocess.DEVNULL, timeout=CLEAN_SECONDS, check=False
            ).returncode == 0  # fmt: skip
        except subprocess.TimeoutExpired:
            return False

    def _result(self, code: int, cleaned: tuple[str, ...]) -> Result:
        state = self._state(code)
        return Result(
            ident=self.order.ident,
            play=self.order.play,
            check=self.order.check,
            state=state,
            reason=self._reason(state, code),
            hosts=self.stats,
            failures=tuple(self.failures[:EXPLAINING]),
            started=self.started,
            ended=datetime.now(UTC),
            events=self.number,
            cleaned=cleaned,
        )

    def _state(self, code: int) -> State:
        if self.ending:
            return self.ending
        if code == 0 and self.stats:
            return "done"
        if any(event.kind == "failed" for event in self.failures) or not self._lost():
            return "failed"
        return "unreachable"

    def _lost(self) -> list[Event]:
        return [event for event in self.failures if event.kind == "unreachable"]

    def _reason(self, state: State, code: int) -> str:
        if state == "done":
            return ""
        if state == "timed out":
            return f"{self.order.play} was ended after {self.limit} s, its time limit"
        if state == "cancelled":
            return f"{self.order.play} was cancelled"
        wanted = "unreachable" if state == "unreachable" else "failed"
        found = next((event for event in self.failures if event.kind == wanted), None) or next(
            iter(self.failures), None
        )
        if found is None:
            return f"{self.order.play}: ansible-playbook ended with {code} and said no more"
        where = ": ".join(each for each in (found.host, found.task) if each) or self.order.play
        return f"{where}: {next(iter(found.message.splitlines()), found.kind)}"


class BadKey(Exception):
    """A private key that cannot be used; the message tells why and does not hold it."""


def secrets_of(order: Order) -> list[str]:
    """All that must never be shown of an order."""
    names = catalog.find(order.play).secrets
    found = [str(order.parameters[name]) for name in names if order.parameters.get(name)]
    return [*found, *order.access.keys, *filter(None, [order.access.become_password])]


def _listens(path: Path) -> bool:
    """Whether connections are taken there. The file alone says no such thing: it is made before the agent listens."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def _written(path: Path, text: str) -> Path:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
    return path


def received(octets: int) -> bytes:
    """So many octets of the input, and not one more. Raises `EOFError` if it ends before."""
    given = b""
    while len(given) < octets:
        more = os.read(0, octets - len(given))
        if not more:
            raise EOFError(f"the order ends after {len(given)} of {octets} octets")
        given += more
    return given


def main() -> int:
    """Read an order and perform it. The folder of the run is the first argument."""
    folder = Path(sys.argv[1])
    order = msgspec.json.decode(received(int(received(LENGTH_DIGITS))), type=Order)
    with ExitStack() as held:
        output = held.enter_context(os.fdopen(os.dup(1), "wb"))
        os.dup2(2, 1)  # what others print is not for the one who listens
        run = Run(order, folder, output)
        try:
            result = run.perform()
        except BadKey as error:
            ended = datetime.now(UTC)
            result = Result(
                ident=order.ident, play=order.play, check=order.check, state="failed", reason=str(error),
                started=run.started, ended=ended,
            )  # fmt: skip
        run.tell(Told(result=result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
