"""Filters by the MAC addresses that an interface, or an interface of a device or machine, bears."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import MAC_DIGITS
from inventory.declare.grammar import Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inventory.declare.spec import Spec


def read_mac(value: str) -> str | None:
    """`001b.4411.3ab7` as `00:1B:44:11:3A:B7`; None for what is no MAC address."""
    digits = re.sub(r"[^0-9A-F]", "", value.upper())
    return ":".join(re.findall("..", digits)) if MAC_DIGITS.fullmatch(digits) else None


@dataclass(frozen=True, slots=True)
class BearsMac:
    """By MAC address in any usual notation. `interface` is the type that bears it, `owner` its way to what is filtered.

    An empty `owner` filters the interfaces themselves.
    """

    interface: str
    owner: str = ""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """One parameter; repeated values mean any of them, and what is no MAC address matches nothing."""
        del spec
        yield Filter(name, self._builder(), "mac", label=_("MAC address"))

    def _builder(self) -> Callable[[Sequence[str]], Q]:
        def build(values: Sequence[str]) -> Q:
            wanted = [mac for value in values if (mac := read_mac(value))]
            macs = apps.get_model("dcim.MACAddress")._default_manager  # noqa: SLF001 - Django's own
            keys = macs.filter(assigned_object_type=self.interface, mac_address__in=wanted).values("assigned_object_id")
            if not self.owner:
                return Q(pk__in=keys)
            interfaces = apps.get_model(self.interface)._default_manager  # noqa: SLF001 - as above
            return Q(pk__in=interfaces.filter(pk__in=keys).values(self.owner))

        return build
