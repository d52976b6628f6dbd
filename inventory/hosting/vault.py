"""Secrets that hosting makes: kept encrypted, so that a play that is run again is told the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.declare import sealing
from inventory.hosting.models import HostingSecret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def kept(name: str, make: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    """The words of that name; those that `make` gives where there are none yet. Raises `sealing.Sealed`."""
    found = HostingSecret.objects.filter(name=name).first()
    if found is None:
        sealed = sealing.sealed(make(), bound(name))
        found, _made = HostingSecret.objects.get_or_create(name=name, defaults={"sealed": sealed})
    return sealing.opened(bytes(found.sealed), bound(name))


def has(name: str) -> bool:
    """Whether there are words of that name."""
    return HostingSecret.objects.filter(name=name).exists()


def stated(name: str) -> Mapping[str, str] | None:
    """The words of that name; None where there are none. Raises `sealing.Sealed`."""
    found = HostingSecret.objects.filter(name=name).first()
    return None if found is None else sealing.opened(bytes(found.sealed), bound(name))


def forget(request: int) -> None:
    """Drop the secrets that were made for a request."""
    HostingSecret.objects.filter(name__startswith=f"request:{request}:").delete()


def bound(name: str) -> str:
    """Additional data: a ciphertext copied to another name does not open there."""
    return f"hosting.secret:{name}"
