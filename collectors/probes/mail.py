"""Mail servers: whether one greets, and speaks TLS with a certificate that is trusted."""

import asyncio
import smtplib
import socket
import ssl

from collectors.probes.bounds import Bounds
from collectors.probes.connecting import expiry
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unmet, probe


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
