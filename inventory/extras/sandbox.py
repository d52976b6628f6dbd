"""Templates that people write: checked when they are kept, rendered in a process that can do nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError

from inventory.extras.renderer import CPU_SECONDS, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS: Final = CPU_SECONDS * 4
"""A busy machine gives a process a quarter of its time."""


class BadTemplate(Exception):
    """A template cannot be compiled or rendered; `field` is what is wrong with it."""

    def __init__(self, reason: str, field: str = "template_code") -> None:
        super().__init__(reason)
        self.field = field


def check(code: str, params: Any) -> None:
    """Raises `BadTemplate` naming the parameter or the line that cannot be taken."""
    if not isinstance(params, dict):
        raise BadTemplate(_("An object is expected, as {“trim_blocks”: true}."), "environment_params")
    try:
        made = environment(params, {})
    except ValueError as error:
        raise BadTemplate(str(error), "environment_params") from error
    try:
        made.parse(code)
    except TemplateSyntaxError as error:
        reason = _("Line %(line)d: %(error)s")
        raise BadTemplate(reason % {"line": error.lineno, "error": error.message}) from error
    except RecursionError as error:
        raise BadTemplate(_("It is nested too deeply.")) from error


def render(
    code: str,
    params: Mapping[str, Any],
    context: bytes,
    *,
    files: Mapping[str, str] | None = None,
    debug: bool = False,
) -> str:
    """The text of a template. `context` is a JSON object; `files` are what it may include, by path.

    Raises `BadTemplate` when it fails, takes longer than `CPU_SECONDS` of processor time or yields too much.
    """
    rest = json.dumps({"code": code, "params": params, "files": files or {}, "debug": debug})
    asked = b'{"context": ' + context + b", " + rest[1:].encode()
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "inventory.extras.renderer"],
            input=asked, capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise BadTemplate(_("It did not finish within %d seconds.") % SECONDS) from error
    if done.returncode < 0:
        raise BadTemplate(_("It did not finish within %d seconds of processor time.") % CPU_SECONDS)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise BadTemplate(_("It needs more memory than a template may have.")) from None
    if "error" in answer:
        raise BadTemplate(answer["error"])
    return str(answer["text"])
