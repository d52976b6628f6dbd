"""Connecting elsewhere than a name says, while certificates are still held against the name."""

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import httpcore

NAME: Final = ContextVar[str]("name of the probed server", default="")


class NamedContext(ssl.SSLContext):
    """Certificates must be for the name that `shown_as` states, if any, whatever address was connected to."""

    def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """A TLS socket for that name."""
        return super().wrap_socket(*args, **(kwargs | _named()))

    def wrap_bio(self, *args: Any, **kwargs: Any) -> ssl.SSLObject:
        """A TLS session for that name."""
        return super().wrap_bio(*args, **(kwargs | _named()))


def trusting(authorities: Iterable[str] = ()) -> NamedContext:
    """A context that trusts the system's authorities and these files. Raises `OSError` for one that cannot be read."""
    made = NamedContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_default_certs()
    for path in authorities:
        made.load_verify_locations(path)
    return made


@contextmanager
def shown_as(name: str) -> Iterator[None]:
    """In this block servers must show certificates of that name; empty: of what was connected to."""
    token = NAME.set(name)
    try:
        yield
    finally:
        NAME.reset(token)


def _named() -> dict[str, str]:
    return {"server_hostname": name} if (name := NAME.get()) else {}


class Elsewhere(httpcore.AsyncNetworkBackend):
    """Connects to one place, whatever the URL says."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port, self._inner = host, port, httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,  # noqa: ASYNC109 - httpcore's
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        """Connect to the place."""
        del host, port
        return await self._inner.connect_tcp(self._host, self._port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)
