"""What robots.txt asks of the inspector, read once per site (RFC 9309)."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

from collectors.inspection.bounds import AGENT
from collectors.inspection.fetching import Fetcher, Unfetched, ascii_url

OCTETS: Final = 500 << 10
"""Octets that are read of a robots.txt, as the standard asks for."""
NOTHING: Final = "User-agent: *\nDisallow: /\n"
"""What a robots.txt counts as that cannot be had because its server fails."""


class Robots:
    """The rules of every host met in one run."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._known: dict[str, Protego] = {}

    async def allows(self, url: str) -> bool:
        """Whether the page may be fetched; sets the fetcher's pause to what the host asks for.

        Raises `Refused` or `Unasked` of the host's address, and `Unfetched` for what is no URL.
        """
        parts = urlsplit(ascii_url(url))
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._known:
            self._known[origin] = Protego.parse(await self._text(origin))
        rules = self._known[origin]
        self._fetcher.pause = min(rules.crawl_delay(AGENT) or 0.0, self._fetcher.bounds.longest_pause)
        return rules.can_fetch(url, AGENT)

    async def _text(self, origin: str) -> str:
        """The file; empty where there is none; everything forbidden where that cannot be told."""
        try:
            answer = await self._fetcher.get(f"{origin}/robots.txt", octets=OCTETS)
        except Unfetched:
            return NOTHING
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return NOTHING
        if answer.status >= HTTPStatus.BAD_REQUEST or answer.kind == "text/html":
            return ""
        return answer.content.decode("utf-8", "replace")
