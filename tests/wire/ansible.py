"""Ansible as a person runs it, with netbox.netbox and nothing of the person's own configuration."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

BIN = Path(sys.executable).parent
COLLECTIONS = BIN.parent / "share"
MANIFEST = COLLECTIONS / "ansible_collections" / "netbox" / "netbox" / "MANIFEST.json"
SECONDS = 600
SETTINGS = {
    "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
    "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
    "ANSIBLE_INVENTORY_ENABLED": "netbox.netbox.nb_inventory,host_list",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_NOCOLOR": "true",
    "ANSIBLE_PIPELINING": "true",
    "LC_ALL": "C.UTF-8",
}


def need_collection() -> None:
    """Skip where `make test` has not fetched the collection."""
    if not MANIFEST.exists():
        pytest.skip("netbox.netbox is not installed: .ci/collection fetches it")


@dataclass(frozen=True)
class Ansible:
    """Runs the programs of Ansible in a folder, which is also their home."""

    folder: Path

    def run(self, program: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a program; what it says comes back whether it succeeds or not."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        clean = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return subprocess.run(
            [BIN / program, *arguments],
            env={**clean, **SETTINGS, "HOME": str(home), **environ},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )

    def inventory(self, url: str, token: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """`ansible-inventory --list` of nb_inventory with these options."""
        file = self.folder / "netbox_inventory.yml"
        file.write_text(
            json.dumps({"plugin": "netbox.netbox.nb_inventory", "api_endpoint": url, "token": token, **options})
        )
        return self.run("ansible-inventory", "--list", "-i", str(file))

    def play(self, tasks: list[dict[str, Any]], **environ: str) -> list[dict[str, Any]]:
        """Run tasks on this machine; the result of each, in order. None may fail."""
        kept = [{**task, "register": f"result_{n}"} for n, task in enumerate(tasks)]
        names = ", ".join(f"result_{n}" for n in range(len(tasks)))
        results = self.folder / "results.json"
        results.unlink(missing_ok=True)
        tell = {"ansible.builtin.copy": {"content": f"{{{{ [{names}] | to_json }}}}", "dest": str(results)}}
        book = self.folder / "play.json"
        book.write_text(
            json.dumps([{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [*kept, tell]}])
        )
        done = self.run("ansible-playbook", str(book), ANSIBLE_PYTHON_INTERPRETER=sys.executable, **environ)
        assert done.returncode == 0, done.stdout + done.stderr
        return list(json.loads(results.read_text()))
