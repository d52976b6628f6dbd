"""Mail servers: whether one greets, speaks TLS with a certificate that is trusted, and delivers letters."""

import asyncio
import imaplib
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final, Literal

from msgspec import Struct

from collectors.probes.bounds import Bounds
from collectors.probes.connecting import expiry
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unasked, Unmet, probe

Encryption = Literal["none", "starttls", "tls"]
LOOK: Final = 0.2
"""Seconds between looks into a mailbox for a letter that is under way."""


class Mailbox(Struct, frozen=True, kw_only=True):
    """A mailbox and how it is read by IMAP."""

    host: str
    port: int = 143
    encryption: Encryption = "starttls"
    user: str = ""  # empty: nobody is let in, only the greeting is judged
    password: str = ""

    def __repr__(self) -> str:
        """The mailbox without its password."""
        return f"{self.user}@{self.host}:{self.port}"


async def smtp(
    host: str, port: int, bounds: Bounds, *, encrypted: bool = True, trust: ssl.SSLContext | None = None
) -> Probed:
    """Whether a mail server greets and offers STARTTLS (`encrypted`). Steps: greeting, tls, hello. No mail is sent."""
    context = trust or ssl.create_default_context()
    subject = f"{host} port {port}"

    async def steps(taken: Steps) -> None:
        try:
            session = await asyncio.to_thread(smtplib.SMTP, host, port, socket.gethostname(), bounds.seconds)
        except smtplib.SMTPException as error:
            raise Unmet(f"{subject} does not greet: {error}") from error
        try:
            taken.done("greeting")
            if encrypted:
                await asyncio.to_thread(session.starttls, context=context)
                taken.done("tls")
                taken.expires = expiry(session.sock if isinstance(session.sock, ssl.SSLSocket) else None)
            await asyncio.to_thread(session.ehlo_or_helo_if_needed)
            taken.done("hello")
        except smtplib.SMTPException as error:
            raise Unmet(f"{subject}: {error}") from error
        finally:
            session.close()

    return await probe(subject, bounds, steps)


async def imap(box: Mailbox, bounds: Bounds, *, trust: ssl.SSLContext | None = None) -> Probed:
    """Whether a mailbox can be read. Steps: greeting, tls (STARTTLS only), login and select (with a user only).

    That our account is not let in is "unknown": the server answered, and what it would say to others is not known.
    """
    subject = f"{box.host} port {box.port}"

    async def steps(taken: Steps) -> None:
        await asyncio.to_thread(_read, box, bounds, trust, taken)

    return await probe(subject, bounds, steps)


async def letter(
    sender: tuple[str, int], recipient: str, box: Mailbox, bounds: Bounds, *, trust: ssl.SSLContext | None = None
) -> Probed:
    """How long a letter is under way: sent by SMTP to `sender`, looked for in the mailbox, and removed from it there.

    Steps: accepted (by the mail server), delivered (into the mailbox; the time in its queues).
    """
    subject = f"letter to {recipient} by {sender[0]} port {sender[1]}"
    key = make_msgid(domain="infoport.invalid")  # a name that nobody has (RFC 2606)

    async def steps(taken: Steps) -> None:
        await asyncio.to_thread(_send, sender, recipient, key, bounds.seconds)
        taken.done("accepted")
        await asyncio.to_thread(_fetch, box, key, bounds.seconds, trust)
        taken.done("delivered")

    return await probe(subject, bounds, steps)


def _send(server: tuple[str, int], recipient: str, key: str, seconds: float) -> None:
    message = EmailMessage()
    message["From"] = message["To"] = recipient
    message["Subject"], message["Message-ID"], message["Date"] = "Infoport", key, formatdate()
    message["Auto-Submitted"] = "auto-generated"  # nobody's absence answers it (RFC 3834)
    message.set_content("This letter measures how long letters are under way. It removes itself.")
    try:
        with smtplib.SMTP(*server, timeout=seconds) as session:
            session.send_message(message)
    except smtplib.SMTPException as error:
        raise Unmet(f"{server[0]} port {server[1]} does not take the letter: {error}") from error


def _fetch(box: Mailbox, key: str, seconds: float, trust: ssl.SSLContext | None) -> None:
    """Wait for the letter, for so many seconds at most: the probe's own clock ends it before."""
    end = time.monotonic() + seconds
    while not _taken_out(box, key, seconds, trust) and time.monotonic() < end:
        time.sleep(LOOK)


def _taken_out(box: Mailbox, key: str, seconds: float, trust: ssl.SSLContext | None) -> bool:
    """Whether the letter had arrived; it is removed."""
    with _session(box, seconds, trust) as session:
        session.select("INBOX")
        _state, (found, *_rest) = session.search(None, "HEADER", "Message-ID", f'"{key}"')
        for number in (found or b"").split():
            session.store(number.decode(), "+FLAGS", r"(\Deleted)")
        session.expunge()
        return bool(found)


def _read(box: Mailbox, bounds: Bounds, trust: ssl.SSLContext | None, taken: Steps) -> None:
    with _session(box, bounds.seconds, trust, taken) as session:
        if box.user:
            session.select("INBOX", readonly=True)
            taken.done("select")


@contextmanager
def _session(
    box: Mailbox, seconds: float, trust: ssl.SSLContext | None, taken: Steps | None = None
) -> Iterator[imaplib.IMAP4]:
    """A session with the mailbox, logged in if it has a user. Raises `Unmet`, `Unasked`, `OSError`."""
    context = trust or ssl.create_default_context()
    steps = taken or Steps()
    try:
        if box.encryption == "tls":
            session: imaplib.IMAP4 = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=seconds)
        else:
            session = imaplib.IMAP4(box.host, box.port, timeout=seconds)
        try:
            steps.done("greeting")
            if box.encryption == "starttls":
                session.starttls(context)
                steps.done("tls")
            steps.expires = expiry(session.sock if isinstance(session.sock, ssl.SSLSocket) else None)
            if box.user:
                _log_in(session, box)
                steps.done("login")
            yield session
        except BaseException:
            with suppress(OSError):  # a failed handshake has closed the socket below
                session.shutdown()
            raise
        session.logout()
    except imaplib.IMAP4.error as error:
        raise Unmet(f"{box.host} port {box.port}: {error}") from error


def _log_in(session: imaplib.IMAP4, box: Mailbox) -> None:
    try:
        session.login(box.user, box.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise Unasked(f"{box.host} port {box.port} does not let {box.user} in: {error}") from error
