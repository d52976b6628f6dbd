"""The ends of a cable as one line of text, as files hold them: `xxg / core01 / GE0/0/1; xxg / core01 / GE0/0/2`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.fetching import fetch
from inventory.declare.keys import SEPARATOR
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterable

KIND: Final = re.compile(r"(?P<label>(?:dcim|circuits)\.[a-z]+)\s*:\s*(?P<rest>.*)", re.DOTALL)
PARTS: Final = range(2, 4)
"""A whole and its port, and before them the site where two wholes have one name."""
COMPONENT: Final = """SELECT '{label}', p.id FROM {table} p JOIN dcim_device w ON w.id = p.device_id
    JOIN dcim_site s ON s.id = w.site_id WHERE p.name = %(port)s AND w.name = %(whole)s
    AND (%(site)s::text IS NULL OR %(site)s IN (s.slug, s.name))"""
FEED: Final = """SELECT '{label}', p.id FROM {table} p JOIN dcim_powerpanel w ON w.id = p.power_panel_id
    JOIN dcim_site s ON s.id = w.site_id WHERE p.name = %(port)s AND w.name = %(whole)s
    AND (%(site)s::text IS NULL OR %(site)s IN (s.slug, s.name))"""
CIRCUIT: Final = """SELECT '{label}', p.id FROM {table} p JOIN circuits_circuit w ON w.id = p.circuit_id
    WHERE p.term_side = %(port)s AND w.cid = %(whole)s AND %(site)s::text IS NULL"""
OTHERS: Final = {"dcim.powerfeed": FEED, "circuits.circuittermination": CIRCUIT}


def read_ends(name: str, text: str, kinds: Iterable[str]) -> Any:
    """The list of `{object_type, object_id}` that a text names: JSON, or ports parted by semicolons.

    A port is `device / port` (or `panel / feed`, `circuit / A`), with `site / ` before it where names repeat, and
    `dcim.frontport: ` before all where kinds do. Raises `ValidationError` under `name` saying what is not there.
    """
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except ValueError as error:
            raise ValidationError({name: _("Not JSON: %s") % error}) from error
    allowed = list(kinds)
    return [_port(name, part.strip(), allowed) for part in re.split(r"[;；]", text) if part.strip()]


def _port(name: str, text: str, kinds: list[str]) -> dict[str, Any]:
    stated = KIND.fullmatch(text)
    if stated and stated["label"] not in kinds:
        raise ValidationError({name: _("Cables cannot be connected to “%(type)s”.") % {"type": stated["label"]}})
    parts = [part.strip() for part in (stated["rest"] if stated else text).split(SEPARATOR)]
    if len(parts) not in PARTS:
        raise ValidationError({name: _("“%(text)s” is not of the form device / port.") % {"text": text}})
    wanted = [stated["label"]] if stated else kinds
    sql = " UNION ALL ".join(
        OTHERS.get(label, COMPONENT).format(label=label, table=specs[label].table) for label in wanted
    )
    *site, whole, port = parts
    found = fetch(sql, {"port": port, "whole": whole, "site": site[0] if site else None})
    if not found:
        raise ValidationError({name: _("There is no port “%(text)s”.") % {"text": text}})
    if len(found) > 1:
        labels = ", ".join(sorted({label for label, _key in found}))
        message = _("“%(text)s” names several ports (%(labels)s); write the site or the kind before it.")
        raise ValidationError({name: message % {"text": text, "labels": labels}})
    return {"object_type": found[0][0], "object_id": found[0][1]}
