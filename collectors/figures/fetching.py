"""Fetching the answer that a figure is read from."""

import asyncio
from typing import Final

import httpcore

from collectors.figures.reading import Unread

OCTETS: Final = 4 << 20
"""The most that an answer may have; a page of metrics of a large application has about one."""


async def fetch(url: str, seconds: float) -> bytes:
    """The answer of a web address, which must come with status 200, whole and in time. Redirects are not followed.

    Raises `Unread` with the reason.
    """
    body = b""
    try:
        async with (
            asyncio.timeout(seconds),
            httpcore.AsyncConnectionPool() as pool,
            pool.stream("GET", url, headers={"User-Agent": "Infoport"}) as answer,
        ):
            if answer.status != 200:  # noqa: PLR2004 - OK
                raise Unread(f"{url} answered with status {answer.status}, expected 200")
            async for chunk in answer.aiter_stream():
                body += chunk
                if len(body) > OCTETS:
                    raise Unread(f"{url} answered with more than {OCTETS} octets")
    except TimeoutError as error:
        raise Unread(f"{url} did not answer within {seconds:g} s") from error
    except (OSError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise Unread(f"{url}: {error}") from error
    return body
