"""One-time codes, enrolment, and tokens of outposts."""

from __future__ import annotations

import hmac
import secrets
import string
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from collectors.outpost.envelope import Refused, written
from collectors.outpost.keys import KEY, make_code, proof
from collectors.outpost.messages import Enrolled, Enrolment, Letter, Mark, packed, unpacked
from infoport.outposts.standing import core, heard, locked, next_issue, public
from infoport.outposts.work import current
from inventory.declare import sealing
from inventory.outposts.models import Contact, Outpost
from inventory.users.rules.tokens import digest

if TYPE_CHECKING:
    from datetime import datetime

    from collectors.outpost.keys import Public

VALID: Final = timedelta(days=7)
"""How long a one-time code is good for: a letter has to travel to an isolated place."""
PREFIX: Final = "nbo_"
"""Begins the token of an outpost; the API for people and programs takes only `nbt_`, so neither does for the other."""
ALPHABET: Final = string.ascii_letters + string.digits


def new_code(outpost: Outpost) -> tuple[str, datetime]:
    """Make a one-time code, which is told now and never again, and until when it is good; an older one is void."""
    code = make_code()
    with transaction.atomic():
        contact = locked(outpost)
        contact.code = sealing.sealed({"code": code}, bound(outpost))
        contact.code_until = timezone.now() + VALID
        contact.save(update_fields=["code", "code_until"])
    return code, contact.code_until


def enrol(content: bytes) -> tuple[Outpost, bytes]:
    """Take an outpost in, give it a token, and answer with a letter. Raises `Refused`; the code is good once."""
    asked = unpacked(content, Enrolment)
    with transaction.atomic():
        outpost, contact, code = _expected(asked)
        letter_key = _usable(asked.public)
        at = _place(contact, asked)
        contact.box, contact.sign, contact.key_name = asked.public.box, asked.public.sign, letter_key
        contact.sequence, contact.digest = at.sequence, at.digest
        contact.token_key, secret = _drawn(12), _drawn(40)
        contact.token_digest = digest(secret)
        contact.code = contact.code_until = None
        contact.enrolled, contact.version, contact.error = timezone.now(), asked.version[:50], ""
        own = core()
        enrolled = Enrolled(
            outpost=outpost.name, core=own.public, token=f"{PREFIX}{contact.token_key}.{secret}", at=at,
            proof=proof(code, packed(own.public), packed(asked.public)),
        )  # fmt: skip
        letter = Letter(
            outpost=outpost.name, work=packed(current(outpost, contact)), enrolled=enrolled, issued=next_issue(contact)
        )
        heard(contact, None)
    return outpost, written("letter", letter, own, asked.public)


def _expected(asked: Enrolment) -> tuple[Outpost, Contact, str]:
    """Who has the code. One answer for a wrong name, a wrong code, and one that was used or is too old."""
    refused = Refused("foreign", f"no outpost {asked.outpost!r} expects this one-time code now; make a new one")
    outpost = Outpost.objects.filter(name=asked.outpost).first() if "\0" not in asked.outpost else None
    if outpost is None:
        raise refused
    contact = locked(outpost)
    if contact.code is None or contact.code_until is None or contact.code_until < timezone.now():
        raise refused
    code = sealing.opened(bytes(contact.code), bound(outpost))["code"]
    if not hmac.compare_digest(proof(code, asked.proved), asked.proof):
        raise refused
    return outpost, contact, code


def _usable(found: Public) -> str:
    """The name of keys to which something can be sealed. Raises `Refused`."""
    try:
        found.seal(b"", b"")
    except ValueError as error:
        raise Refused("malformed", f"the outpost's keys are none: {error}") from error
    if len(found.sign) != KEY:
        raise Refused("malformed", f"a key of {len(found.sign)} octets signs nothing; expected {KEY}")
    return found.name


def _place(contact: Contact, asked: Enrolment) -> Mark:
    """From where the outpost numbers on, so that nothing that waits there is lost and no number is used twice."""
    ours = Mark(contact.sequence, bytes(contact.digest))
    waits = asked.last > asked.at.sequence
    if asked.public.name != contact.key_name:
        if waits:
            raise Refused(
                "different",
                f"{asked.last - asked.at.sequence} batches wait there that were sealed for an enrolment before; bring "
                "them first, or begin with an empty folder",
            )
        return ours
    if ours.sequence < asked.at.sequence:
        return asked.at  # this database is older than the outpost: it was restored
    if ours.sequence > asked.last and waits:
        raise Refused(
            "different",
            f"batches up to {ours.sequence} have arrived, and the folder ends at {asked.last}: it is an older copy. "
            "Begin with an empty folder",
        )
    return ours


def authenticated(header: str) -> Outpost | None:
    """The outpost whose token a header `Bearer nbo_<key>.<secret>` carries; None when it carries none that is good."""
    word, _blank, text = header.partition(" ")
    key, dot, secret = text.strip().removeprefix(PREFIX).partition(".")
    if word.lower() != "bearer" or not text.strip().startswith(PREFIX) or not dot or not key.isalnum():
        return None
    contact = Contact.objects.select_related("outpost").filter(token_key=key).first()
    if contact is None or not hmac.compare_digest(contact.token_digest, digest(secret)):
        return None
    return contact.outpost


def revoke(outpost: Outpost) -> None:
    """Void the token and any code; what was delivered stays. The outpost has to enrol again."""
    Contact.objects.filter(outpost=outpost).update(token_key=None, token_digest="", code=None, code_until=None)


def letter(outpost: Outpost) -> bytes:
    """What has arrived and what to do, for an outpost that no network reaches. Raises `Refused` before it enrolled."""
    with transaction.atomic():
        contact = locked(outpost)
        if not contact.key_name:
            raise Refused("foreign", f"outpost {outpost.name!r} has not enrolled: nothing can be sealed to it")
        told = Letter(
            outpost=outpost.name, receipt=Mark(contact.sequence, bytes(contact.digest)),
            work=packed(current(outpost, contact)), issued=next_issue(contact),
        )  # fmt: skip
        contact.save(update_fields=["issued"])
    return written("letter", told, core(), public(contact))


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def bound(outpost: Outpost) -> str:
    """What its one-time code is bound to."""
    return f"outposts.outpost:{outpost.pk}"
