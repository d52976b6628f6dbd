"""How a device is asked, where polling it taught something else than its access states; and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from infoport.ui.pages import words
from inventory.reconcile.pacing import learnt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WHY: Final[Mapping[str, Any]] = {
    "advice": gettext_lazy("devices of this kind need it"),
    "slow": gettext_lazy("it answers slowly"),
    "lossy": gettext_lazy("datagrams get lost on the way"),
    "too_big": gettext_lazy("it calls more too big"),
    "unanswered": gettext_lazy("more went unanswered"),
    "long": gettext_lazy("asking it takes long"),
}  # fmt: skip


def lessons(poll: Any) -> Iterator[str]:
    """What was learnt, a line for each; nothing where it is asked as its access states."""
    if poll is None or not poll.rhythm:
        return
    found = learnt(poll.rhythm)
    said = {
        "interval": lambda value: _("every %(span)s") % {"span": words.span(value)},
        "timeout": lambda value: _("waits %(seconds)s s for an answer") % {"seconds": f"{value:g}"},
        "retries": lambda value: ngettext("%(count)s retry", "%(count)s retries", value) % {"count": value},
        "max_repetitions": lambda value: ngettext(
            "%(count)s row per request", "%(count)s rows per request", value
        ) % {"count": value},
    }  # fmt: skip
    for name, why in found.why.items():
        what = said[name](getattr(found.pace, name))
        yield _("%(what)s: %(why)s") % {"what": what, "why": WHY[why]}
