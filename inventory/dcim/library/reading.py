"""A library file → what it says, checked key by key, without the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST: Final = 1 << 20
"""Octets that a file may have. The library's largest have some 60 kB; more is no type."""
LISTS: Final[Mapping[str, str]] = {
    "console-ports": "ConsolePort", "console-server-ports": "ConsoleServerPort", "power-ports": "PowerPort",
    "power-outlets": "PowerOutlet", "interfaces": "Interface", "rear-ports": "RearPort", "front-ports": "FrontPort",
    "module-bays": "ModuleBay", "device-bays": "DeviceBay", "inventory-items": "InventoryItem",
}  # fmt: skip
"""Key of a list of components → the kind, those that others refer to first."""
COMMON: Final = ("name", "label", "description")
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ConsolePort": ("type",),
    "ConsoleServerPort": ("type",),
    "PowerPort": ("type", "maximum_draw", "allocated_draw"),
    "PowerOutlet": ("type", "color", "power_port", "feed_leg"),
    "Interface": ("type", "enabled", "mgmt_only", "bridge", "poe_mode", "poe_type"),
    "RearPort": ("type", "color", "positions"),
    "FrontPort": ("type", "color", "positions", "rear_port", "rear_port_position", "rear_ports"),
    "ModuleBay": ("position", "enabled"),
    "DeviceBay": ("enabled",),
    "InventoryItem": ("parent", "role", "manufacturer", "part_id", "component_type", "component_name"),
}
"""Kind → the keys that are kept, besides `COMMON`."""
DEVICE_KEYS: Final = (
    "manufacturer", "model", "slug", "part_number", "u_height", "is_full_depth", "exclude_from_utilization",
    "subdevice_role", "airflow", "weight", "weight_unit", "description", "comments", "default_platform",
)  # fmt: skip
MODULE_KEYS: Final = (
    "manufacturer", "model", "part_number", "profile", "attributes", "airflow", "weight", "weight_unit",
    "description", "comments",
)  # fmt: skip
MAPPINGS: Final = "port-mappings"
"""The list in which newer files say where front ports lead."""
NOT_KEPT: Final = frozenset({"front_image", "rear_image"})
"""Keys that only say which pictures the library has beside the file."""
ONLY_DEVICES: Final = frozenset({"device-bays", "inventory-items"})
"""Lists that module types do not have."""
SPELLINGS: Final[Mapping[tuple[str, str, str], str]] = {
    # Written so in the library's older files; NetBox's vocabulary has only the second.
    ("Interface", "type", "100base-t"): "100base-tx",
}


class Refused(ValueError):
    """A file that cannot be imported: the key, what was expected there, and the value found."""

    def __init__(self, key: str, expected: str, value: Any = None) -> None:
        self.key, self.expected, self.value = key, expected, value
        found = "" if value is None else _("; found %(value)s") % {"value": repr(value)[:200]}
        super().__init__(f"{key}: {expected}{found}" if key else f"{expected}{found}")


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a list of components; `at` is its key, as `interfaces[3]`."""

    at: str
    name: str
    values: Mapping[str, Any]


@dataclass(slots=True)
class Sheet:
    """What one file says. `notes` name what is left out or was read differently."""

    is_device: bool
    values: dict[str, Any]
    parts: dict[str, list[Part]]
    notes: list[str] = field(default_factory=list)

    @property
    def manufacturer(self) -> str:
        """The maker's name."""
        return str(self.values["manufacturer"])


class _Loader(yaml.SafeLoader):
    """Plain YAML: a reference could make a small file a huge document."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse references."""
        if self.check_event(yaml.AliasEvent):
            raise Refused("", _("Expected YAML without references (*)."))
        return super().compose_node(parent, index)


def read(content: bytes) -> Sheet:
    """Parse and check a file. Raises `Refused`."""
    data = _parsed(content)
    is_device = "slug" in data or "u_height" in data
    known = DEVICE_KEYS if is_device else MODULE_KEYS
    sheet = Sheet(is_device, {}, {kind: [] for kind in LISTS.values()})
    for key, value in data.items():
        if _absent(value) or key in NOT_KEPT:
            continue
        if key in LISTS and (is_device or key not in ONLY_DEVICES):
            sheet.parts[LISTS[key]] = list(_parts(key, value, sheet.notes))
        elif key in known:
            sheet.values[key] = value
        elif key != MAPPINGS:
            sheet.notes.append(_("%(key)s: unknown, left out") % {"key": key})
    for key in ("manufacturer", "model", "slug") if is_device else ("manufacturer", "model"):
        sheet.values[key] = _text(key, sheet.values.get(key))
    _map(sheet, data.get(MAPPINGS))
    return sheet


def _parsed(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise Refused("", _("Expected at most %(most)d octets.") % {"most": LARGEST}, len(content))
    try:
        data = yaml.load(content.decode("utf-8-sig"), _Loader)  # noqa: S506 - a subclass of the safe loader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("", _("Expected a YAML file: %(error)s") % {"error": " ".join(str(error).split())}) from error
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise Refused("", _("Expected a mapping of keys to values."), data)
    return data


def _parts(key: str, value: Any, notes: list[str]) -> list[Part]:
    if not isinstance(value, list):
        raise Refused(key, _("Expected a list of components."), value)
    kind = LISTS[key]
    found: list[Part] = []
    seen: dict[str, int] = {}
    for at, entry in enumerate(value):
        place = f"{key}[{at}]"
        if not isinstance(entry, dict):
            raise Refused(place, _("Expected a mapping of keys to values."), entry)
        name = _text(f"{place}.name", entry.get("name"))
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            other = f"{name} ({seen[name]})"
            told = {"key": f"{place}.name", "name": name, "other": other}
            notes.append(_("%(key)s: “%(name)s” occurs twice, imported as “%(other)s”") % told)
            name = other
        found.append(Part(place, name, _entry(kind, place, entry, notes)))
    return found


def _entry(kind: str, place: str, entry: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in entry.items():
        if key == "name" or _absent(value):
            continue
        if key not in (*COMMON, *PARTS[kind]):
            notes.append(_("%(key)s: unknown, left out") % {"key": f"{place}.{key}"})
            continue
        meant = SPELLINGS.get((kind, key, value)) if isinstance(value, str) else None
        if meant is not None:
            told = {"key": f"{place}.{key}", "value": value, "meant": meant}
            notes.append(_("%(key)s: “%(value)s” is read as “%(meant)s”") % told)
        values[key] = meant or value
    return values


def _map(sheet: Sheet, mappings: Any) -> None:
    """Give every front port its `rear_ports`, whichever of the three forms the file has."""
    further: dict[str, list[dict[str, Any]]] = {}
    for at, each in enumerate(_listed(MAPPINGS, mappings)):
        front = _text(f"{MAPPINGS}[{at}].front_port", each.get("front_port"))
        row = {"position": each.get("front_port_position", 1), **_rear(each)}
        further.setdefault(front, []).append(row)
    unknown = further.keys() - {part.name for part in sheet.parts["FrontPort"]}
    if unknown:
        raise Refused(MAPPINGS, _("Expected the name of a front port of this file."), min(unknown))
    sheet.parts["FrontPort"] = [_mapped(part, further.get(part.name, [])) for part in sheet.parts["FrontPort"]]


def _mapped(part: Part, further: list[dict[str, Any]]) -> Part:
    values = dict(part.values)
    rows = [*_listed(f"{part.at}.rear_ports", values.pop("rear_ports", None)), *further]
    if "rear_port" in values:
        rows.append({"position": 1, **_rear(values)})
    values.pop("rear_port", None)
    values.pop("rear_port_position", None)
    found: dict[int, tuple[str, int]] = {}
    for row in rows:
        position = _whole(f"{part.at}.position", row.get("position", 1))
        rear = _text(f"{part.at}.rear_port", row.get("rear_port"))
        far = _whole(f"{part.at}.rear_port_position", row.get("rear_port_position", 1))
        if found.setdefault(position, (rear, far)) != (rear, far):
            raise Refused(part.at, _("Expected one rear port for each position."), position)
    return Part(part.at, part.name, {**values, "rear_ports": found})


def _rear(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"rear_port": row.get("rear_port"), "rear_port_position": row.get("rear_port_position", 1)}


def _listed(key: str, value: Any) -> list[dict[str, Any]]:
    rows = value or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(key, _("Expected a list of mappings."), value)
    return rows


def _absent(value: Any) -> bool:
    """Files write what they do not state as null or as an empty text or list."""
    return value is None or value in ("", [], {})


def _text(key: str, value: Any) -> str:
    """A name; one that is a number in YAML is meant as it is written."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or not str(value).strip():
        raise Refused(key, _("Expected a text."), value)
    return str(value)


def _whole(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Refused(key, _("Expected a whole number from 1."), value)
    return value
