"""Secrets are masked in everything that leaves a run, in each form they are likely to take."""

from __future__ import annotations

import base64
import json
import re
import shlex
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from playbooks.parameters import LEAST_SECRET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK: Final = "********"


class Mask:
    """Replaces secrets in texts and in what holds texts. Lines of a secret of several lines count as secrets, too."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in _forms(secret)}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._found = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def text(self, text: str) -> str:
        """The text with every secret replaced."""
        return self._found.sub(MASK, text) if self._found else text

    def value(self, value: Any) -> Any:
        """The same for all texts inside lists and objects, keys included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.value(key): self.value(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(each) for each in value]
        return value


def _forms(secret: str) -> Iterator[str]:
    for part in (secret, *secret.splitlines()):
        if len(part.strip()) >= LEAST_SECRET and not part.startswith("-----"):
            yield from _written(part.strip())


def _written(text: str) -> Iterator[str]:
    """A text as it stands, and as JSON, Python, a shell, a URL, XML and base64 write it."""
    yield text
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield once
        yield json.dumps(once, ensure_ascii=ascii_only)[1:-1]
    yield repr(text)[1:-1]
    yield shlex.quote(text)
    yield quote(text, safe="")
    yield text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    for shift in range(3):  # the three ways base64 writes what stands inside something longer
        whole = base64.b64encode(b"\0" * shift + text.encode()).decode().rstrip("=")
        yield whole[4 if shift else 0 : len(whole) // 4 * 4]
