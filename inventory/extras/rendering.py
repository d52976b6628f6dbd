"""What templates are given: an object with what lies around it, or a list; and which template applies to what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from inventory.core.models import DataFile
from inventory.declare.readplan import encoder, page, rows
from inventory.declare.registry import specs
from inventory.extras import sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.declare.spec import Spec
    from inventory.extras.models import ConfigTemplate, ExportTemplate
    from inventory.extras.sourced import Template

AROUND: Final = ("site", "location", "rack", "device_type", "role", "platform", "tenant", "cluster")
"""References of a device or virtual machine that its template finds whole, not only by their brief form."""
PORTS: Final = {
    "dcim.device": ("dcim.interface", "device"),
    "virtualization.virtualmachine": ("virtualization.vminterface", "virtual_machine"),
}
PAGE: Final = 1000
INCLUDABLE: Final = 1 << 20
"""Octets of the files that a template from a data source may include, together."""


def template_for(instance: Any) -> ConfigTemplate | None:
    """The config template of a device or virtual machine: its own, else its role's, else its platform's."""
    for holder in (instance, instance.role, instance.platform):
        if holder is not None and holder.config_template is not None:
            found: ConfigTemplate = holder.config_template
            return found
    return None


def configuration(template: ConfigTemplate, spec: Spec, pk: int, base: str, given: Mapping[str, Any]) -> str:
    """The configuration of one object; `given` goes before its config context. Raises `BadTemplate`."""
    about, context = subject(spec, pk, base)
    name = spec.label.partition(".")[2]
    return rendered(template, encoder.encode({**context, **given, name: about}))


def rendered(template: ConfigTemplate, context: bytes) -> str:
    """The text of a config template for a JSON object. Raises `BadTemplate`."""
    return sandbox.render(
        template.template_code, template.environment_params, context, files=beside(template), debug=template.debug
    )


def subject(spec: Spec, pk: int, base: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """An object as templates see it, and its config context."""
    found = rows(spec, [pk], base)[0]
    context: dict[str, Any] = decoded(found.get("config_context"))
    instance = spec.model._default_manager.get(pk=pk)  # noqa: SLF001 - any declared model
    for name in AROUND:
        key = getattr(instance, f"{name}_id", None)
        if key is not None:
            found[name] = next(iter(rows(specs[spec.fields[name].target or ""], [key], base)), None)
    label, parent = PORTS[spec.label]
    found["interfaces"] = interfaces(specs[label], {parent: pk}, base)
    return found, context


def interfaces(spec: Spec, of: Mapping[str, int], base: str) -> list[dict[str, Any]]:
    """Interfaces in order, each with its addresses."""
    ids = list(spec.model._default_manager.filter(**of).order_by(*spec.ordering).values_list("pk", flat=True))  # noqa: SLF001
    listed = rows(spec, ids, base)
    addresses = specs["ipam.ipaddress"]
    held = addresses.model._default_manager.filter(assigned_object_type=spec.label, assigned_object_id__in=ids)  # noqa: SLF001
    by_port: dict[int, list[Any]] = {}
    ports = dict(held.order_by("pk").values_list("pk", "assigned_object_id"))
    for row in rows(addresses, list(ports), base):  # only those that its person may see
        by_port.setdefault(ports[row["id"]], []).append(row)
    for row in listed:
        row["ip_addresses"] = by_port.get(row["id"], [])
    return listed


def decoded(raw: Any) -> Any:
    """A pre-encoded fragment as the value it stands for."""
    return json.loads(bytes(raw)) if raw is not None else {}


def exported(template: ExportTemplate, spec: Spec, ids: Sequence[int], base: str) -> str:
    """A list of objects through an export template. Raises `BadTemplate`."""
    listed: list[Any] = []
    for at in range(0, len(ids), PAGE):
        listed += page(spec, ids[at : at + PAGE], base)
    context = encoder.encode({"queryset": listed})
    return sandbox.render(template.template_code, template.environment_params, context, files=beside(template))


def beside(template: Template) -> dict[str, str]:
    """The text files of the template's data source, by path, as far as they fit."""
    if template.data_file is None:
        return {}
    found: dict[str, str] = {}
    room = INCLUDABLE
    files = DataFile.objects.filter(source_id=template.data_source_id)
    for path, data in files.values_list("path", "data"):
        text = bytes(data).decode(errors="replace")
        room -= len(text)
        if room > 0:
            found[path] = text
    return found
