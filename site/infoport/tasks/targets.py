"""Registered accesses as targets of the collectors."""

from collections.abc import Mapping
from typing import Final

from collectors.target import AuthProtocol, Community, Login, PrivProtocol, Target, User
from inventory.reconcile.polling import SECONDS, Due

AUTH: Mapping[str, AuthProtocol] = {
    "md5": "MD5",
    "sha1": "SHA",
    "sha224": "SHA224",
    "sha256": "SHA256",
    "sha384": "SHA384",
    "sha512": "SHA512",
}
PRIVACY: Mapping[str, PrivProtocol] = {"des": "DES", "aes128": "AES", "aes192": "AES192", "aes256": "AES256"}


SILENCE: Final = 30.0
"""Seconds that an answer over SSH may pause: a switch with many ports thinks long before it says the first line. The
timeout of an access is for one packet."""


def target(due: Due) -> Target:
    """Return how to ask a device; its key, which messages carry, is the device's name and address."""
    return Target(
        key=f"{due.name} ({due.address})",
        address=due.address,
        port=due.port,
        credentials=credentials(due),
        timeout=due.timeout if due.method == "snmp" else max(due.timeout, SILENCE),
        retries=due.retries,
        max_repetitions=due.max_repetitions,
        deadline=SECONDS[due.method],
    )


def credentials(due: Due) -> Community | User | Login:
    """Return what the device wants to know before it answers."""
    if due.method != "snmp":
        return login(due)
    if due.version != "v3":
        return Community(community=due.words.get("community", "public"), version="1" if due.version == "v1" else "2c")
    return User(
        name=due.username,
        auth=AUTH[due.auth_protocol] if due.auth_protocol else None,
        auth_password=due.words.get("auth_key", ""),
        priv=PRIVACY[due.privacy_protocol] if due.privacy_protocol else None,
        priv_password=due.words.get("privacy_key", ""),
    )


def login(due: Due) -> Login:
    """Return what lets in over SSH."""
    return Login(
        name=due.username,
        password=due.words.get("password", ""),
        private_key=due.words.get("private_key", ""),
        passphrase=due.words.get("passphrase", ""),
        secret=due.words.get("enable_secret", ""),
        host_key=due.host_key or None,
        platform=due.platform,
        napalm=due.method == "napalm",
    )
