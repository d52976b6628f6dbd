#!/usr/bin/python3
"""Backups with restic, as /etc/infoport/backup/JOB.json says.

infoport-backup JOB present     "yes" if the repository is there and opens
infoport-backup JOB init        make it
infoport-backup JOB run         dump databases, back up, forget what is older than wanted
infoport-backup JOB some        "yes" if it holds a snapshot
infoport-backup JOB check       restore the newest snapshot aside, compare it with the originals, tell in JSON
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = Path("/etc/infoport/backup")
DUMPS = Path("/var/backups/infoport")
SHOWN = 20
BLOCK = 1 << 20


class Job:
    """A job and its repository."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.settings = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))

    def restic(self, *words: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run restic on the repository."""
        ssh = f"ssh -F {FOLDER}/{self.name}.ssh store -s sftp"
        command = ["restic", "-q", "-o", f"sftp.command={ssh}", "-r", f"sftp:store:{self.settings['repository']}"]
        environ = {**os.environ, "RESTIC_PASSWORD_FILE": str(FOLDER / f"{self.name}.password"), "HOME": "/root"}
        return subprocess.run([*command, *words], env=environ, text=True, check=check, **options)

    def present(self) -> bool:
        """Whether the repository is there and opens with the password."""
        return self.restic("cat", "config", check=False, capture_output=True).returncode == 0

    def snapshots(self) -> list[dict[str, Any]]:
        """The snapshots, oldest first."""
        return list(json.loads(self.restic("snapshots", "--json", capture_output=True).stdout) or [])

    def run(self) -> None:
        """Make a snapshot."""
        paths = list(self.settings["paths"])
        if self.settings["databases"]:
            folder = DUMPS / self.name
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            paths.append(str(folder))
        for database in self.settings["databases"]:
            with (DUMPS / self.name / f"{database}.dump").open("wb") as file:
                command = ["runuser", "-u", "postgres", "--", "pg_dump", "--format=custom", database]
                subprocess.run(command, stdout=file, check=True, cwd="/")
        self.restic("backup", "--tag", self.name, *paths)
        keep = [f"--keep-daily={self.settings['keep_daily']}", f"--keep-monthly={self.settings['keep_monthly']}"]
        self.restic("forget", "--prune", "--group-by", "host,tags", *keep, stdout=subprocess.DEVNULL)

    def check(self) -> dict[str, Any]:
        """Restore the newest snapshot and compare each file with the original, unless that was changed since."""
        newest = self.snapshots()[-1]
        text = re.sub(r"(\.\d{1,6})\d*", r"\1", newest["time"]).replace("Z", "+00:00")  # to microseconds
        begun = datetime.fromisoformat(text).timestamp()
        with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="infoport-restored-") as aside:
            self.restic("restore", newest["id"], "--target", aside, stdout=subprocess.DEVNULL)
            told = compared(Path(aside), newest["paths"], begun)
            told["restorable"] = [
                name
                for name in self.settings["databases"]
                if listed(Path(aside) / str(DUMPS / self.name / f"{name}.dump").lstrip("/"))
            ]
        missing = sorted(set(self.settings["databases"]) - set(told["restorable"]))
        told["differences"] += [f"dump of {name} cannot be restored" for name in missing]
        return {"snapshot": newest["id"], "taken": newest["time"], **told}


def listed(dump: Path) -> bool:
    """Whether PostgreSQL can read a dump to its end."""
    command = ["pg_restore", "--file=/dev/null", str(dump)]
    return dump.exists() and subprocess.run(command, capture_output=True, check=False).returncode == 0


def compared(aside: Path, paths: list[str], begun: float) -> dict[str, Any]:
    """How many files and octets are restored as they were, and which are not."""
    files = octets = newer = 0
    differences = []
    for path in paths:
        for original in each_file(Path(path)):
            restored = aside / str(original).lstrip("/")
            if original.lstat().st_mtime >= begun:
                newer += 1
            elif not restored.is_file() or digest(restored) != digest(original):
                differences.append(f"{original}: {'differs' if restored.is_file() else 'is missing'}")
            else:
                files += 1
                octets += original.stat().st_size
    return {"files": files, "octets": octets, "newer": newer, "differences": differences[:SHOWN]}


def each_file(path: Path) -> list[Path]:
    """The regular files of a path."""
    found = [path] if path.is_file() else path.rglob("*")
    return [each for each in found if each.is_file() and not each.is_symlink()]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def main() -> int:
    """Do what the command line asks."""
    job, verb = Job(sys.argv[1]), sys.argv[2]
    if verb in {"present", "some"}:
        sys.stdout.write("yes\n" if job.present() and (verb == "present" or job.snapshots()) else "no\n")
    elif verb == "init":
        job.restic("init", stdout=subprocess.DEVNULL)
    elif verb == "run":
        job.run()
    elif verb == "check":
        told = job.check()
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 1 if told["differences"] or not told["files"] else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
