"""Inventory plugin: what Infoport knows, as `infoport playbooks inventory --list` tells it."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin

DOCUMENTATION = r"""
name: infoport
short_description: Devices and virtual machines of Infoport
description:
  - Runs C(infoport playbooks inventory --list) on this machine. A file of it ends in C(infoport.yml).
options:
  plugin:
    description: The name of this plugin.
    required: true
    choices: [infoport]
  command:
    description: The program.
    default: infoport
  user:
    description: Whose rights limit what is listed; all is when left out.
    default: ""
  token:
    description: An API token whose user's rights limit what is listed.
    default: ""
    env:
      - name: INFOPORT_TOKEN
"""
SECONDS = 120


class InventoryModule(BaseInventoryPlugin):
    """The plugin."""

    NAME = "infoport"

    def verify_file(self, path: str) -> bool:
        """Whether a file is one of ours."""
        return bool(super().verify_file(path)) and path.endswith(("infoport.yml", "infoport.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Read the inventory."""
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        listing = self._listing()
        for name, own in listing.pop("_meta")["hostvars"].items():
            inventory.add_host(name)
            for key, value in own.items():
                inventory.set_variable(name, key, plain(value))
        listing.pop("all")
        for group, members in listing.items():
            inventory.add_group(group)
            for name in members["hosts"]:
                inventory.add_host(name, group)

    def _listing(self) -> dict[str, Any]:
        command = [self.get_option("command"), "playbooks", "inventory", "--list"]
        if self.get_option("user"):
            command += ["--user", self.get_option("user")]
        token = self.get_option("token")
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, env=environment(token)
        )
        if done.returncode:
            raise AnsibleParserError(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def environment(token: str) -> dict[str, str]:
    """The variables the program is given."""
    return {**os.environ, "INFOPORT_TOKEN": token} if token else dict(os.environ)


def plain(value: Any) -> Any:
    """A value without the marks of data: what a plugin sets is never read as a template."""
    if isinstance(value, dict):
        return (
            value["__ansible_unsafe"] if set(value) == {"__ansible_unsafe"} else {k: plain(v) for k, v in value.items()}
        )
    return [plain(each) for each in value] if isinstance(value, list) else value
