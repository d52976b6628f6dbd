"""Plans in words: what each line does, what stands in the way, what else would fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

LINES: Final[Mapping[str, Any]] = {
    "units": _("Rack %(rack)s (%(where)s), units %(from)s to %(to)s are kept"),
    "outlet": _("Outlet %(outlet)s of %(strip)s, feed %(feed)s"),
    "port": _("Port %(port)s of %(device)s"),
    "machine": _("Virtual machine %(name)s in %(cluster)s: %(vcpus)s vCPUs, %(memory)s GB memory, %(disk)s GB disk; "
                 "vCPUs left then: %(left)s"),
    "interface": _("Its interface %(name)s"),
    "address": _("Address %(address)s out of %(prefix)s"),
    "dns": _("Name %(name)s for %(address)s"),
    "firewall": _("Firewall: ports %(ports)s of %(address)s are opened for %(source)s"),
    "backup": _("Backup to %(site)s, %(schedule)s"),
    "play": _("Playbook %(play)s on %(host)s"),
    "probes": _("Checked from outside: %(address)s, ports %(ports)s"),
    "mailboxes": _("%(count)s mailboxes in %(domain)s on %(service)s"),
    "venue": _("%(venue)s on %(day)s, %(half)s"),
    "release": _("%(slot)s is given back"),
    "keep": _("Stays: %(line)s"),
    "changed": _("In place of “%(name)s”, which ends as soon as this is verified"),
    "resized": _("Virtual machine %(name)s in %(cluster)s: %(before)s vCPUs become %(vcpus)s, %(memory)s GB memory, "
                 "%(disk)s GB disk; vCPUs left then: %(left)s. Its hypervisor is set by hand"),
}  # fmt: skip
"""First word of a line's role → its words."""
SAID: Final[Mapping[str, Any]] = {
    "no segment": _("No segment was chosen."),
    "foreign segment": _("Segment %(segment)s belongs to another department."),
    "not public": _("Nothing in segment %(segment)s may be reached by the public; choose another segment."),
    "isolated": _("Segment %(segment)s is physically isolated: other departments' networks cannot reach it."),
    "level": _("Segment %(segment)s is graded level %(level)s; level %(wanted)s was asked for."),
    "no address": _("No address is free in segment %(segment)s (looked at: %(prefixes)s)."),
    "name taken": _("The name %(name)s is taken."),
    "held": _("%(slot)s is held by another request."),
    "no size": _("There is no size “%(size)s”."),
    "no machine room": _("No cluster has %(vcpus)s vCPUs, %(memory)s GB memory and %(disk)s GB disk left."),
    "other cluster": _("It fits in %(cluster)s."),
    "smaller": _("Size “%(size)s” fits."),
    "no backup room": _("No other machine room can take the copies of %(cluster)s."),
    "no units": _("The number of rack units is missing."),
    "no rack": _("No hosting rack has %(units)s units and %(watts)s W on both feeds left (of %(tried)s)."),
    "rack full": _("%(rack)s has no %(units)s units in a row."),
    "rack power": _("%(rack)s cannot carry %(watts)s W more on each feed alone."),
    "rack ports": _("Near %(rack)s %(free)s of %(ports)s switch ports are free."),
    "no boxes": _("The number of mailboxes is missing."),
    "no mail service": _("There is no mail service in operation."),
    "no day": _("The day is missing or is no date."),
    "no venue": _("The venue or the half of the day is missing."),
    "venue taken": _("%(venue)s is taken on %(day)s, %(half)s."),
    "other segment": _("Segment %(segment)s would take it."),
    "other site": _("A port is free at %(site)s."),
    "other name": _("The name %(name)s is free."),
    "standard": _("The standard “%(standard)s” refuses %(field)s “%(value)s”."),
    "other venue": _("%(venue)s is free then."),
    "no site": _("The site is missing."),
    "no vlan": _("Segment %(segment)s has no VLAN for this department."),
    "no intent": _("The register does not say which VLAN the port is in."),
    "no port": _("No switch port is free at %(site)s."),
    "nothing to change": _("The request it is about is not in use."),
    "going back": _("“%(name)s” is being given back."),
    "no move": _("A host moves with its data: ask for a new one, take the data over, then give this one back."),
    "no change": _("This item cannot be changed: ask for a new one, then give this one back."),
    "nothing to return": _("The request it is about holds nothing."),
}  # fmt: skip
SOURCES: Final[Mapping[str, Any]] = {
    "extranet": _("all departments"), "any": _("everybody"), "morning": _("morning"), "afternoon": _("afternoon"),
    "daily": _("daily"), "hourly": _("hourly"), "small": _("small"), "medium": _("medium"), "large": _("large"),
    "huge": _("huge"), "unstated": _("unknown"),
}  # fmt: skip
"""Arguments that are words themselves."""


COSTS: Final[Mapping[str, Any]] = {
    "cluster": _("Cluster %(value)s"), "vcpus": _("%(value)s vCPUs"), "memory": _("%(value)s GB memory"),
    "disk": _("%(value)s GB disk"), "vcpus_left": _("%(value)s vCPUs left"),
    "memory_left": _("%(value)s GB memory left"), "disk_left": _("%(value)s GB disk left"),
    "vcpus_used": _("%(value)s vCPUs used already, of how many is not stated"), "addresses": _("Addresses: %(value)s"),
    "rack": _("Rack %(value)s"), "units": _("%(value)s U"), "watts": _("%(value)s W"), "ports": _("Ports: %(value)s"),
    "half_days": _("Half-days: %(value)s"), "mbps": _("%(value)s Mbit/s"), "mailboxes": _("Mailboxes: %(value)s"),
}  # fmt: skip
"""What a plan takes of what there is → its words."""


def cost(stored: Mapping[str, Any]) -> list[str]:
    """What a plan costs in capacity, in the reader's language; `size` is for approval limits and is left out."""
    return [str(COSTS[name]) % {"value": value} for name, value in stored.items() if name in COSTS]


def line(stored: Mapping[str, Any]) -> str:
    """A stored line in the reader's language."""
    role = "release" if stored["verb"] == "release" else str(stored["role"]).partition(" ")[0]
    if (role, stored["verb"]) == ("machine", "take"):
        role = "resized"
    words = str(LINES[role]) % _told(stored["told"])
    return str(LINES["keep"]) % {"line": words} if stored["verb"] == "keep" else words


def said(stored: Mapping[str, Any]) -> str:
    """A stored problem or alternative in the reader's language."""
    return str(SAID[stored["what"]]) % _told(stored["told"])


def _told(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: SOURCES.get(value, value) if isinstance(value, str) else value for name, value in given.items()}
