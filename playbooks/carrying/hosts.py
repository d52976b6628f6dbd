"""Hosts as the runner takes them: where they are, who logs in, by which key they prove themselves."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from collectors.sessions import hostkey
from collectors.sessions.session import Garbled, Unreachable
from inventory.dcim.models import Device
from inventory.hosting.models import Host, Reservation
from inventory.reconcile.credentials import resolved
from inventory.virtualization.models import VirtualMachine
from playbooks.carrying.errors import Stuck
from playbooks.orders import Access, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inventory.hosting.models import Request

CONTACT_SECONDS: Final = 10.0


def guest(request: Request, name: str, address: str) -> Host:
    """The host that was asked for; noted the first time as one that lets in as its image does. Raises `Stuck`."""
    found = Host.objects.filter(name=name).first()
    if found is not None:
        return found
    image = Host.objects.filter(serves="image").order_by("pk").first()
    if image is None:
        raise Stuck(_("Nobody has said how new machines let in: a host of plays that serves as image is missing."))
    made = Host.objects.create(
        name=name, address=address, port=image.port, credential_id=image.credential_id, description=request.name[:200]
    )
    held = Reservation.objects.create(request=request, slot=f"host:{name}", role="host", made=True)
    Reservation.objects.filter(pk=held.pk).update(target_type="hosting.host", target_id=made.pk)
    return made


def serving(serves: str, name: str = "", site: int | None = None) -> Host:
    """A host of that service: the one of that name, else at that site, else any. Raises `Stuck`."""
    rows = list(Host.objects.filter(serves=serves).order_by("pk"))
    for each in rows:
        if (name and each.name == name) or (not name and site is not None and each.site_id == site):
            return each
    if rows and not name:
        return rows[0]
    words = {"service": dict(Host._meta.get_field("serves").choices or ())[serves], "name": name or "—"}  # noqa: SLF001 - Django's public introspection
    raise Stuck(_("No host of plays is registered for “%(service)s” (%(name)s).") % words)


def zone_of(domain: str) -> tuple[Host, str]:
    """The name server that holds a domain's zone, and the longest such zone. Raises `Stuck`."""
    found = [
        (host, zone) for host in Host.objects.filter(serves="dns").order_by("pk") for zone in host.zones.split()
        if domain == zone or domain.endswith(f".{zone}")
    ]  # fmt: skip
    if not found:
        raise Stuck(_("No host of plays holds a DNS zone of %(domain)s.") % {"domain": domain})
    return max(found, key=lambda each: len(each[1]))


def address(host: Host) -> str:
    """Where it is: as stated, else the primary address of what has its name in the inventory. Raises `Stuck`."""
    stated = host.address
    for model in (Device, VirtualMachine):
        if stated is None:
            row = model._default_manager.filter(name=host.name).select_related("primary_ip4", "primary_ip6").first()  # noqa: SLF001
            found = row and (row.primary_ip4 or row.primary_ip6)
            stated = str(found.address) if found else None
    if stated is None:
        raise Stuck(_("%(host)s has no address to be reached at.") % {"host": host.name})
    return str(ipaddress.ip_interface(str(stated)).ip)


def own_address(other: str) -> str:
    """The address by which we reach another; no packet is sent. Raises `Stuck` where there is no way."""
    family = socket.AF_INET6 if ":" in other else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((other, 9))  # the port of discarding; nothing goes there
        except OSError as error:
            raise Stuck(_("There is no way to %(address)s: %(why)s.") % {"address": other, "why": error}) from error
        return str(probe.getsockname()[0])


def pinned(host: Host) -> tuple[str, ...]:
    """The keys by which it proves itself; learnt at the first contact. Raises `Stuck` when there is none."""
    if not host.host_keys:
        try:
            shown = hostkey.seen(host.name, address(host), host.port, CONTACT_SECONDS)
        except (Unreachable, Garbled) as error:
            raise Stuck(str(error)) from error
        Host.objects.filter(pk=host.pk, host_keys="").update(host_keys=shown)
        host.refresh_from_db()
    return tuple(host.host_keys.splitlines())


def target(host: Host) -> Target:
    """The host as the runner takes it. Raises `Stuck`."""
    return Target(
        name=host.name, address=address(host), port=host.port, user=host.credential.username or "root",
        host_keys=pinned(host),
    )  # fmt: skip


def words(host: Host) -> Mapping[str, str]:
    """The words of a host's credential. Raises `Stuck` where they cannot be had."""
    found, problems = resolved({host.credential_id})
    if host.credential_id in problems:
        raise Stuck(f"{host.name}: {problems[host.credential_id]}")
    return found.get(host.credential_id, {})


def access(hosts: Iterable[Host]) -> Access:
    """All that lets in to these hosts. Raises `Stuck` where a key cannot be had."""
    keys = [key for each in hosts if (key := words(each).get("private_key"))]
    return Access(keys=tuple(dict.fromkeys(keys)))
