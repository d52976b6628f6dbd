"""Bringing the spool to the core: in order, as much at once as is sensible, and again until it is acknowledged."""

from secrets import SystemRandom
from typing import Final

import msgspec

from collectors.outpost.client import Client, Cut, Denied
from collectors.outpost.envelope import Refused
from collectors.outpost.messages import Answer, unpacked
from collectors.outpost.place import Place
from collectors.outpost.spool import Unfit

MOST: Final = 1 << 20
"""Octets of batches in one request; a single batch may be longer."""
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between tries while the core cannot be reached: doubled each time, a random half of it left out."""
CONFLICT: Final = 409

_random = SystemRandom()


class Stuck(Exception):
    """The core will not take what waits, and asking again does not change that; an operator has to enrol anew."""


def pause(failures: int, asked: float | None = None) -> float:
    """Seconds to wait after so many failures in a row; at least what the core asked for."""
    grown: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 10))
    return max(asked or 0.0, grown * (0.5 + _random.random() / 2))


def deliver(place: Place, client: Client) -> int:
    """Send what waits, once; gives the number of batches the core has acknowledged. Raises `Cut`, `Denied`, `Stuck`."""
    after = place.spool.acknowledged.sequence
    sent = _some(place, after)
    if not sent:
        return 0
    answer = _asked(client, sent)
    if answer.reason and answer.at.sequence < after:
        raise Stuck(
            f"the core has batches up to {answer.at.sequence}, and those up to {after} are freed here: was it restored "
            f"from a backup? Enrol again to go on from {after + 1}"
        )
    try:
        place.spool.acknowledge(answer.at)
    except Unfit as error:
        raise Stuck(f"{error}; the core says: {answer.detail or 'nothing'}. Enrol again") from error
    if answer.reason and answer.at.sequence == after:
        raise Stuck(f"the core refuses batch {after + 1}: {answer.detail}")
    return answer.at.sequence - after


def _some(place: Place, after: int) -> list[bytes]:
    found: list[bytes] = []
    size = 0
    for each in place.spool.records(after):
        if found and size + len(each.payload) > MOST:
            break
        found.append(each.payload)
        size += len(each.payload)
    return found


def _asked(client: Client, sent: list[bytes]) -> Answer:
    try:
        content = client.ask("POST", "deliveries/", msgspec.msgpack.encode(sent)).content
    except Denied as denied:
        if denied.status != CONFLICT:
            raise
        content = denied.content
    try:
        return unpacked(content, Answer)
    except Refused as error:
        raise Cut(f"{client.url} gives no answer to a delivery: {error}") from error
