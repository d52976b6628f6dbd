"""What is known of one device's own words: how it was asked, what it stated last, where it differs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from infoport import states
from infoport.ui.pages import reach, words
from inventory.reconcile.models import Access, Difference, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.http import HttpRequest

    from inventory.dcim.models import Device


@dataclass
class Reading:
    """One device for one person. Everything is read at first use: an access costs one query, facts one more."""

    request: HttpRequest
    device: Device

    @cached_property
    def access(self) -> Any:
        """How it is polled; None when it is not, or when the person may not know."""
        rows = reach.within(self.request, Access).filter(device=self.device)
        return rows.select_related("poll", "credential").order_by("-enabled", "id").first()

    @property
    def poll(self) -> Any:
        """How the last poll ended; None before the first."""
        return getattr(self.access, "poll", None) if self.access else None

    @property
    def key(self) -> str | None:
        """The poll's key (see `states.poll_key`), "off" where polling is switched off, None where it is not polled."""
        if self.access is None:
            return None
        return states.poll_key(self.poll) if self.access.enabled else "off"

    @property
    def fresh(self) -> bool:
        """Whether what it stated counts as of now."""
        return self.key == "ok"

    @cached_property
    def sections(self) -> Mapping[str, Observation]:
        """What it stated last, by section; empty before it ever answered."""
        rows = reach.within(self.request, Observation).filter(device=self.device)
        return {each.section: each for each in rows}

    def rows(self, section: str) -> Sequence[Mapping[str, Any]]:
        """The rows of a table it stated; empty when it did not."""
        found = self.sections.get(section)
        return found.payload if found is not None and isinstance(found.payload, list) else []

    def stated(self, section: str) -> bool:
        """Whether it stated the section at all, if only to be empty."""
        return section in self.sections

    @property
    def system(self) -> Mapping[str, Any]:
        """What it says of itself as a whole."""
        found = self.sections.get("system")
        return found.payload if found is not None and isinstance(found.payload, dict) else {}

    def source(self, section: str) -> str:
        """Where a section was read from and when: `ifTable · 14:31`."""
        found = self.sections.get(section)
        return f"{table_of(found.evidence or section)} · {words.moment(found.last_seen)}" if found else ""

    @cached_property
    def differences(self) -> Sequence[Difference]:
        """Open differences filed under the device or borne witness to by it, oldest first."""
        mine = Q(device=self.device) | Q(evidence__contains=[{"device": self.device.pk}])
        rows = reach.within(self.request, Difference).filter(mine, state="open")
        return list(rows.order_by("opened", "id"))

    def difference(self, label: str, key: int, field: str) -> Difference | None:
        """The open difference of one field of one object."""
        wanted = (label, key, field)
        return next((d for d in self.differences if (d.subject_type, d.subject_id, d.field) == wanted), None)

    @property
    def at(self) -> datetime | None:
        """When it last answered."""
        return self.poll.last_success if self.poll else None


def table_of(evidence: str) -> str:
    """The bare name of the table in `IF-MIB::ifTable 1.3.6.1.2.1.2.2`; the OID where there is no name."""
    return evidence.partition(",")[0].partition(" ")[0].rpartition("::")[2]
