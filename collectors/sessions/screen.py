"""What a terminal would show of the octets that a command line sends."""

import re
from typing import Final

from collectors.sessions.values import ENCODINGS

_BREAKS = re.compile(rb"\r*\n")
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_STEPS = re.compile(
    "\x1b\\[([0-9;?]*)([@-~])|\x1b[()][0-9A-B]|\x1b[=>78]|\x1b\\][^\x07]*\x07|([\x00-\x1f\x7f])|([^\x00-\x1f\x7f]+)"
)

_LEFT: Final = "D"
_RIGHT: Final = "C"
_ERASE: Final = "K"


def decoded(line: bytes) -> str:
    r"""Give the text of one line; octets that no encoding knows stand as \\xNN."""
    for encoding in ENCODINGS:
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("utf-8", "backslashreplace")


def shown(data: bytes) -> list[str]:
    """Give the lines as a reader sees them: what was overwritten or erased is gone, colours too.

    Each line is decoded for itself: a device may hold texts that were typed in different encodings.
    """
    return [_drawn(decoded(line)) for line in _BREAKS.split(data)]


def _drawn(line: str) -> str:
    """Draw one line as a terminal does, which undoes the foot of a page that a pager wrote and took back."""
    if not _STEERING.search(line):
        return line
    cells: list[str] = []
    at = 0
    for step in _STEPS.finditer(line):
        argument, letter, control, text = step.groups()
        if text is not None:
            cells[at : at + len(text)] = text
            at += len(text)
        elif letter is not None:
            at = _steered(cells, at, letter, argument)
        elif control == "\r":
            at = 0
        elif control == "\b":
            at = max(0, at - 1)
        elif control == "\t":
            cells[at : at + 1] = "\t"
            at += 1
    return "".join(cells).rstrip()


def _steered(cells: list[str], at: int, letter: str, argument: str) -> int:
    """Obey one escape sequence; give the column afterwards. What does not move or erase in a line is ignored."""
    first = argument.split(";", maxsplit=1)[0]
    count = int(first) if first.isdigit() else 0
    if letter == _LEFT:
        return max(0, at - max(1, count))
    if letter == _RIGHT:
        target = at + max(1, count)
        cells.extend(" " * (target - len(cells)))
        return target
    if letter == _ERASE and count in {0, 2}:
        start = at if count == 0 else 0
        cells[start:] = " " * (at - start)
    return at
