"""Differences in words: causes, topics, and both sides of one as a person says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from infoport import states
from infoport.ui.pages import words

if TYPE_CHECKING:
    from collections.abc import Mapping

SPEEDS: Final = frozenset({"interface.speed"})
BITS_PER_KILOBIT: Final = 1000


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference: what a row shows, and a second line for the drawer. `stated` is False for nothing."""

    text: str
    note: str = ""
    stated: bool = True


def intended(difference: Any) -> Side:
    """What the register says; "not registered" where it says nothing."""
    if difference.intended is None:
        return Side(_("not registered") if difference.kind == "unexpected" else _("not stated"), stated=False)
    if difference.rule == "device.reachable":
        return Side(_("answers"))
    return _side(difference, difference.intended)


def observed(difference: Any) -> Side:
    """What the device says; "not seen" where it says nothing."""
    if difference.rule == "device.reachable":
        return _unreachable(difference.observed or {})
    if difference.rule == "neighbour.missing":
        return _silent(difference.observed or {})
    if difference.observed is None:
        return Side(_("not seen"), stated=False)
    return _side(difference, difference.observed)


def _unreachable(said: Mapping[str, Any]) -> Side:
    state = str(said.get("state") or "unreachable")
    return Side(str(states.WORDS.get(state, state)), str(said.get("error") or ""))


def _silent(said: Mapping[str, Any]) -> Side:
    if "down" in said.values() or "lowerLayerDown" in said.values():
        return Side(_("no link"), stated=False)
    return Side(_("no neighbour heard"), stated=False)


def _side(difference: Any, value: Any) -> Side:
    if isinstance(value, dict):
        return _parts(value)
    if value == "":
        return Side(_("empty"), stated=False)
    return Side(value_text(difference.rule, value))


def _parts(value: Mapping[str, Any]) -> Side:
    """Ports, addresses and parts: the naming half, then the rest."""
    if "far" in value:
        return Side(_port(value["far"]), _("from %(port)s") % {"port": _port(value.get("near") or {})})
    if "address" in value and "interface" in value:
        on = value.get("interface") or value.get("device") or ""
        return Side(str(value["address"]), _("on %(interface)s") % {"interface": on} if on else "")
    if "chassis" in value or "platform" in value:
        notes = [str(value[key]) for key in ("chassis", "address", "platform") if value.get(key)]
        return Side(_port(value) or (notes or [words.DASH])[0], " · ".join(notes))
    if "vid" in value:
        return Side(f"VLAN {value['vid']}", str(value.get("name") or ""))
    if "device" in value:
        return Side(_port(value))
    named = str(value.get("name") or "")
    rest = [f"{key} {words.plain(each)}" for key, each in value.items() if key != "name" and each not in {None, ""}]
    return Side(named or ", ".join(rest), ", ".join(rest) if named else "")


def _port(value: Mapping[str, Any]) -> str:
    return " · ".join(str(value[key]) for key in ("device", "interface") if value.get(key))


def value_text(rule: str, value: Any) -> str:
    """A plain value of a rule's field."""
    if isinstance(value, bool):
        return pgettext("port", "switched on") if value else pgettext("port", "switched off")
    if rule in SPEEDS and isinstance(value, int | float):
        return words.rate(value)
    if isinstance(value, list):
        return words.runs(value) if all(isinstance(each, int) for each in value) else words.plain(value)
    return words.plain(value)


def how_many(count: int) -> str:
    """A number of differences."""
    return ngettext("%(count)s difference", "%(count)s differences", count) % {"count": words.number(count)}
