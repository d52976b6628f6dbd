"""What must hold of an access and of a credential before it is saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from inventory.reconcile.models import Access, Credential


SNMP_PORT: Final = 161
HOST_KEY: Final = re.compile(r"[a-z0-9@.-]+ [A-Za-z0-9+/]{40,}={0,2}")


def credential_fits_method(access: Access) -> None:
    """SSH needs a login; SNMPv3 needs a user, v1 and v2c a community. Raises `ValidationError`."""
    name, kind = access.credential.name, access.credential.kind
    if access.method == "snmp":
        needed = "usm" if access.version == "v3" else "community"
        message = _("SNMP%(version)s needs a credential of kind %(needed)s; “%(name)s” is of kind %(kind)s.")
    else:
        needed = "login"
        message = _("SSH needs a credential of kind %(needed)s; “%(name)s” is of kind %(kind)s.")
    if kind != needed:
        params = {"version": access.version, "needed": needed, "name": name, "kind": kind}
        raise ValidationError({"credential": ValidationError(message, params=params)})


def port_fits_method(access: Access) -> None:
    """What is left at SNMP's port does not reach an SSH server. Raises `ValidationError`."""
    if access.method != "snmp" and access.port == SNMP_PORT:
        raise ValidationError({"port": _("161 is the port of SNMP; SSH is usually at 22.")})


def host_key_is_one(access: Access) -> None:
    """A pinned key reads as in a public key file. Raises `ValidationError`."""
    if access.host_key and not HOST_KEY.fullmatch(access.host_key):
        message = _("“%(value)s” is no host key; expected such as “ssh-ed25519 AAAA…”.")
        raise ValidationError({"host_key": ValidationError(message, params={"value": access.host_key[:40]})})


def user_is_complete(credential: Credential) -> None:
    """A user has a name; over SNMPv3 it encrypts only what it also signs (RFC 3414). Raises `ValidationError`."""
    if credential.kind == "login" and not credential.username:
        raise ValidationError({"username": _("An SSH login needs a user name.")})
    if credential.kind != "usm":
        return
    if not credential.username:
        raise ValidationError({"username": _("An SNMPv3 user needs a name.")})
    if credential.privacy_protocol and not credential.auth_protocol:
        raise ValidationError({"auth_protocol": _("SNMPv3 cannot encrypt without authentication.")})


FITTING: Final = [credential_fits_method, port_fits_method, host_key_is_one]
"""What must hold of an access."""
