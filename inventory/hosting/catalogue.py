"""What the catalogue offers: each item with what it brings and what its form asks; pure declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from inventory.hosting.choices import Item

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    `kind` is "size", "site", "venue", "half", "number", "day", "domain" or "text"; numbers lie from `low` to `high`,
    in `unit`. Choices of sizes, sites and venues come from the inventory when the form is shown, and again when it is
    sent.
    """

    name: str
    kind: str
    label: Any
    required: bool = True
    low: int = 0
    high: int = 0
    unit: str = ""
    hint: Any = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One item: an icon, what it brings in a line, and its questions. `placed`: it lies in a segment."""

    icon: str
    brings: Any
    questions: tuple[Question, ...]
    placed: bool = True


SIZE: Final = Question("size", "size", _("size"))
DOMAIN: Final = Question(
    "domain", "domain", _("domain name"), required=False, hint=_("As weather.changchun.example; proposed when empty.")
)
SITE: Final = Question("site", "site", _("machine room"), required=False, hint=_("Any when not stated."))

OFFERS: Final[Mapping[str, Offer]] = {
    Item.WEBSITE: Offer(
        "world", _("A web site with its certificate, copied daily to another machine room."), (SIZE, DOMAIN)
    ),
    Item.MACHINE: Offer("device-desktop", _("A Linux machine, patched and watched."), (SIZE, SITE)),
    Item.DATABASE: Offer("database", _("A PostgreSQL database of your own, with copies that are tried."), (SIZE, SITE)),
    Item.RACK_SPACE: Offer(
        "server-2", _("Units in a hosting rack, with two power feeds and network ports."),
        (
            Question("units", "number", _("rack units"), low=1, high=42, unit="U"),
            Question("watts", "number", _("power"), low=0, high=20000, unit="W"),
            Question("ports", "number", _("network ports"), low=0, high=8),
            SITE,
        ),
    ),
    Item.CONNECTION: Offer(
        "plug", _("A network port for your staff, in your department's network."),
        (
            Question("site", "site", _("site")),
            Question("mbps", "number", _("bandwidth"), low=1, high=10000, unit="Mbit/s"),
        ),
    ),
    Item.MAILBOXES: Offer(
        "users", _("Mailboxes for your staff on the city's mail."),
        (Question("count", "number", _("mailboxes"), low=1, high=5000), DOMAIN), placed=False,
    ),
    Item.ROOM: Offer(
        "video", _("A conference room for half a day, its connections tried beforehand."),
        (
            Question("venue", "venue", _("venue")), Question("day", "day", _("day")),
            Question("half", "half", _("half of the day")),
        ),
        placed=False,
    ),
}  # fmt: skip
