"""Why a device takes no word of an SNMPv3 user: pysnmp tells reports apart, which gufo-snmp does not."""

from typing import Final, Literal

from pysnmp.entity import config
from pysnmp.hlapi.v3arch.asyncio import (
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    UsmUserData,
    get_cmd,
)
from pysnmp.proto.errind import (
    DecryptionError,
    UnknownUserName,
    UnsupportedAuthProtocol,
    UnsupportedPrivProtocol,
    UnsupportedSecurityLevel,
    WrongDigest,
)

from collectors.target import Target, User

AUTH: Final = {
    "MD5": config.USM_AUTH_HMAC96_MD5, "SHA": config.USM_AUTH_HMAC96_SHA, "SHA224": config.USM_AUTH_HMAC128_SHA224,
    "SHA256": config.USM_AUTH_HMAC192_SHA256, "SHA384": config.USM_AUTH_HMAC256_SHA384,
    "SHA512": config.USM_AUTH_HMAC384_SHA512,
}  # fmt: skip
PRIVACY: Final = {
    "DES": config.USM_PRIV_CBC56_DES, "AES": config.USM_PRIV_CFB128_AES,
    "AES192": config.USM_PRIV_CFB192_AES_BLUMENTHAL, "AES256": config.USM_PRIV_CFB256_AES_BLUMENTHAL,
    "AES192C": config.USM_PRIV_CFB192_AES, "AES256C": config.USM_PRIV_CFB256_AES,
}  # fmt: skip
SYSTEM: Final = "1.3.6.1.2.1.1.2.0"
UNKNOWN: Final = (UnknownUserName,)
WRONG: Final = (
    WrongDigest, DecryptionError, UnsupportedSecurityLevel, UnsupportedAuthProtocol, UnsupportedPrivProtocol,
)  # fmt: skip
"""Reports of SNMP-USER-BASED-SM-MIB (RFC 3414 section 5) that mean another key or protocol than the device has."""

Refusal = tuple[Literal["unknown_user", "wrong_key", "no_view"], str]


async def why_refused(target: Target) -> Refusal | None:
    """Ask once more and name the report that comes back; None where none of them does."""
    user = target.credentials
    if not isinstance(user, User):
        raise TypeError(f"{target.key}: only a user of v3 is refused by a report, not {user!r}")
    engine = SnmpEngine()
    try:
        where = await UdpTransportTarget.create((target.address, target.port), timeout=target.timeout, retries=1)
        what = ObjectType(ObjectIdentity(SYSTEM))
        indication, status, _at, _binds = await get_cmd(engine, _user(user), where, ContextData(), what)
    finally:
        engine.close_dispatcher()
    if isinstance(indication, UNKNOWN):
        return "unknown_user", f"{target.address} does not know the user {user.name}"
    if isinstance(indication, WRONG):
        return "wrong_key", f"{target.address} knows the user {user.name} by other keys ({indication})"
    if status and str(status) == "authorizationError":
        return "no_view", f"{target.address} lets the user {user.name} see nothing"
    return None


def _user(user: User) -> UsmUserData:
    return UsmUserData(
        user.name,
        user.auth_password or None,
        user.priv_password or None,
        authProtocol=AUTH[user.auth] if user.auth else None,
        privProtocol=PRIVACY[user.priv] if user.priv else None,
    )
