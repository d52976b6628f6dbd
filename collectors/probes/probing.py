"""What all probes share: the clock of their steps, and what each failure says of the service."""

import asyncio
import errno
import os
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed, State

OURS: Final = frozenset(
    {errno.ENETUNREACH, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL, errno.ENOBUFS}
)
"""Failures of the asking side: they say nothing of the service."""
DAY: Final = 86400


class Unmet(Exception):
    """The service answered otherwise than expected; the text names what, the expectation and the value."""


class Unasked(Exception):
    """The probe could not be made; the text says why."""


class Steps:
    """The steps of one probe as they are done. `expires` is of the certificate shown, if any."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.expires: datetime | None = None
        self._began = self._last = time.monotonic()

    def done(self, step: str) -> None:
        """Note that a step ended now; it began where the one before it ended."""
        now = time.monotonic()
        self.seconds[step], self._last = now - self._last, now

    @property
    def total(self) -> float:
        """Seconds since the probe began."""
        return time.monotonic() - self._began


async def probe(subject: str, bounds: Bounds, steps: Callable[[Steps], Awaitable[None]]) -> Probed:
    """Carry out the steps of a probe within its bounds. `subject` names the service in reasons."""
    taken = Steps()
    try:
        async with asyncio.timeout(bounds.seconds):
            await steps(taken)
    except TimeoutError as error:
        reason = f"{subject} did not answer within {bounds.seconds:g} s" + _after(taken)
        return _probed(*(_judged(error, subject) if error.errno else ("down", reason)), taken)
    except (OSError, Unmet, Unasked, EOFError) as error:
        return _probed(*_judged(error, subject), taken)
    return _probed(*_shortcoming(subject, bounds, taken), taken)


def _probed(state: State, reason: str, taken: Steps) -> Probed:
    return Probed(state=state, reason=reason, seconds=taken.seconds, expires=taken.expires)


def _after(taken: Steps) -> str:
    return f" (after {', '.join(taken.seconds)})" if taken.seconds else ""


def _judged(error: Exception, subject: str) -> tuple[State, str]:
    ours = _ours(error, subject)
    return ("unknown", ours) if ours else ("down", _theirs(error, subject))


def _ours(error: Exception, subject: str) -> str:
    """Why the probe could not be made; empty where the failure is the service's."""
    match error:
        case Unasked():
            return str(error)
        case ssl.SSLError() | socket.gaierror(errno=socket.EAI_NONAME):
            return ""
        case socket.gaierror():
            return f"{subject}: its name could not be asked for: {error.strerror}"
        case OSError() if error.errno in OURS:
            return f"{subject} could not be asked from here: {error.strerror}"
        case _:
            return ""


def _theirs(error: Exception, subject: str) -> str:
    match error:
        case Unmet():
            return str(error)
        case ssl.SSLCertVerificationError():
            return f"{subject}: certificate not trusted: {error.verify_message}"
        case ssl.SSLError():
            return f"{subject}: TLS failed: {error.reason or error}"
        case socket.gaierror():
            return f"{subject}: its name is not known"
        case OSError() if error.errno:
            return f"{subject}: {os.strerror(error.errno)}"
        case _:
            return f"{subject}: {str(error) or type(error).__name__}"


def _shortcoming(subject: str, bounds: Bounds, taken: Steps) -> tuple[State, str]:
    if taken.expires is not None:
        days = (taken.expires - datetime.now(UTC)).total_seconds() / DAY
        if days < bounds.days:
            return "degraded", f"{subject}: certificate expires in {days:.1f} days, fewer than {bounds.days}"
    if taken.total > bounds.slow:
        return "degraded", f"{subject} took {taken.total:.2f} s, more than {bounds.slow:g} s"
    return "up", ""
