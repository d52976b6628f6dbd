"""Devices asked through napalm's getters, for asynchronous callers: its drivers work in the pool of threads."""

import asyncio
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import napalm
from jnpr.junos.exception import RpcError
from lxml.etree import LxmlError
from msgspec import structs
from napalm.base.exceptions import ConnectAuthError, ConnectionException, NapalmException
from ncclient import NCClientError
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException
from paramiko.ssh_exception import AuthenticationException, SSHException
from pyeapi.eapilib import EapiError
from textfsm import TextFSMError

from collectors.platforms import Platform, getters
from collectors.sessions import hostkey
from collectors.sessions.cli import in_thread, named
from collectors.sessions.hostkey import because
from collectors.sessions.session import ByCommands, Garbled, Refused, Unreachable
from collectors.sessions.terminal import CONNECT_TIMEOUT, private_key
from collectors.target import Login, Target

GETTER: Final = "get_"
"""What the names of getters begin with; anything else that is asked is a command."""

UNEXPECTED: Final = (
    LookupError, ValueError, AttributeError, TypeError, NameError, ArithmeticError, RuntimeError, AssertionError,
    NapalmException, TextFSMError, LxmlError,
    EapiError, NCClientError, RpcError,
)  # fmt: skip
"""What drivers, and the libraries below them, raise over an answer that they cannot make sense of."""


class NapalmSession(ByCommands):
    """Questions to one device through the napalm driver of its platform. `async with` opens and closes it."""

    def __init__(self, target: Target) -> None:
        """Raise TypeError for credentials that are no login, Refused where napalm knows no driver."""
        if not isinstance(target.credentials, Login):
            raise TypeError(f"{target.key}: napalm needs a login, not {target.credentials!r}")
        self._target = target
        self._login = target.credentials
        if self._login.platform is None:
            raise Refused(f"{target.key}: napalm must be told the platform")
        self._platform = structs.replace(named(target.key, self._login.platform), readings=getters())
        if self._platform.napalm is None:
            raise Refused(f"{target.key}: napalm has no driver for platform {self._platform.name}")
        self._host_key = self._login.host_key
        self._driver: Any = None
        self._folder: TemporaryDirectory[str] | None = None
        self._asking = asyncio.Lock()

    @property
    def platform(self) -> Platform:
        """The kind of device, read through the getters."""
        return self._platform

    @property
    def host_key(self) -> str | None:
        """The key that the device showed, as it is pinned; None before the first contact."""
        return self._host_key

    async def __aenter__(self) -> Self:
        """Log in. Raises Unreachable, Refused, HostKeyChanged or Garbled."""
        await in_thread(self._open, self._close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log out."""
        await in_thread(self._close, self._close)

    async def ask(self, command: str) -> str:
        """Give what a getter says, as JSON, or the answer to a command. Raises Unreachable, Refused or Garbled."""
        async with self._asking:
            return await in_thread(lambda: self._asked(command), self._close)

    def _open(self) -> None:
        """The key is looked at before anything is sent: not all drivers can be told to."""
        target = self._target
        shown = hostkey.seen(target.key, target.address, target.port, CONNECT_TIMEOUT, prefer=self._host_key)
        if self._host_key is not None:
            hostkey.compare(target.key, self._host_key, shown)
        self._host_key = shown
        self._folder = TemporaryDirectory(prefix="infoport-napalm-")
        driver = napalm.get_network_driver(str(self._platform.napalm))
        options = self._options(Path(self._folder.name), shown)
        self._driver = driver(target.address, self._login.name, self._login.password, target.timeout, options)
        try:
            self._driver.open()
        except (NetmikoBaseException, SSHException, OSError, EOFError, *UNEXPECTED) as error:
            self._close()
            raise self._why_not(error) from error

    def _options(self, folder: Path, pin: str) -> dict[str, Any]:
        known = folder / "known_hosts"
        hostkey.known_hosts(pin, self._target.address, self._target.port, known)
        options: dict[str, Any] = {
            "port": self._target.port, "ssh_strict": True, "alt_host_keys": True, "alt_key_file": str(known),
            "allow_agent": False, "use_keys": False, "secret": self._login.secret or self._login.password,
            "conn_timeout": CONNECT_TIMEOUT, **self._platform.napalm_options,
        }  # fmt: skip
        if self._login.private_key:
            options["pkey"] = private_key(self._login)
            written = (
                folder / "key"
            )  # for drivers that read a file; the folder is ours alone, and goes with the session
            written.touch(0o600)
            written.write_text(self._login.private_key.rstrip() + "\n", encoding="utf-8")
            options["key_file"] = str(written)
        return options

    def _why_not(self, error: Exception) -> Exception:
        target, name = self._target, self._login.name
        causes = (error, error.__cause__, error.__context__)
        if any(
            isinstance(each, ConnectAuthError | NetmikoAuthenticationException | AuthenticationException)
            for each in causes
        ):
            return Refused(f"{target.key}: user {name!r} is not let in over SSH")
        return Unreachable(f"{target.key}: napalm cannot log in as {name!r}: {because(error)[:200]}")

    def _asked(self, question: str) -> str:
        driver = self._driver
        if driver is None:
            raise Unreachable(f"{self._target.key}: not logged in, asked {question!r}")
        return answered(driver, self._target.key, question)

    def _close(self) -> None:
        driver, self._driver = self._driver, None
        if driver is not None:
            with suppress(ConnectionException, NetmikoBaseException, SSHException, OSError, EOFError, AttributeError):
                driver.close()  # which fails where it was never open, or is gone already
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def answered(driver: Any, device: str, question: str) -> str:
    """Give what a driver says to a getter, as JSON, or to a command. Raises Unreachable, Refused or Garbled.

    Drivers meet an answer that they do not expect with whatever error their parsing ends in: `UNEXPECTED` is Garbled.
    """
    try:
        if question.startswith(GETTER):
            return msgspec.json.encode(getattr(driver, question)()).decode()
        return str(driver.cli([question])[question])
    except NotImplementedError as error:
        raise Refused(f"{device}: napalm's driver does not know {question!r}") from error
    except (ConnectionException, NetmikoBaseException, OSError, EOFError, SSHException) as error:
        raise Unreachable(f"{device}: connection lost at {question!r}: {because(error)[:200]}") from error
    except UNEXPECTED as error:
        raise Garbled(
            f"{device}: {question!r} is answered with what napalm does not expect: {error!r}"[:400]
        ) from error
