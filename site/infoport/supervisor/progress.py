"""The lines that tell a person what is being started."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TextIO

NAME_WIDTH = 18
TEXT_WIDTH = 58


class Progress:
    """Prints one line per step: its name at once, then what came of it and the seconds it took."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self.out = out
        self.began = time.monotonic()
        self.midline = False

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[Callable[[str], None]]:
        """Time one step; the caller passes its outcome to the value of the `with`."""
        began = time.monotonic()
        outcome = ["failed"]
        self.write(f"  {name:<{NAME_WIDTH}}")
        self.midline = True
        try:
            yield lambda text: outcome.__setitem__(0, text)
            outcome[0] = "done" if outcome[0] == "failed" else outcome[0]
        finally:
            if not self.midline:
                self.write(f"  {name:<{NAME_WIDTH}}")
            self.midline = False
            self.write(f"{outcome[0]:<{TEXT_WIDTH}} {time.monotonic() - began:5.1f} s\n")

    def say(self, text: str) -> None:
        """Print a line of its own."""
        if self.midline:
            self.write("\n")
        self.midline = False
        self.write(f"{text}\n")

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    def write(self, text: str) -> None:
        """Write without delay; a terminal that went away is no reason to stop."""
        with contextlib.suppress(OSError, ValueError):
            self.out.write(text)
            self.out.flush()
