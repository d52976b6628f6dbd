"""What a device says of its routes and of those it exchanges them with. Absent (None) means it did not say."""

from typing import Literal

from msgspec import Struct

from collectors.facts.provenance import Fact

BgpState = Literal["idle", "connect", "active", "openSent", "openConfirm", "established"]
OspfState = Literal["down", "attempt", "init", "twoWay", "exchangeStart", "exchange", "loading", "full"]


class DefaultRoute(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One way to everywhere else."""

    version: Literal[4, 6]
    next_hop: str | None = None  # None where the route leaves by an interface alone
    if_index: int | None = None


class RouteTable(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """How many routes there are, and the default routes among them."""

    routes: int | None = None  # valid ones of all address families that the table holds
    defaults: tuple[DefaultRoute, ...] = ()


class BgpPeer(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One neighbour of the Border Gateway Protocol."""

    address: str
    remote_as: int | None = None
    local_as: int | None = None
    local_address: str | None = None
    router_id: str | None = None  # of the neighbour
    state: BgpState | None = None
    enabled: bool | None = None
    changed_seconds_ago: int | None = None  # entered or left `established`; None also where it never was
    last_error: str | None = None  # code.subcode of RFC 4271; None where there was none


class OspfNeighbour(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One neighbour of Open Shortest Path First."""

    version: Literal[2, 3] = 2
    address: str | None = None
    router_id: str | None = None
    if_index: int | None = None
    state: OspfState | None = None
    events: int | None = None  # changes of state and errors since the neighbour is known
