"""Where a failure ends: it is recorded, and what comes after it goes on."""

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

logger = logging.getLogger(__name__)


@dataclass
class Attempt:
    """Whether the guarded block ended by an exception, and which."""

    failed: bool = False
    reason: str = ""


@contextlib.contextmanager
def guarded(what: str) -> Iterator[Attempt]:
    """Record any failure of the block, with its traceback, and go on. `what` completes "could not …"."""
    attempt = Attempt()
    try:
        yield attempt
    except Exception as error:
        logger.exception("could not %s", what)
        attempt.failed, attempt.reason = True, f"{type(error).__name__}: {error}"
