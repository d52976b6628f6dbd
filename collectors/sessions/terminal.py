"""One login on the command line of one device. It blocks; one thread at a time uses it."""

import re
import time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import paramiko
from netmiko import ConnectHandler
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException, NetmikoTimeoutException
from paramiko.ssh_exception import AuthenticationException

from collectors.platforms import Platform
from collectors.sessions import careful, hostkey
from collectors.sessions.hostkey import because
from collectors.sessions.screen import shown
from collectors.sessions.session import Garbled, HostKeyChanged, Refused, Unreachable
from collectors.target import Login, Target

CONNECT_TIMEOUT: Final = 10.0
"""Seconds for the TCP connection, and again for logging in: old devices take several for the key exchange alone."""

SETTLE: Final = 0.15
"""Seconds without a further octet after what looks like the prompt; an answer may hold a line that looks like it."""

SETTLE_IN_LINE: Final = 1.0
"""The same where the prompt follows other text (the answer ended without a new line, or a line ends like the prompt),
or comes before the command was echoed: it may be a late one, from before."""

LONGEST: Final = 64 * 1024 * 1024
"""Octets of one answer; a device that says more is stuck in a loop."""

careful.register()
_CHUNK: Final = 65536
_KEYS: Final = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class Terminal:
    """A command line: log in, ask, log out. `timeout` of the target is the silence that an answer may hold."""

    def __init__(self, target: Target, login: Login, platform: Platform) -> None:
        """Nothing is sent before `open`."""
        self._target = target
        self._login = login
        self.platform = platform
        self.host_key = login.host_key
        self.prompt = ""
        self._connection: Any = None  # netmiko's class depends on the platform
        self._aborted = False

    @property
    def key(self) -> str:
        """What the caller calls the device."""
        return self._target.key

    def open(self) -> None:
        """Log in, find the prompt, switch paging off. Raises Unreachable, Refused, HostKeyChanged or Garbled."""
        target = self._target
        if self.host_key is None:
            self.host_key = hostkey.seen(target.key, target.address, target.port, CONNECT_TIMEOUT)
        with TemporaryDirectory(prefix="infoport-ssh-") as folder:
            known = Path(folder, "known_hosts")
            hostkey.known_hosts(self.host_key, target.address, target.port, known)
            try:
                self._connection = ConnectHandler(**self._parameters(known))
                self._elevate()
                self.prompt = shown(self._connection.find_prompt().encode("latin-1"))[-1].strip()
            except (NetmikoBaseException, ValueError, paramiko.SSHException, OSError, EOFError) as error:
                self.close()
                raise self._why_not(error) from error
        if not self.prompt:
            raise Garbled(f"{target.key}: no prompt after logging in")

    def _parameters(self, known: Path) -> dict[str, Any]:
        login = self._login
        return {
            "device_type": self.platform.netmiko,
            "host": self._target.address,
            "port": self._target.port,
            "username": login.name,
            "password": login.password or None,
            "secret": login.secret or login.password,
            "pkey": private_key(login) if login.private_key else None,
            "allow_agent": False,
            "use_keys": False,
            "ssh_strict": True,
            "alt_host_keys": True,
            "alt_key_file": str(known),
            "conn_timeout": CONNECT_TIMEOUT,
            "auth_timeout": CONNECT_TIMEOUT,
            "banner_timeout": CONNECT_TIMEOUT,
            "encoding": "latin-1",  # one character for each octet, so that nothing is lost before it is decoded
            "fast_cli": True,
            "allow_auto_change": False,  # of the device's configuration, as to widen the terminal
        }

    def _elevate(self) -> None:
        """Enter privileged mode where the platform has one and the login has not led there."""
        if self.platform.enable and not self._connection.check_enable_mode():
            self._connection.enable()

    def _why_not(self, error: Exception) -> Exception:
        """Give the error of few kinds for one of netmiko's many; its own words hold no secret, nor do ours."""
        target, login = self._target, self._login
        cause = error.__context__
        if isinstance(error, NetmikoAuthenticationException) or isinstance(cause, AuthenticationException):
            means = "key" if login.private_key else "password"
            return Refused(f"{target.key}: user {login.name!r} with this {means} is not let in over SSH")
        if isinstance(cause, paramiko.SSHException):
            return self._key_or(cause)
        if isinstance(error, NetmikoTimeoutException) and isinstance(cause, OSError):
            return Unreachable(f"{target.key}: no SSH on {target.address} port {target.port}: {because(cause)}")
        if isinstance(error, ValueError) and "enable" in str(error).lower():
            return Refused(f"{target.key}: user {login.name!r} is not let into privileged mode")
        return Unreachable(f"{target.key}: no prompt after logging in as {login.name!r}: {because(error)[:200]}")

    def _key_or(self, cause: paramiko.SSHException) -> Exception:
        """Tell a changed host key from a failed negotiation, by asking for the key again."""
        target = self._target
        pinned = self.host_key or ""
        try:
            shows = hostkey.seen(target.key, target.address, target.port, CONNECT_TIMEOUT, prefer=pinned)
            hostkey.compare(target.key, pinned, shows)
        except (HostKeyChanged, Unreachable, Garbled) as found:
            return found
        return Unreachable(f"{target.key}: SSH broke off while logging in: {because(cause)}")

    def ask(self, command: str) -> str:
        """Give the whole answer to one command.

        Raises Unreachable when the device falls silent or the connection ends before the prompt is back, and Refused
        when the device does not know the command or does not allow it: never part of an answer.
        """
        channel = self._channel(command)
        drain(channel)
        channel.sendall(command.encode() + b"\n")
        lines = self._read(channel, command)
        body = without_echo(lines, command)
        pager = re.compile(rf"\s*(?:{self.platform.more})\s*")
        answer = "\n".join(line for line in body if not pager.fullmatch(line)).strip("\n")
        self._refused(command, answer)
        return answer + "\n" if answer else ""

    def _channel(self, command: str) -> paramiko.Channel:
        if self._connection is None or self._connection.remote_conn is None:
            raise Unreachable(f"{self._target.key}: not logged in, asked {command!r}")
        channel: paramiko.Channel = self._connection.remote_conn
        channel.settimeout(self._target.timeout)
        return channel

    def _read(self, channel: paramiko.Channel, command: str) -> list[str]:
        """Read until the prompt stands alone in the last line and nothing follows; turn pages on the way."""
        data = bytearray()
        page = 0  # where the page began that is being read
        more = re.compile(rf"(?:{self.platform.more})\s*\Z")
        while True:
            chunk = self._receive(channel, command, data)
            data += chunk
            last = shown(bytes(data[data.rfind(b"\n", page) + 1 :]))[-1]
            if last.rstrip().endswith(self.prompt):
                plain = last.strip() == self.prompt and command.encode() in data
                settle = SETTLE if plain else SETTLE_IN_LINE
                if self._settled(channel, settle):
                    return [*shown(bytes(data))[:-1], last.rstrip().removesuffix(self.prompt)]
            if more.search(last):
                page = len(data)
                channel.sendall(self.platform.next_page.encode())
            if len(data) > LONGEST:
                raise Garbled(f"{self._target.key}: answer to {command!r} goes beyond {LONGEST} octets")

    def _receive(self, channel: paramiko.Channel, command: str, before: bytearray) -> bytes:
        try:
            chunk = channel.recv(_CHUNK)
        except TimeoutError as error:
            silence = f"silent for {self._target.timeout:g} s"
            raise Unreachable(self._broken(command, before, silence)) from error
        except OSError as error:
            raise Unreachable(self._broken(command, before, because(error))) from error
        if not chunk:
            raise Unreachable(self._broken(command, before, "connection closed"))
        return chunk

    def _broken(self, command: str, before: bytearray, what: str) -> str:
        lines = before.count(b"\n")
        return f"{self._target.key}: {what} after {lines} lines of the answer to {command!r}, before {self.prompt!r}"

    @staticmethod
    def _settled(channel: paramiko.Channel, settle: float) -> bool:
        """Whether nothing follows what looks like the prompt."""
        until = time.monotonic() + settle
        while time.monotonic() < until:
            if channel.recv_ready():
                return False
            time.sleep(SETTLE / 10)
        return not channel.recv_ready()

    def _refused(self, command: str, answer: str) -> None:
        """Raise Refused when one of the first lines says so: further down it is what the device lists."""
        for line in answer.split("\n")[:4]:
            if re.search(self.platform.refusal, line):
                raise Refused(f"{self._target.key}: device refuses {command!r}: {line.strip()[:200]}")

    def close(self) -> None:
        """Log out. May also be called from another thread, which ends what is being read."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.remote_conn_pre is not None:
            connection.remote_conn_pre.close()


def private_key(login: Login) -> paramiko.PKey:
    """Give the private key of a login. Raises Refused for text that is no key, or whose passphrase is another."""
    for kind in _KEYS:
        try:
            return kind.from_private_key(StringIO(login.private_key), login.passphrase or None)
        except paramiko.PasswordRequiredException as error:
            raise Refused(f"private key of user {login.name!r} needs a passphrase") from error
        except (paramiko.SSHException, ValueError, IndexError):
            continue
    raise Refused(f"private key of user {login.name!r} is none of Ed25519, ECDSA, RSA, or its passphrase is another")


def drain(channel: paramiko.Channel) -> None:
    """Drop what came without being asked for: log lines, a second prompt."""
    while channel.recv_ready():
        try:
            if not channel.recv(_CHUNK):
                return
        except TimeoutError:
            return


def without_echo(lines: list[str], command: str) -> list[str]:
    """Give an answer without the command that the device repeats before it."""
    for place, line in enumerate(lines[:3]):
        if line.rstrip().endswith(command.strip()):
            return lines[place + 1 :]
    return lines
