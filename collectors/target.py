"""Where a device is and how it may be asked."""

from typing import Literal

from msgspec import Struct

AuthProtocol = Literal["MD5", "SHA", "SHA224", "SHA256", "SHA384", "SHA512"]
PrivProtocol = Literal["DES", "AES", "AES192", "AES256", "AES192C", "AES256C"]


class Community(Struct, frozen=True, kw_only=True, tag="community"):
    """Credentials of SNMPv1 and v2c."""

    community: str = "public"
    version: Literal["1", "2c"] = "2c"

    def __repr__(self) -> str:
        """Hide the community, which is a secret."""
        return f"Community(version={self.version!r})"


class User(Struct, frozen=True, kw_only=True, tag="user"):
    """Credentials of SNMPv3. Without a password the message is not authenticated, or not encrypted."""

    name: str
    auth: AuthProtocol | None = None
    auth_password: str = ""
    priv: PrivProtocol | None = None
    priv_password: str = ""

    def __repr__(self) -> str:
        """Hide the passwords."""
        return f"User(name={self.name!r}, auth={self.auth!r}, priv={self.priv!r})"


class Login(Struct, frozen=True, kw_only=True, tag="login"):
    """Credentials of a command line over SSH: a password, a private key, or both."""

    name: str
    password: str = ""
    private_key: str = ""  # PEM or OpenSSH text
    passphrase: str = ""  # of the private key
    secret: str = ""  # for privileged mode, where the login does not give it; "": the password
    host_key: str | None = None  # pinned, as `ssh-ed25519 AAAA…`; None: whatever key the first contact shows
    platform: str | None = None  # name in collectors.platforms; None: found out by asking
    napalm: bool = False  # ask through napalm's getters

    def __repr__(self) -> str:
        """Hide the secrets."""
        return f"Login(name={self.name!r}, platform={self.platform!r}, napalm={self.napalm!r})"


class Target(Struct, frozen=True, kw_only=True):
    """One device to ask."""

    key: str  # what the caller calls it; facts and errors carry it
    address: str  # IPv4 or IPv6, numeric
    port: int = 161
    credentials: Community | User | Login = Community()
    timeout: float = 1.0  # seconds until the first retry of a request; of silence in an answer, over SSH
    retries: int = 2
    max_repetitions: int = 25  # rows asked for in one GETBULK
    deadline: float | None = None  # seconds that all of it may take; None: as its sweep says
