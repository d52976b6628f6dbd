"""What must hold of an access and of a credential before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from inventory.reconcile.models import Access, Credential


def version_fits_credential(access: Access) -> None:
    """SNMPv3 needs a user, v1 and v2c a community. Raises `ValidationError`."""
    needed = "usm" if access.version == "v3" else "community"
    if access.credential.kind != needed:
        message = _("SNMP%(version)s needs a credential of kind %(needed)s; “%(name)s” is of kind %(kind)s.")
        name, kind = access.credential.name, access.credential.kind
        params = {"version": access.version, "needed": needed, "name": name, "kind": kind}
        raise ValidationError({"credential": ValidationError(message, params=params)})


def user_is_complete(credential: Credential) -> None:
    """An SNMPv3 user has a name, and encrypts only what it also signs (RFC 3414). Raises `ValidationError`."""
    if credential.kind != "usm":
        return
    if not credential.username:
        raise ValidationError({"username": _("An SNMPv3 user needs a name.")})
    if credential.privacy_protocol and not credential.auth_protocol:
        raise ValidationError({"auth_protocol": _("SNMPv3 cannot encrypt without authentication.")})
