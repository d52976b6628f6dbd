"""The plays there are: what each does, what it is told, what takes it back, and how long it may take.

    play = catalog.find("web-site")
    given = play.validated({"site": "weather", "domain": "weather.example", …})     # raises `Unfit`
    back = play.undo_of(given)                                                       # (Play, Parameters) or None

Run one with `playbooks.runner`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import yaml
from django.utils.translation import gettext_lazy as _

from playbooks import parameters as told
from playbooks.parameters import Parameters, described, secret_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT: Final = Path(__file__).parent / "project"


class Unfit(Exception):
    """The parameters of a play are refused; the message names the play, the field, the expectation and the value."""


class NoSuchPlay(Exception):
    """The catalogue has no play of that name."""


@dataclass(frozen=True, slots=True)
class Play:
    """A play of the catalogue.

    `name` is also that of its file in `project/`. `touches` says in a line what it changes on a target. `seconds` is
    the longest it may take. `undo` names the play that takes it back; None where nothing is to be taken back. `checks`
    tells whether check mode says all that the play would do: where it does not, a step that rests on an earlier one
    cannot be foreseen. `reads` marks a play that changes nothing.
    """

    name: str
    title: Any
    touches: Any
    parameters: type[Parameters]
    seconds: int
    undo: str | None = None
    checks: bool = True
    reads: bool = False

    @property
    def file(self) -> Path:
        """The playbook."""
        return PROJECT / f"{self.name}.yml"

    @property
    def secrets(self) -> frozenset[str]:
        """The names of the parameters that are secret: keep them apart, and never show them."""
        return secret_fields(self.parameters)

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the parameters."""
        return msgspec.json.schema(self.parameters)

    @property
    def tasks(self) -> int:
        """How many tasks the play has, to show progress by; those that a condition leaves out count."""
        return _tasks(self.file)

    def validated(self, given: Mapping[str, Any]) -> Parameters:
        """The parameters as the play takes them. Raises `Unfit`."""
        try:
            return msgspec.convert(dict(given), self.parameters)
        except msgspec.ValidationError as error:
            raise Unfit(f"{self.name}: {described(error)}") from error

    def undo_of(self, given: Parameters) -> tuple[Play, Parameters] | None:
        """The play that takes this one back and what it is told, which holds no secret; None if there is none."""
        if self.undo is None:
            return None
        play = find(self.undo)
        names = play.parameters.__struct_fields__
        return play, msgspec.convert({name: getattr(given, name) for name in names}, play.parameters)

    def shown(self, given: Parameters) -> dict[str, Any]:
        """The parameters as anyone may see and keep them: secrets are left out."""
        return {name: value for name, value in msgspec.to_builtins(given).items() if name not in self.secrets}


def find(name: str) -> Play:
    """The play of that name. Raises `NoSuchPlay`."""
    if name not in CATALOG:
        raise NoSuchPlay(f"there is no play {name!r}; there are {', '.join(CATALOG)}")
    return CATALOG[name]


@cache
def _tasks(file: Path) -> int:
    """Tasks of a playbook and of the roles it imports."""
    return sum(
        _listed(play.get(part, ()))
        for play in yaml.safe_load(file.read_text(encoding="utf-8"))
        for part in ("pre_tasks", "tasks", "post_tasks")
    )


def _listed(tasks: Any) -> int:
    return sum(_counted(task) for task in tasks)


def _counted(task: Mapping[str, Any]) -> int:
    if "block" in task:
        return _listed(task["block"])
    role = task.get("ansible.builtin.import_role")
    if role is None:
        return 1
    file = PROJECT / "roles" / role["name"] / "tasks" / f"{role.get('tasks_from', 'main')}.yml"
    return _listed(yaml.safe_load(file.read_text(encoding="utf-8")))


PLAYS: Final = (
    Play(
        "linux-server",
        _("Hosted Linux server"),
        _("accounts and keys, sshd, time, packages, SNMP agent"),
        told.LinuxServer,
        seconds=600,
        undo="linux-server-undo",
    ),
    Play(
        "linux-server-undo",
        _("Take back a Linux server"),
        _("accounts and keys, sshd, time, SNMP agent; packages stay"),
        told.Server,
        seconds=300,
    ),
    Play(
        "machine-undo",
        _("Stop a machine for good"),
        _("the machine is switched off"),
        told.Machine,
        seconds=120,
    ),
    Play(
        "web-site",
        _("Web site"),
        _("nginx server block, certificate and key, web root"),
        told.WebSite,
        seconds=300,
        undo="web-site-undo",
    ),
    Play(
        "web-site-undo",
        _("Take away a web site"),
        _("nginx server block, certificate and key, web root"),
        told.Site,
        seconds=120,
    ),
    Play(
        "database",
        _("PostgreSQL database"),
        _("role, database, grants, pg_hba.conf, listening addresses"),
        told.Database,
        seconds=300,
        undo="database-undo",
    ),
    Play(
        "database-undo",
        _("Take away a database"),
        _("role, database, pg_hba.conf"),
        told.DatabaseName,
        seconds=300,
    ),
    Play(
        "dns-record",
        _("DNS record"),
        _("one record set of a zone"),
        told.Record,
        seconds=120,
        undo="dns-record-undo",
    ),
    Play(
        "dns-record-undo",
        _("Take away a DNS record"),
        _("one record set of a zone"),
        told.RecordName,
        seconds=120,
    ),
    Play(
        "firewall-rule",
        _("Firewall rule"),
        _("one rule in a table of nftables that is Infoport's own"),
        told.FirewallRule,
        seconds=180,
        undo="firewall-rule-undo",
    ),
    Play(
        "firewall-rule-undo",
        _("Take away a firewall rule"),
        _("one rule in a table of nftables that is Infoport's own"),
        told.RuleName,
        seconds=180,
    ),
    Play(
        "backup",
        _("Backup job"),
        _("restic, timer, SSH key; account and repository on the store"),
        told.Backup,
        seconds=900,
        undo="backup-undo",
    ),
    Play(
        "backup-undo",
        _("Take away a backup job"),
        _("timer, SSH key; on the store the key, and if wanted the repository"),
        told.BackupName,
        seconds=300,
    ),
    Play(
        "backup-check",
        _("Restore and compare a backup"),
        _("nothing; the newest snapshot is restored aside and compared"),
        told.BackupCheck,
        seconds=1800,
        reads=True,
    ),
    Play(
        "switch-port",
        _("Switch port"),
        _("membership, description and VLANs of a port of a Linux bridge"),
        told.SwitchPort,
        seconds=120,
        undo="switch-port-undo",
    ),
    Play(
        "switch-port-undo",
        _("Reset a switch port"),
        _("membership, description and VLANs of a port of a Linux bridge"),
        told.PortName,
        seconds=120,
    ),
)
CATALOG: Final[Mapping[str, Play]] = {play.name: play for play in PLAYS}
"""Every play by name."""
