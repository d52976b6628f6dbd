"""Adding from where one is: what may be added to an object, prefilled, and the way back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from django.utils.html import escape, format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from infoport.ui import words
from infoport.ui.asker import asker
from inventory.dcim.models import Interface
from inventory.declare.exporting import exported_fields
from inventory.declare.forms import is_writable, prefilled
from inventory.declare.keys import key_texts
from inventory.declare.permissions import allowed, restrict
from inventory.declare.registry import specs
from inventory.ipam import free
from inventory.ipam.models import Prefix
from inventory.virtualization.models import VMInterface

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import HttpRequest

    from infoport.ui.related import Relation
    from inventory.declare.spec import Spec

NEXT: Final = "_next"
"""Parameter of a form's address: where to go when it was saved, or left."""
WITHIN: Final = "_within"
"""Of the form of an address: the prefix in which the first free one is proposed."""
ON: Final = "_on"
"""Of the form of an address: the device or machine on whose first interface it shall lie."""
ADDRESS: Final = "ipam.ipaddress"
OFFERED: Final = 16
OWNED: Final = 2
"""Relations of a higher rank merely mention the object."""
SCOPES: Final = frozenset({"dcim.site", "dcim.location", "dcim.region", "dcim.sitegroup"})
"""Types in which a prefix may lie."""
PORTS: Final[Mapping[str, tuple[Any, str]]] = {
    "dcim.device": (Interface, "device"), "virtualization.virtualmachine": (VMInterface, "virtual_machine"),
}  # fmt: skip


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the person came from, if it is one of our pages."""
    wanted = request.GET.get(NEXT, "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else otherwise


def came_from(request: HttpRequest) -> bool:
    """Whether the address says where to go back to."""
    return bool(back(request, ""))


def additions(request: HttpRequest, spec: Spec, instance: Any, numbers: Iterable[Relation]) -> list[dict[str, str]]:
    """What the person may add to an object: forms that know where they belong and lead back. No query."""
    if getattr(request, "as_of", None) is not None:
        return []
    page = f"{spec.page}{instance.pk}/"
    found = [*_special(spec, instance, page), *_ways(request, spec, instance, numbers, page)]
    listed = [each for each in found if _may_add(request, specs[each["label"]])]
    return list({each["title"]: each for each in listed[::-1]}.values())[::-1][:OFFERED]


def _ways(
    request: HttpRequest, spec: Spec, instance: Any, numbers: Iterable[Relation], page: str
) -> Iterator[dict[str, str]]:
    del request
    for way in numbers:
        if way.rank <= OWNED and way.kind in {"ref", "generic"} and not _of_anything(way):
            title = words.capital(way.spec.verbose_name) if way.alone else way.title
            yield {"label": way.label, "title": title, "url": _form(way.spec, way.query(spec, instance.pk), page)}


def _of_anything(way: Relation) -> bool:
    """Whether the type refers to objects of every type: notes and files have cards of their own."""
    refs = getattr(way.spec.model, "generic_refs", ())
    return way.kind == "generic" and any(ref.name == way.field and not ref.to for ref in refs)


def _special(spec: Spec, instance: Any, page: str) -> Iterator[dict[str, str]]:
    """What refers here in a way of its own: prefixes by their scope, addresses to neither device nor prefix."""
    title = words.capital(specs[ADDRESS].verbose_name)
    if spec.label in PORTS:
        yield {"label": ADDRESS, "title": title, "url": _form(specs[ADDRESS], f"{ON}={spec.label}:{instance.pk}", page)}
    if spec.label in SCOPES:
        name = words.capital(specs["ipam.prefix"].verbose_name)
        query = f"scope_type={spec.label}&scope_id={instance.pk}"
        yield {"label": "ipam.prefix", "title": name, "url": _form(specs["ipam.prefix"], query, page)}
    if spec.label == "ipam.prefix":
        where = f"&vrf_id={instance.vrf_id}" if instance.vrf_id else ""
        query = f"{WITHIN}={instance.pk}{where}"
        yield {"label": ADDRESS, "title": title, "url": _form(specs[ADDRESS], query, page)}
        inner = _("Child prefix")
        query = f"prefix={quote(str(instance.prefix))}{where}"
        yield {"label": "ipam.prefix", "title": inner, "url": _form(specs["ipam.prefix"], query, page)}


def _form(spec: Spec, query: str, page: str) -> str:
    return f"{spec.page}add/?{query}&{NEXT}={quote(page)}"


def _may_add(request: HttpRequest, spec: Spec) -> bool:
    return is_writable(spec) and allowed(asker(request), spec.label, "add") is not None


def proposed(request: HttpRequest, spec: Spec) -> dict[str, Any]:
    """What the place one came from proposes for a new address: the first free one, or an interface."""
    if spec.label != ADDRESS:
        return {}
    return {**_first_free(request), **_first_port(request)}


def _first_free(request: HttpRequest) -> dict[str, Any]:
    key = request.GET.get(WITHIN, "")
    prefix = _visible(request, Prefix, key)
    spans = free.in_prefix(prefix, 1) if prefix is not None else []
    listed = free.addresses(spans, 1)
    return (
        {"address": f"{listed[0].partition('/')[0]}/{str(prefix.prefix).partition('/')[2]}"}
        if listed and prefix
        else {}
    )


def _first_port(request: HttpRequest) -> dict[str, Any]:
    label, _colon, key = request.GET.get(ON, "").partition(":")
    if label not in PORTS or not key.isdecimal():
        return {}
    model, field = PORTS[label]
    order = ("-mgmt_only", "_name") if label == "dcim.device" else ("_name",)
    rows = restrict(model.objects.all(), asker(request), "view").filter(**{field: int(key)}).order_by(*order)
    first = rows.values_list("pk", flat=True).first()
    return {"assigned_object": f"{model._meta.label_lower}:{first}"} if first else {}  # noqa: SLF001 - Django's own


def _visible(request: HttpRequest, model: Any, key: str) -> Any:
    """The object of that id that the person may see, or None."""
    if not key.isdecimal() or len(key) > 18:  # noqa: PLR2004 - bigint
        return None
    return restrict(model.objects.all(), asker(request), "view").filter(pk=int(key)).first()


def import_text(spec: Spec, params: Mapping[str, Any]) -> str:
    """The beginning of a file for what an address prefills: the columns needed, and a first row with what is known."""
    known = prefilled(spec, params)
    cells = {name: text for name, value in known.items() if (text := _cell(spec, name, value))}
    if not cells:
        return ""
    fields = exported_fields(spec)
    needed = [each.name for each in fields if each.required or each.name in spec.key or each.name in cells]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([needed, [cells.get(name, "") for name in needed]])
    return out.getvalue()


def _cell(spec: Spec, name: str, value: Any) -> str:
    """A value as files have it: references by their key."""
    field = spec.fields.get(name)
    if field is None or field.kind == "generic":
        return ""
    value = value[0] if isinstance(value, list) and value else value
    if field.kind in {"ref", "refs"} and field.target and str(value).isdecimal() and len(str(value)) < 19:  # noqa: PLR2004 - bigint
        return key_texts(specs[field.target], {int(value)}).get(int(value), "")
    return str(value)


def linked(text: str, kind: str, name: str, url: str) -> str:
    """The message `text` (with %(type)s and %(name)s), the name leading to the object."""
    link = format_html('<a href="{}">{}</a>', url, name)
    return mark_safe(text % {"type": escape(kind), "name": link})  # noqa: S308 - both parts are escaped
