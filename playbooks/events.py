"""ansible-runner's events as ours."""

from __future__ import annotations

import difflib
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from playbooks.orders import Event, Stats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playbooks.masking import Mask
    from playbooks.orders import Cause, EventKind

MESSAGE: Final = 4_000
DIFF: Final = 20_000
"""Characters kept of a message and of a diff."""
HIDDEN: Final = "it failed; what it said is hidden, as that may hold a secret"
KINDS: Final[Mapping[str, EventKind]] = {
    "playbook_on_play_start": "play",
    "playbook_on_task_start": "task",
    "playbook_on_handler_task_start": "task",
    "runner_on_ok": "ok",
    "runner_on_failed": "failed",
    "runner_on_unreachable": "unreachable",
    "runner_on_skipped": "skipped",
    "runner_item_on_failed": "failed",
    "runner_retry": "retry",
    "error": "note",
    "playbook_on_no_hosts_matched": "note",
    "playbook_on_stats": "stats",
}
CAUSES: Final[tuple[tuple[Cause, str], ...]] = (
    ("host key", r"host key verification failed|remote host identification has changed|no .* host key is known"),
    ("authentication", r"permission denied|too many authentication failures|sudo.*password"),
    ("disk full", r"no space left on device|disk quota exceeded"),
    (
        "no answer",
        r"timed out|timeout|refused|no route to host|unreachable|could not resolve|connection .*(closed|reset)|broken",
    ),
)
"""Words of OpenSSH and of the kernel by what is wrong, the surest first."""
ANSI: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def translated(raw: Mapping[str, Any], number: int, mask: Mask, *, check: bool) -> Event | None:
    """One event of ansible-runner with its secrets masked; None if it tells people nothing."""
    kind = KINDS.get(raw.get("event", ""))
    if kind is None:
        return None
    data = mask.value(raw.get("event_data") or {})
    result = data.get("res") or {}
    if kind == "ok" and (result.get("changed") or raw.get("stdout", "").startswith("changed:")):
        kind = "changed"
    if kind == "failed" and data.get("ignore_errors"):
        kind = "ignored"
    message = _message(kind, result, mask.text(str(raw.get("stdout") or "")))
    return Event(
        number=number,
        at=datetime.now(UTC),
        kind=kind,
        play=str(data.get("play") or ""),
        task=str(data.get("task") or ""),
        host=str(data.get("host") or ""),
        item=_item(result),
        message=message,
        diff=_diff(result),
        cause=cause(kind, message, check=check),
        seconds=round(float(data["duration"]), 3) if data.get("duration") is not None else None,
    )


def cause(kind: EventKind, message: str, *, check: bool) -> Cause | None:
    """Why a task failed or a host was not reached, as far as the message tells; None for what went well."""
    if kind not in {"failed", "unreachable"}:
        return "not foreseen" if kind == "ignored" and check else None
    text = message.lower()
    for found, words in CAUSES:
        if re.search(words, text) and (kind == "unreachable" or found == "disk full"):
            return found
    if kind == "unreachable":
        return "no answer"
    return "not foreseen" if check else "task"


def stats(raw: Mapping[str, Any]) -> dict[str, Stats]:
    """Stats per host from the last event of a run."""
    data = raw.get("event_data") or {}
    names = {"ok": "ok", "changed": "changed", "failures": "failed", "dark": "unreachable"}
    names |= {name: name for name in ("skipped", "rescued", "ignored")}
    hosts = {host for name in (*names, "processed") for host in data.get(name) or {}}
    return {
        host: Stats(**{ours: int((data.get(theirs) or {}).get(host, 0)) for theirs, ours in names.items()})
        for host in sorted(hosts)
    }


def _message(kind: EventKind, result: Mapping[str, Any], stdout: str) -> str:
    if kind in {"play", "task", "stats"}:
        return ""
    if kind == "note":
        return ANSI.sub("", stdout).strip()[:MESSAGE]
    said = [result.get("msg")]
    if kind in {"failed", "ignored", "unreachable"}:
        said += [result.get(name) for name in ("module_stderr", "stderr", "module_stdout", "reason")]
    words = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in said if each]
    text = ANSI.sub("", "\n".join(dict.fromkeys(words))).strip()[:MESSAGE]
    return text or (HIDDEN if kind in {"failed", "ignored"} else "")


def _item(result: Mapping[str, Any]) -> str:
    item = result.get("_ansible_item_label", result.get("item"))
    if isinstance(item, dict):
        item = item.get("name") or item.get("path") or ""
    return "" if item is None else str(item)[:200]


def _diff(result: Mapping[str, Any]) -> str:
    """The diffs of a task as one unified diff; Ansible gives the texts before and after, or a text it has prepared."""
    found = result.get("diff") or []
    parts = [_unified(each) for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]
    return "".join(parts)[:DIFF]


def _unified(diff: Mapping[str, Any]) -> str:
    if diff.get("prepared"):
        return str(diff["prepared"])
    before, after = (_lines(diff.get(name)) for name in ("before", "after"))
    if before == after:
        return ""
    old, new = (
        str(diff.get(f"{name}_header") or name).rpartition("/ansible-local-")[2] for name in ("before", "after")
    )
    return "".join(difflib.unified_diff(before, after, old, new))


def _lines(value: Any) -> list[str]:
    if value is None:
        return []
    text = value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
    return [line + "\n" for line in text.splitlines()]
