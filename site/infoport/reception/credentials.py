"""Whose notifications are taken: those that name a community or a user of a stored credential."""

from __future__ import annotations

from typing import NamedTuple

from collectors.target import User
from infoport.tasks.targets import AUTH, PRIVACY
from inventory.reconcile.choices import CredentialKind
from inventory.reconcile.credentials import resolved
from inventory.reconcile.models import Credential


class Accepted(NamedTuple):
    """Communities of v1 and v2c, users of v3, and why some credential could not be opened ("" when all were)."""

    communities: frozenset[bytes] = frozenset()
    users: tuple[User, ...] = ()
    problem: str = ""


def accepted() -> Accepted:
    """What the stored credentials admit. One credential that cannot be opened leaves out no other."""
    rows = list(Credential.objects.order_by("id"))
    words, problems = resolved([row.pk for row in rows])
    problem = next((f"credential {row.name}: {problems[row.pk]}" for row in reversed(rows) if row.pk in problems), "")
    kept = [(row, words[row.pk]) for row in rows if row.pk in words]
    communities = {found["community"].encode() for row, found in kept if found.get("community")}
    users = {
        row.username: User(
            name=row.username, auth=AUTH[row.auth_protocol] if row.auth_protocol else None,
            auth_password=found.get("auth_key", ""),
            priv=PRIVACY[row.privacy_protocol] if row.privacy_protocol else None,
            priv_password=found.get("privacy_key", ""),
        )
        for row, found in kept if row.kind == CredentialKind.USM and row.username
    }  # fmt: skip
    return Accepted(frozenset(communities), tuple(users.values()), problem)
