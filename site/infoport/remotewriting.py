"""Sending samples to a store by remote write: one message at a time, so that a slow store slows us and no more."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

import httpcore
from django.conf import settings

from monitoring.remote import spool

if TYPE_CHECKING:
    from monitoring.remote.spool import Batch

logger = logging.getLogger(__name__)

SECONDS: Final = 30.0
"""Time given to one answer."""
TURN: Final = 45.0
"""Seconds after which a turn ends, whatever waits: the next one goes on."""
HEADERS: Final[dict[bytes | str, bytes | str]] = {
    "Content-Type": "application/x-protobuf", "Content-Encoding": "snappy", "User-Agent": "Infoport",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
}  # fmt: skip
TOO_MANY: Final = 429


def write() -> int:
    """Send what waits; how many samples the store took. Without an address in the settings nothing is sent.

    What the store refuses for good (400 to 499 but 429) is left out and counted; anything else is tried again later.
    """
    if not settings.REMOTE_WRITE_URL:
        return 0
    state = spool.state()
    if not state.due:
        return 0
    sent, end = 0, time.monotonic() + TURN
    with httpcore.ConnectionPool() as pool:
        if state.services and (batch := spool.services(state.now)):
            sent += _told(pool, batch) or 0
        alone = 0  # polls that go one by one, for one of them was refused
        while time.monotonic() < end and (batch := spool.waiting(1 if alone else spool.POLLS)):
            count = _told(pool, batch)
            if count is None:
                break
            alone = spool.POLLS if count < 0 else max(alone - 1, 0)
            sent += max(count, 0)
    return sent


def _told(pool: httpcore.ConnectionPool, batch: Batch) -> int | None:
    """How many samples were taken; None if it is to be tried later, -1 if one poll of several was refused."""
    headers = dict(HEADERS)
    if settings.REMOTE_WRITE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.REMOTE_WRITE_TOKEN}"
    limits = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    try:
        answer = pool.request(
            "POST", settings.REMOTE_WRITE_URL, headers=headers, content=batch.body, extensions={"timeout": limits}
        )
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        _later(f"{type(error).__name__}: {error}")
        return None
    said = f"{answer.status}: {answer.content[:300].decode(errors='replace').strip()}"
    if answer.status >= 500 or answer.status == TOO_MANY:  # noqa: PLR2004 - HTTP
        wait = {name.lower(): value for name, value in answer.headers}.get(b"retry-after", b"")
        _later(said, float(wait) if wait.isdigit() else 0)
        return None
    refused = "" if answer.status < 300 else said  # noqa: PLR2004 - HTTP
    if refused and len(batch.devices) > 1:
        return -1
    if refused:
        logger.warning("Remote write refuses %s samples: %s", batch.samples, refused)
    spool.taken(batch, refused)
    return 0 if refused else batch.samples


def _later(error: str, wait: float = 0) -> None:
    logger.warning("Remote write is put off: %s", error)
    spool.failed(error, wait)
