"""Name servers: whether one answers for a name, and with what."""

from dns import rcode
from dns.asyncquery import udp_with_fallback
from dns.exception import DNSException
from dns.message import make_query
from dns.rdatatype import RdataType, UnknownRdatatype
from msgspec import Struct

from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unmet, probe


class Record(Struct, frozen=True, kw_only=True):
    """What a name server is asked for, and the values it must answer; without any, one of any value will do."""

    name: str
    kind: str = "A"
    values: frozenset[str] = frozenset()  # as zone files write them


async def dns(server: str, port: int, record: Record, bounds: Bounds) -> Probed:
    """Whether the name server at an address (not a name) knows a record. Step: answer.

    Asked by UDP, and by TCP where the answer is cut (RFC 1035). Raises `ValueError` for a kind that DNS has not.
    """
    query = make_query(record.name, _kind(record.kind))
    subject = f"{record.kind} of {record.name} at {server} port {port}"

    async def steps(taken: Steps) -> None:
        try:
            answer, _by_tcp = await udp_with_fallback(query, server, port=port)
        except DNSException as error:
            raise Unmet(f"{subject}: the answer cannot be read: {error}") from error
        taken.done("answer")
        if answer.rcode() != rcode.NOERROR:
            raise Unmet(f"{subject}: answered {rcode.to_text(answer.rcode())}")
        found = {row.to_text() for part in answer.answer if part.rdtype == query.question[0].rdtype for row in part}
        if not found:
            raise Unmet(f"{subject}: no such record")
        if record.values and found != record.values:
            raise Unmet(f"{subject}: is {', '.join(sorted(found))}, expected {', '.join(sorted(record.values))}")

    return await probe(subject, bounds, steps)


def _kind(name: str) -> RdataType:
    try:
        return RdataType.from_text(name)
    except UnknownRdatatype as error:
        raise ValueError(f"{name!r} is no kind of DNS record") from error
