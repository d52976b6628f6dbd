"""Data sources read: their files compared with those kept, and content that follows them taken over."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.core.choices import SourceStatus
from inventory.core.models import DataFile, DataSource
from inventory.core.rules.sources import password_of
from inventory.declare import write
from inventory.declare.history import recorded
from inventory.declare.registry import specs
from inventory.declare.sealing import Sealed
from inventory.extras.outgoing import Forbidden, reachable
from inventory.extras.rules.sourced import take
from inventory.extras.sourced import Sourced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CLONE_SECONDS: Final = 120
FILES: Final = 5000
"""Files one source may have."""
FILE_OCTETS: Final = 1 << 20
ALL_OCTETS: Final = 64 << 20


class Unsynced(Exception):
    """A source cannot be read; the text says why."""


def sync(pk: int) -> None:
    """Read a data source and store its files; `status` and `message` say how it went. One that is gone is nothing."""
    source = DataSource.objects.filter(pk=pk).first()
    if source is None or not source.enabled:
        return
    _note(source, status=SourceStatus.SYNCING, message="")
    try:
        found = _files(source)
        with recorded(_("Read from the data source")):
            changed = _keep(source, found)
            _follow(changed)
    except (Unsynced, Forbidden, Sealed, OSError) as error:
        _note(source, status=SourceStatus.FAILED, message=str(error)[:500])
        return
    except ValidationError as error:
        _note(source, status=SourceStatus.FAILED, message="; ".join(error.messages)[:500])
        return
    _note(source, status=SourceStatus.COMPLETED, message="", last_synced=timezone.now())


def due() -> list[int]:
    """Sources whose interval has passed since they were last read."""
    now = timezone.now()
    waiting = DataSource.objects.filter(enabled=True, sync_interval__isnull=False)
    return [
        source.pk
        for source in waiting.exclude(status__in=[SourceStatus.QUEUED, SourceStatus.SYNCING])
        if source.last_synced is None or (now - source.last_synced).total_seconds() >= 60 * (source.sync_interval or 0)
    ]


def _note(source: DataSource, **values: Any) -> None:
    DataSource.objects.filter(pk=source.pk).update(**values)


def _files(source: DataSource) -> dict[str, bytes]:
    """Path → content. Raises `Unsynced` and `Forbidden` with the reason."""
    if source.type == "local":
        return dict(_walk(_folder(source.source_url), source.ignore_rules))
    with tempfile.TemporaryDirectory(prefix="infoport-git-") as place:
        tree = Path(place) / "tree"
        _clone(source, tree, place)
        return dict(_walk(tree, source.ignore_rules))


def _folder(text: str) -> Path:
    """The folder named; only those below DATA/sources, as DATA itself holds keys."""
    root = (Path(settings.DATA_DIRECTORY) / "sources").resolve()
    folder = (root / text.removeprefix("file://")).resolve()
    if not folder.is_relative_to(root):
        raise Unsynced(_("“%(path)s” does not lie below %(root)s.") % {"path": text, "root": root})
    if not folder.is_dir():
        raise Unsynced(_("There is no folder %s.") % folder)
    return folder


def _walk(folder: Path, ignored: str) -> Iterator[tuple[str, bytes]]:
    """Files below a folder that no rule ignores; links are not followed. Raises `Unsynced` when they are too many."""
    rules = [rule.strip() for rule in ignored.splitlines() if rule.strip() and not rule.startswith("#")]
    number = octets = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or name.startswith(".git/"):
            continue
        if any(fnmatch(name, rule) or fnmatch(path.name, rule) for rule in rules):
            continue
        if not path.resolve().is_relative_to(folder):
            continue
        size = path.stat().st_size
        number, octets = number + 1, octets + size
        if size > FILE_OCTETS or number > FILES or octets > ALL_OCTETS:
            reason = _("“%(path)s” is too much: at most %(files)d files of 1 MiB, 64 MiB in all.")
            raise Unsynced(reason % {"path": name, "files": FILES})
        yield name, path.read_bytes()


def _clone(source: DataSource, tree: Path, home: str) -> None:
    """Fetch the newest commit by https from the address that was looked at. Raises `Unsynced`."""
    parts = urlsplit(source.source_url)
    if parts.scheme != "https" or not parts.hostname:
        raise Unsynced(_("“%s” is no https address.") % source.source_url)
    port = parts.port or 443
    address = reachable(parts.hostname, port)
    given: Mapping[str, str] = source.parameters or {}
    branch = ["--branch", given["branch"]] if given.get("branch") else []
    command = ["git", "clone", "--quiet", "--depth", "1", *branch, "--", source.source_url, str(tree)]
    pinned = f"{parts.hostname}:{port}:{f'[{address}]' if ':' in address else address}"
    config = {"http.followRedirects": "false", "http.curloptResolve": pinned, "core.hooksPath": os.devnull}
    if password := password_of(source):
        pair = base64.b64encode(f"{given.get('username', 'git')}:{password}".encode()).decode()
        config["http.extraHeader"] = f"Authorization: Basic {pair}"
    try:
        done = subprocess.run(
            command, env=_environment(home, config), capture_output=True, timeout=CLONE_SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise Unsynced(_("The command git is not installed.")) from error
    except subprocess.TimeoutExpired as error:
        raise Unsynced(_("git did not finish within %d seconds.") % CLONE_SECONDS) from error
    if done.returncode:
        raise Unsynced(done.stderr.decode(errors="replace").strip()[-400:])


def _environment(home: str, config: Mapping[str, str]) -> dict[str, str]:
    """Nothing of ours but what git needs; its settings go here, where no list of processes shows them."""
    kept = {name: os.environ[name] for name in ("PATH", "GIT_SSL_CAINFO", "SSL_CERT_FILE") if name in os.environ}
    made = {
        **kept, "HOME": home, "LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "https",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_COUNT": str(len(config)),
        "GIT_LFS_SKIP_SMUDGE": "1",
    }  # fmt: skip
    for at, (key, value) in enumerate(config.items()):
        made |= {f"GIT_CONFIG_KEY_{at}": key, f"GIT_CONFIG_VALUE_{at}": value}
    return made


def _keep(source: DataSource, found: Mapping[str, bytes]) -> list[int]:
    """Store what is new, changed or gone; return the ids of changed files."""
    changed: list[int] = []
    with transaction.atomic():
        kept = {file.path: file for file in DataFile.objects.filter(source=source).defer("data")}
        DataFile.objects.filter(source=source).exclude(path__in=found).delete()
        for path, data in found.items():
            digest = hashlib.sha256(data).hexdigest()
            file = kept.get(path) or DataFile(source=source, path=path)
            if file.hash != digest:
                file.size, file.hash, file.data = len(data), digest, data
                file.save()
                changed.append(file.pk)
    return changed


def _follow(changed: list[int]) -> None:
    """Contexts and templates that follow their file take it over. Raises `ValidationError` for what does not fit."""
    for spec in specs:
        if issubclass(spec.model, Sourced):
            rows = spec.model._default_manager  # noqa: SLF001 - any declared model
            for instance in rows.filter(data_file__in=changed, auto_sync_enabled=True):
                take(instance)
                write.save(spec, instance, {})
