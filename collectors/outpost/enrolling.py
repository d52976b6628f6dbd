"""Becoming an outpost: what is asked with a one-time code, and what the core's answer makes of the folder."""

import hmac
from datetime import UTC, datetime

import msgspec

from collectors.outpost.client import Client
from collectors.outpost.envelope import Refused, opened, read, unsealed
from collectors.outpost.keys import Private, proof
from collectors.outpost.messages import Enrolled, Enrolment, Letter, Mark, Work, packed, unpacked
from collectors.outpost.place import Identity, NotEnrolled, Place

REQUEST = b"infoport-enrolment-1\n"
"""Begins a file that asks for enrolment."""


def ask(place: Place, identity: Identity, version: str) -> bytes:
    """Keep an identity that waits for its answer, and give what it asks. Keys that the folder has are used again."""
    place.make()
    place.spool.folder.mkdir(mode=0o700, exist_ok=True)
    place.keep(identity)
    asked = Enrolment(
        outpost=identity.name, public=identity.private.public, version=version, at=place.spool.acknowledged,
        last=place.spool.newest,
    )  # fmt: skip
    return packed(msgspec.structs.replace(asked, proof=proof(identity.code, asked.proved)))


def identity(place: Place, name: str, code: str, url: str, ca: str) -> Identity:
    """Who asks: the folder's own keys, or new ones. Raises `NotEnrolled` when it is another outpost's folder."""
    try:
        known = place.identity()
    except NotEnrolled:
        return Identity(name=name, private=Private.make(), code=code, url=url, ca=ca)
    if known.name != name:
        raise NotEnrolled(f"{place.folder} belongs to outpost {known.name!r}; {name!r} needs a folder of its own")
    return Identity(
        name=name, private=known.private, core=known.core, token=known.token, code=code, url=url or known.url,
        ca=ca or known.ca,
    )  # fmt: skip


def enrol(place: Place, asking: Identity, version: str) -> None:
    """Ask over the network and take the answer. Raises `Cut`, `Denied`, `Refused`."""
    asked = ask(place, asking, version)
    got = Client(asking.url, ca=asking.ca, version=version).ask("POST", "enrol/", asked)
    take(place, got.content)


def take(place: Place, content: bytes) -> list[str]:
    """Take a letter of the core; gives what it changed, a line each. Raises `Refused`, `Unfit`, `NotEnrolled`.

    Nothing is changed by a letter that is refused: work is taken last, and only after everything was verified.
    """
    letter = opened_letter(place, content)
    told: list[str] = []
    if letter.enrolled is not None:
        told.append(_enrolled(place, letter.enrolled))
    if letter.receipt is not None:
        before = place.spool.acknowledged.sequence
        freed = place.spool.acknowledge(letter.receipt)
        arrived = max(0, letter.receipt.sequence - before)
        told.append(f"{arrived} batches have arrived, up to {letter.receipt.sequence}; {freed} octets freed")
    if letter.work is not None:
        work = unpacked(letter.work, Work)
        kept = place.take(work, newer=True)
        told.append(f"work of {moment(work.issued)}: {len(work.devices)} devices" + ("" if kept else ", known before"))
    place.letters.move(lambda _last: Mark(letter.issued))
    return told


def opened_letter(place: Place, content: bytes) -> Letter:
    """Verify and open a letter. Raises `Refused`: "malformed", "foreign", "tampered" or "replayed"."""
    known = place.identity()
    envelope = read(content, "letter")
    own = known.private.public.name
    if envelope.recipient != own:
        raise Refused("foreign", f"the letter is for {envelope.recipient}, and this outpost is {own}")
    letter = unpacked(unsealed(envelope, known.private), Letter)
    core = known.core
    if letter.enrolled is not None and known.code:
        core = letter.enrolled.core
        expected = proof(known.code, packed(core), packed(known.private.public))
        if not hmac.compare_digest(expected, letter.enrolled.proof):
            raise Refused("foreign", "the answer to the enrolment is from nobody who knows the one-time code")
    if core is None:
        raise NotEnrolled(f"outpost {known.name!r} is not enrolled, and the letter does not enrol it")
    opened(envelope, core, known.private)
    last = place.letters.read().sequence
    if letter.issued <= last:
        raise Refused("replayed", f"the letter is of {moment(letter.issued)}; one of {moment(last)} was taken before")
    return letter


def _enrolled(place: Place, told: Enrolled) -> str:
    known = place.identity()
    if not known.code:
        return f"enrolled before as {known.name}"
    if place.spool.acknowledged != told.at:
        place.spool.restart(told.at) if _nothing_waits(place) else place.spool.acknowledge(told.at)
    place.keep(
        Identity(name=known.name, private=known.private, core=told.core, token=told.token, url=known.url, ca=known.ca)
    )
    return f"enrolled as {told.outpost} with the core {told.core.name}"


def _nothing_waits(place: Place) -> bool:
    return next(place.spool.records(place.spool.acknowledged.sequence), None) is None


def moment(milliseconds: int) -> str:
    """A time as people read it, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
