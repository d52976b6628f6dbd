"""What an outpost has to do."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection

from collectors.outpost.messages import Asked, Credentials, Work, packed
from infoport.outposts.standing import next_issue, public
from infoport.tasks import results
from infoport.tasks.targets import target
from inventory.outposts.rules.serving import served_by
from inventory.reconcile.polling import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collectors.target import Community, Login, User
    from inventory.outposts.models import Contact, Outpost

REFRESH: Final = 60.0
"""Seconds between an outpost's questions; a device that is moved to it is polled a minute later."""
CHARGED: Final = """
INSERT INTO outposts_charge (outpost_id, access_id) SELECT %s, unnest(%s::bigint[]) ON CONFLICT DO NOTHING
"""


def tagged(outpost: Outpost, contact: Contact) -> tuple[str, Sequence[Asked], Credentials]:
    """The devices, the secrets, and a tag that is another one whenever either is; who cannot be asked is left out."""
    numbers: dict[Community | User | Login, int] = {}
    devices: list[Asked] = []
    for due in results.without_words(asked(served_by(outpost.pk))):
        how = target(due)
        number = numbers.setdefault(how.credentials, len(numbers))
        devices.append(
            Asked(
                access=due.access, key=how.key, address=how.address, port=how.port, interval=due.interval,
                timeout=how.timeout, retries=how.retries, max_repetitions=how.max_repetitions, credential=number,
            )
        )  # fmt: skip
    secrets = Credentials({number: each for each, number in numbers.items()})
    about = contact.key_name.encode() + b"".join(map(packed, devices)) + packed(secrets)
    key = settings.SECRET_KEY.encode()  # keyed, since a bare digest would let short communities be guessed
    return hmac.new(key, b"outpost work:" + about, hashlib.sha256).hexdigest()[:32], devices, secrets


def made(outpost: Outpost, contact: Contact, tag: str, devices: Sequence[Asked], secrets: Credentials) -> Work:
    """The work as it is told, and remembered as this outpost's. The caller has locked the contact and saves it."""
    with connection.cursor() as cursor:
        cursor.execute(CHARGED, [outpost.pk, [each.access for each in devices]])
    return Work(
        outpost=outpost.name, tag=tag, issued=next_issue(contact), refresh=REFRESH, devices=tuple(devices),
        credentials=public(contact).seal(packed(secrets), outpost.name.encode()),
    )  # fmt: skip


def current(outpost: Outpost, contact: Contact) -> Work:
    """The whole work as of now; the caller has locked the contact and saves it."""
    return made(outpost, contact, *tagged(outpost, contact))
