"""What each play of a plan is told, in full: the plan names the host, the rest is found, made or kept here."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from inventory.hosting import lineage, vault
from playbooks import authority, catalog
from playbooks.carrying import hosts
from playbooks.carrying.errors import Stuck
from playbooks.orders import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from inventory.hosting.models import Host, Plan, Request
    from playbooks.parameters import Parameters

ORDER: Final = (
    "linux_server", "website", "database", "firewall_rule", "backup_job", "switch_port", "dns_record",
)  # fmt: skip
"""Plays in the order they run: a name leads to a host only when it is ready."""
WEB_PORT: Final = 443
SCHEDULES: Final[Mapping[str, tuple[str, int]]] = {
    "daily": ("*-*-* 01:30:00", 30), "hourly": ("*-*-* *:15:00", 90),
}  # fmt: skip
"""When copies are made, and how many days they are kept (`choices.BackupClass`)."""
EVERYWHERE: Final = ("0.0.0.0/0", "::/0")


@dataclass(frozen=True, slots=True)
class Told:
    """A play on a host with all it is told; `given` holds secrets."""

    position: int
    play: catalog.Play
    host: Host
    given: Parameters
    others: tuple[Host, ...] = ()
    look: Mapping[str, Any] = field(default_factory=dict)
    """What a look from outside needs to know beyond `given`."""

    def order(self, ident: str, folder: str, play: catalog.Play, given: Parameters, seconds: int | None) -> Order:
        """It, or what takes it back, as an order to the runner. Raises `Stuck` and `sealing.Sealed`."""
        return Order(
            ident=ident, play=play.name, targets=(hosts.target(self.host),), folder=folder, seconds=seconds,
            others=tuple(hosts.target(each) for each in self.others),
            access=hosts.access((self.host, *self.others)),
            parameters={name: getattr(given, name) for name in given.__struct_fields__},
        )  # fmt: skip


class Telling:
    """The plays of one plan."""

    def __init__(self, request: Request, plan: Plan) -> None:
        self.request = request
        self.lines = plan.lines
        found: Mapping[str, Any] = next((each["values"] for each in self.lines if each["role"] == "machine"), {})
        self.name = str(found.get("name", ""))
        self.probes: Mapping[str, Any] = next((each["values"] for each in self.lines if each["role"] == "probes"), {})
        plays = [each for each in self.lines if each["verb"] in {"run", "keep"} and "play" in each["values"]]
        self.plays = {each["values"]["play"]: each["values"] for each in plays}
        self.kept = frozenset(each["values"]["play"] for each in plays if each["verb"] == "keep")
        self.origin = lineage.origin(request)

    def all(self) -> list[Told]:
        """Every play in the order of running. Raises `Stuck`, `catalog.Unfit` and `sealing.Sealed`."""
        unknown = sorted(set(self.plays) - set(ORDER))
        if unknown:
            raise Stuck(_("No play does “%(play)s”; it is done by hand.") % {"play": ", ".join(unknown)})
        makers: Mapping[str, Callable[[int, Mapping[str, Any]], Told]] = {
            "linux_server": self._server, "website": self._site, "database": self._database,
            "firewall_rule": self._rule, "backup_job": self._backup, "switch_port": self._port,
            "dns_record": self._record,
        }  # fmt: skip
        wanted = [name for name in ORDER if name in self.plays]
        return [makers[name](at, self.plays[name]) for at, name in enumerate(wanted, 1)]

    def running(self) -> list[Told]:
        """Those of `all` that are run; what a change keeps is not. Raises what `all` does."""
        wanted = [name for name in ORDER if name in self.plays]
        return [told for name, told in zip(wanted, self.all(), strict=True) if name not in self.kept]

    def end(self, position: int) -> Told | None:
        """What stops the machine that was made for the request; None where there is none."""
        return self._told(position, "machine-undo", self.guest, {"hostname": self.name}) if self.name else None

    @property
    def guest(self) -> Host:
        """The host that was asked for."""
        return hosts.guest(self.request, self.name, str(self.probes.get("address", "")))

    def secret(self, what: str) -> Mapping[str, str]:
        """Words that were made up for this request."""
        return vault.kept(f"request:{self.origin.pk}:{what}", lambda: {"word": secrets.token_urlsafe(24)})

    def _told(self, at: int, play: str, host: Host, given: Mapping[str, Any], *others: Host, **look: Any) -> Told:
        found = catalog.find(play)
        return Told(at, found, host, found.validated(given), others, look)

    def _server(self, at: int, values: Mapping[str, Any]) -> Told:
        given = {
            "hostname": values["host"], "snmp_auth": self.secret("snmp-auth")["word"],
            "snmp_priv": self.secret("snmp-priv")["word"], "snmp_contact": self.origin.contact[:200],
        }  # fmt: skip
        return self._told(at, "linux-server", self.guest, given)

    def _site(self, at: int, values: Mapping[str, Any]) -> Told:
        domain = values["domain"]
        pair = vault.kept(f"request:{self.origin.pk}:tls:{domain}", lambda: issued(domain))
        given = {
            "site": values["host"], "domain": domain, "title": self.origin.name, "port": WEB_PORT,
            "certificate": pair["certificate"], "key": pair["key"],
        }  # fmt: skip
        return self._told(at, "web-site", self.guest, given, trust=city().pair.certificate)

    def _database(self, at: int, values: Mapping[str, Any]) -> Told:
        name = str(values["host"]).replace("-", "_")
        given = {
            "database": name, "owner": name, "password": self.secret("database")["word"],
            "networks": self._sources(values["address"]),
        }  # fmt: skip
        return self._told(at, "database", self.guest, given, password=given["password"])

    def _rule(self, at: int, values: Mapping[str, Any]) -> Told:
        given = {
            "rule": self.name, "ports": values["ports"], "sources": self._sources(values["address"]),
            "ssh_port": self.guest.port,
        }  # fmt: skip
        return self._told(at, "firewall-rule", self.guest, given)

    def _sources(self, address: str) -> list[str]:
        """Who may come: whom the plan lets in, and we, who must see from outside whether it runs."""
        if self.request.exposure == "public":
            return list(EVERYWHERE)
        own = ipaddress.ip_network(hosts.own_address(address))
        stated = self.plays.get("firewall_rule", {}).get("sources", [])
        return list(dict.fromkeys([*stated, str(own)]))

    def _backup(self, at: int, values: Mapping[str, Any]) -> Told:
        store = hosts.serving("backup", site=values["site"])
        schedule, days = SCHEDULES[values["schedule"]]
        given = {
            "job": self.name, "store": store.name, "store_address": hosts.address(store), "store_port": store.port,
            "store_keys": hosts.pinned(store), "password": self.secret("backup")["word"], "schedule": schedule,
            "keep_daily": days, "paths": ["/etc", *([f"/srv/www/{self.name}"] if "website" in self.plays else [])],
            "databases": [self.name.replace("-", "_")] if "database" in self.plays else [],
            "erase": True,
        }  # fmt: skip
        return self._told(at, "backup", self.guest, given, store, job=self.name)

    def _port(self, at: int, values: Mapping[str, Any]) -> Told:
        switch = hosts.serving("switch", values["host"])
        given = {"interface": values["port"], **{name: values[name] for name in ("bridge", "vlan", "description")}}
        return self._told(at, "switch-port", switch, given)

    def _record(self, at: int, values: Mapping[str, Any]) -> Told:
        server, zone = hosts.zone_of(values["name"])
        relative = values["name"][: -len(zone)].rstrip(".") or "@"
        kind = "AAAA" if ":" in values["address"] else "A"
        given = {"zone": zone, "name": relative, "type": kind, "values": [values["address"]], "ttl": 300}
        return self._told(at, "dns-record", server, given, full=values["name"])


def city() -> authority.Authority:
    """The city's authority, made when it is first needed; its key is kept encrypted. Raises `sealing.Sealed`."""
    words = vault.kept("authority", lambda: _pair(authority.make("Changchun Info Port CA").pair))
    return authority.Authority(authority.Pair(words["certificate"], words["key"]))


def issued(domain: str) -> Mapping[str, str]:
    """A certificate for a server, with its key."""
    return _pair(city().issue(domain))


def _pair(pair: authority.Pair) -> Mapping[str, str]:
    return {"certificate": pair.certificate, "key": pair.key}
