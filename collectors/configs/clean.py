"""A configuration as the device printed it → as it may be kept: whole, without secrets, without what changes alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from collectors.configs.platform import ANY, platforms

if TYPE_CHECKING:
    from collectors.configs.platform import Platform

HIDDEN: Final = "<hidden>"
"""Stands where a secret stood. It is the same for all: that a secret changed is not to be seen, nor guessed at."""
FEWEST_LINES: Final = 3
"""No device has a configuration of fewer lines; it is then an error or a prompt."""
ANSWER_LINES: Final = 5
"""An error in place of a configuration stands in the first lines."""
PAGING: Final = re.compile(r"-{2,} ?\(?more\)?.{0,20}-{2,}|^\s*<-+ ?more ?-+>|---\(more \d+%\)---", re.IGNORECASE)
CONTROL: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00\x07\x0c\x0e\x0f]")
QUOTED: Final = re.compile(r"\"[^\"]*\"")


class Incomplete(Exception):
    """The text is no whole configuration, so no version may be made of it; the message says why."""


class Cleaned(Struct, frozen=True):
    """A configuration fit to be kept. `secrets` counts the places hidden, `mark` is the line that proves its end."""

    text: str
    secrets: int
    mark: str | None


def clean(raw: str, platform: str, *, ended: bool | None = None) -> Cleaned:
    """Clean a text of a platform (a key of `platforms()`).

    `ended` is what the session knows: True when the device's prompt followed, False when it did not, None when there
    was no session. A platform without a last line of its own needs True. Raises `Incomplete`.
    """
    known = platforms()[platform]
    lines = [CONTROL.sub("", line).rstrip() for line in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    _refuse_errors(lines, known)
    mark = _end(lines, known, ended=ended)
    kept, secrets = redact(lines, platform)
    passing = known.passing
    kept = [line for line in kept if passing is None or not passing.search(line)]
    return Cleaned("\n".join(_trimmed(kept)) + "\n", secrets, mark)


def _trimmed(lines: list[str]) -> list[str]:
    filled = [at for at, line in enumerate(lines) if line]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _refuse_errors(lines: list[str], platform: Platform) -> None:
    said = [line for line in lines if line]
    for line in said[:ANSWER_LINES]:
        if platform.refusal and platform.refusal.search(line):
            raise Incomplete(f"the device refused: {line.strip()[:200]}")
    for number, line in enumerate(lines, 1):
        if PAGING.search(line):
            raise Incomplete(f"line {number} is a paging prompt; the session did not switch paging off")
    if len(said) < FEWEST_LINES:
        raise Incomplete(f"the text has {len(said)} lines; no configuration is shorter than {FEWEST_LINES}")


def _end(lines: list[str], platform: Platform, *, ended: bool | None) -> str | None:
    """The line that ends the text, where the platform has one. Raises `Incomplete` when the end is missing."""
    last = next(line for line in reversed(lines) if line)
    if ended is False:
        raise Incomplete("the session ended before the device's prompt came back")
    if platform.last:
        if not platform.last.search(last):
            raise Incomplete(f"the last line does not fit {platform.end!r}, so the text is cut off")
        return last
    if platform.balanced and (depth := _depth(lines, platform.comment)):
        raise Incomplete(f"{depth} braces are not closed, so the text is cut off")
    if not ended:
        raise Incomplete(f"{platform.name} marks no end, and no session saw the prompt come back")
    return None


def _depth(lines: list[str], comment: str) -> int:
    depth = 0
    for line in lines:
        bare = QUOTED.sub("", line)
        if not bare.lstrip().startswith((comment, "/*")):
            depth += bare.count("{") - bare.count("}")
    return depth


def redact(lines: list[str], platform: str) -> tuple[list[str], int]:
    """The lines with every secret hidden, and how many were. Secret blocks become one line. Raises `Incomplete`."""
    known = platforms()
    rules = (known[platform], known[ANY])
    fences = [fence for rule in rules for fence in rule.fences]
    searches = [search for rule in rules for search in rule.searches]
    kept: list[str] = []
    count = begun = 0
    until: re.Pattern[str] | None = None
    for number, line in enumerate(lines, 1):
        if until is not None:
            if until.search(line):
                until = None
                kept.append(line)
            continue
        until = next((end for begin, end in fences if begin.search(line)), None)
        if until is not None:
            once = bool(until.search(line))
            kept += [HIDDEN] if once else [line, HIDDEN]
            count, begun, until = count + 1, number, None if once else until
        else:
            hidden, found = _hide(line, searches)
            kept.append(hidden)
            count += found
    if until is not None:
        raise Incomplete(f"the secret block that begins in line {begun} does not end, so the text is cut off")
    return kept, count


def _hide(line: str, searches: list[tuple[re.Pattern[str], re.Pattern[str] | None]]) -> tuple[str, int]:
    count = 0
    for expression, unless in searches:
        if unless is not None and unless.search(line):
            continue
        at = 0
        while found := expression.search(line, at):
            start, end = found.span("secret")
            if HIDDEN not in line[start:end]:
                line = f"{line[:start]}{HIDDEN}{line[end:]}"
                end, count = start + len(HIDDEN), count + 1
            at = max(end, at + 1)
    return line, count
