"""Passwords as PostgreSQL keeps them (RFC 5803), so that it is never told the password itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ITERATIONS = 4096
"""As PostgreSQL's own (scram_iterations)."""
KEPT = re.compile(r"SCRAM-SHA-256\$(?P<iterations>\d+):(?P<salt>[A-Za-z0-9+/=]+)\$")


def scram(password: str, kept: str = "") -> str:
    """The verifier of a password; with the salt of the `kept` one, so that it is the same if the password is."""
    found = KEPT.match(kept)
    salt = base64.b64decode(found["salt"]) if found else secrets.token_bytes(16)
    iterations = int(found["iterations"]) if found else ITERATIONS
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    texts = (base64.b64encode(part).decode() for part in (salt, hashlib.sha256(client).digest(), server))
    return "SCRAM-SHA-256${}:{}${}:{}".format(iterations, *texts)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By the names that templates use."""
        return {"scram": scram}
