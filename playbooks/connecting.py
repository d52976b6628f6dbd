"""Targets as Ansible and OpenSSH are told of them. Nobody's own SSH configuration, keys or known hosts take part."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from playbooks.orders import Target

CONNECT_SECONDS: Final = 10
ALIVE_SECONDS: Final = 5
"""A host that says nothing for three times as long is lost."""
HELD: Final = "infoport_others"
"""Group of hosts that a play may delegate to but does not run on."""


def known_hosts(targets: Iterable[Target]) -> str:
    """The pinned keys as OpenSSH reads them; each target is known by its name, whatever its address."""
    return "".join(f"{alias(target)} {key}\n" for target in targets for key in target.host_keys)


def alias(target: Target) -> str:
    """The name under which OpenSSH knows the target's host keys."""
    return f"infoport-{target.name}"


def options(target: Target, folder: Path, keys: Sequence[Path]) -> list[str]:
    """OpenSSH's options to reach a target with the pinned keys of `folder` and the keys its agent holds."""
    settings = {
        "UserKnownHostsFile": str(folder / "known_hosts"),
        "GlobalKnownHostsFile": "/dev/null",
        "StrictHostKeyChecking": "yes",
        "HostKeyAlias": alias(target),
        "UpdateHostKeys": "no",
        "PreferredAuthentications": "publickey",
        "IdentitiesOnly": "yes",
        "IdentityAgent": str(folder / "agent"),
        "ConnectTimeout": str(CONNECT_SECONDS),
        "ServerAliveInterval": str(ALIVE_SECONDS),
        "LogLevel": "ERROR",
        **({"ProxyCommand": target.jump} if target.jump else {}),
    }
    identities = [str(key) for key in keys] or ["/dev/null"]
    return [
        "-F", "/dev/null",
        *(word for name, value in settings.items() for word in ("-o", f"{name}={value}")),
        *(word for identity in identities for word in ("-i", identity)),
    ]  # fmt: skip


def inventory(targets: Sequence[Target], others: Sequence[Target], folder: Path, keys: Sequence[Path]) -> str:
    """The inventory of a run, in YAML."""
    groups: dict[str, list[str]] = {}
    for target in targets:
        for group in target.groups:
            groups.setdefault(group, []).append(target.name)
    hosts = {target.name: _variables(target, folder, keys) for target in (*targets, *others)}
    children = {group: {"hosts": dict.fromkeys(names)} for group, names in sorted(groups.items())}
    children["infoport_targets"] = {"hosts": dict.fromkeys(target.name for target in targets)}
    children[HELD] = {"hosts": dict.fromkeys(target.name for target in others)}
    return plain({"all": {"hosts": hosts, "children": children}})


def _variables(target: Target, folder: Path, keys: Sequence[Path]) -> dict[str, Any]:
    own = {name: value for name, value in target.variables.items() if not name.startswith("ansible_")}
    return {
        **own,
        "ansible_host": target.address,
        "ansible_port": target.port,
        "ansible_user": target.user,
        "ansible_become": target.user != "root",
        "ansible_ssh_common_args": shlex.join(options(target, folder, keys)),
    }


def plain(value: Any, indent: str = "") -> str:
    """A value as YAML in which each text is data and never a template, whatever it holds."""
    if isinstance(value, dict) and value:
        lines = []
        for key, each in value.items():
            nested = isinstance(each, dict | list | tuple) and each
            text = plain(each, indent + "  ")
            lines.append(f"{indent}{_quoted(str(key))}:{chr(10) if nested else ' '}{text}")
        return "\n".join(lines)
    if isinstance(value, list | tuple) and value:
        return "\n".join(_element(each, indent) for each in value)
    if isinstance(value, str):
        return f"!unsafe {_quoted(value)}"
    return json.dumps(value if value is not None else None)


def _element(value: Any, indent: str) -> str:
    if isinstance(value, dict | list | tuple) and value:
        return f"{indent}-\n{plain(value, indent + '  ')}"
    return f"{indent}- {plain(value)}"


def _quoted(text: str) -> str:
    """A text in double quotes as YAML 1.1 reads it: JSON's escapes without surrogate pairs."""
    return '"' + "".join(each if " " <= each <= "~" and each not in '"\\' else _escaped(each) for each in text) + '"'


def _escaped(character: str) -> str:
    return f"\\{character}" if character in '"\\' else f"\\U{ord(character):08x}"


def variables(given: Mapping[str, Any], become_password: str, ident: str) -> str:
    """The extra variables of a run, in YAML: the parameters, and what Ansible itself needs that no one may see."""
    own: dict[str, Any] = {"infoport_run": ident}
    if become_password:
        own["ansible_become_password"] = become_password
    return plain({**given, **own})
