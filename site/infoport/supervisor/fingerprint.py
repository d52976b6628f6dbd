"""Whether files changed since a step was last done for this data directory, so that a start need not repeat it."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def fingerprint(roots: Iterable[Path], suffixes: tuple[str, ...] = ()) -> str:
    """Digest the names, sizes and times of the files under some folders; `suffixes` empty means all files."""
    digest = hashlib.sha256()
    for root in roots:
        for folder, _folders, names in sorted(os.walk(root)):
            for name in sorted(names):
                if suffixes and not name.endswith(suffixes):
                    continue
                found = (Path(folder) / name).stat()
                digest.update(f"{folder}/{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Done:
    """Remembers in `DATA/<step>.done` for which fingerprint a step was done."""

    def __init__(self, data: Path, step: str, value: str) -> None:
        self.path = data / f"{step}.done"
        self.value = value

    def __bool__(self) -> bool:
        """Tell whether the step was done for this very fingerprint."""
        try:
            return self.path.read_text(encoding="ascii") == self.value
        except FileNotFoundError:
            return False

    def mark(self) -> None:
        """Remember that the step is done."""
        self.path.write_text(self.value, encoding="ascii")
