"""What a device's page shows beside its facts, and the page of all that it stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from infoport import states
from infoport.ui.navigation import belongs
from infoport.ui.pages import pace, reach, words
from infoport.ui.pages.audit import causes, wording
from infoport.ui.pages.audit.collection import ADVICE, polled_by, spoken
from infoport.ui.pages.audit.upstream import explained_by
from infoport.ui.pages.device import health, identity, tables
from infoport.ui.pages.device.ports import Port, ports
from infoport.ui.pages.device.reading import Reading
from infoport.ui.pages.late import Late
from infoport.ui.panels import Panel, Problem, State, register, register_problems, register_states
from inventory.dcim.models import Device
from inventory.outposts.rules.serving import outposts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

LABEL: Final = "dcim.device"
FEW: Final = 8
"""Interfaces on the summary."""
SENSORS: Final = 6
"""Sensors on the summary; those in trouble come first."""
KEY: Final = "device_reading"
COLUMNS: Final = ("peer", "description", "vlans", "speed", "addresses")
"""What of an interface the summary shows."""
ALL_COLUMNS: Final = ("peer", "description", "vlans", "speed", "mtu", "mac_address", "addresses")
"""What the page of all shows."""


def reading_of(request: HttpRequest, device: Device) -> Reading:
    """The device's reading, once per request however many cards ask."""
    kept: dict[int, Reading] = request.META.setdefault(KEY, {})
    return kept.setdefault(device.pk, Reading(request, device))


@register_states(LABEL)
def device_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """What polls say of devices, for lists and titles; devices that nobody polls have none. One query at most."""
    if not reach.may(request, "reconcile.access"):
        return {}
    known: Mapping[int, Reading] = request.META.get(KEY, {})
    if all(key in known for key in ids):
        found = {key: states.poll_state(text) for key in ids if (text := known[key].key) and text != "off"}
    else:
        found = {key: states.poll_state(value) for key, value in states.keys_of(ids).items()}
    return {key: State(each.shape, each.word) for key, each in found.items()}


@register(LABEL)
def device_panels(request: HttpRequest, _spec: Spec, device: Device) -> Iterator[Panel]:
    """Identity and interfaces of both sides, load and sensors, and how the collection goes."""
    if not (reach.may(request, "reconcile.access") or reach.may(request, "reconcile.observation")):
        return
    reading = reading_of(request, device)
    if reading.access is None and not reading.sections:
        yield Panel(
            _("Collection"),
            "pages/device/never.html",
            {"device": device, "add_url": _add_access(request, device)},
            "rail",
        )
        return
    yield Panel(
        _("Intended and observed"), "pages/device/identity.html", Late(lambda: _identity(request, reading)), "first"
    )
    if reading.stated("interfaces"):
        both = Late(lambda: _interfaces(reading))
        yield Panel(_("Interfaces"), "pages/device/interfaces.html", both, "first", covers=("dcim.interface",))
    if health.has_any(reading):
        yield Panel(_("Parts and load"), "pages/device/health.html", Late(lambda: _health(reading)))
    yield Panel(
        _("Collection"), "pages/device/collection.html", Late(lambda: collection_facts(request, reading)), "rail"
    )
    yield Panel(_("As it says"), place="tab", url=observed_url(device))


def observed_url(device: Device) -> str:
    """The page of all that the device stated."""
    return reverse("ui:device_observed", args=[device.pk])


def _add_access(request: HttpRequest, device: Device) -> str:
    if not reach.may(request, "reconcile.access", "add"):
        return ""
    return f"{reach.page('reconcile.access')}add/?device={device.pk}"


def _identity(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    return {
        "title": _("Intended and observed"), "lines": list(identity.lines(reading)), "fresh": reading.fresh,
        "left": identity.left_out(reading), "count": len(reading.differences), "never": not reading.sections,
        "all_url": f"{reverse('ui:differences')}?device={reading.device.pk}", "as_of": words.moment(reading.at),
        "may_change": reach.may(request, "reconcile.difference", "change"), "next": request.get_full_path(),
        "state": states.poll_state(reading.key or "none"),
    }  # fmt: skip


def _interfaces(reading: Reading) -> dict[str, Any]:
    found = ports(reading)
    up = sum(port.state.shape == "ok" for port in found)
    return {
        "title": _("Interfaces"), "total": len(found), "up": up, "differing": sum(port.differs for port in found),
        "rows": [_cells(port, COLUMNS) for port in found[:FEW]], "all_url": observed_url(reading.device),
        "fresh": reading.fresh,
    }  # fmt: skip


def _cells(port: Port, columns: Sequence[str]) -> dict[str, Any]:
    """A line with its cells in the order of the columns; empty ones where it has none."""
    return {"port": port, "cells": [port.cells.get(name) for name in columns]}


def _health(reading: Reading) -> dict[str, Any]:
    sensors = health.sensors(reading)
    return {
        "gauges": list(health.gauges(reading))[:FEW], "sensors": sensors[:SENSORS],
        "more": max(0, len(sensors) - SENSORS),
        "all_url": observed_url(reading.device), "source": reading.source("sensors"),
    }  # fmt: skip


def collection_facts(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """How the device is asked and how that goes."""
    access, poll, key = reading.access, reading.poll, reading.key or "none"
    outpost = outposts_of([access.pk]).get(access.pk) if access else None
    return {
        **polled_by(outpost),
        "device": reading.device, "state": states.poll_state(key), "advice": ADVICE.get(key, ""), "access": access,
        "address": f"{access.address.partition('/')[0]}:{access.port}" if access else "",
        "access_url": reach.page("reconcile.access", access.pk) if access else "",
        "explained": explained_by(request, {reading.device.pk} if key == "unreachable" else ()).get(reading.device.pk),
        "version": spoken(access) if access else "", "error": poll.error if poll else "",
        "success": words.exactly(reading.at), "success_at": reading.at, "failures": poll.failures if poll else 0,
        "duration": f"{words.number(poll.duration_ms)} ms" if poll and poll.duration_ms is not None else "",
        "since": words.since(poll.since) if poll and poll.since else "",
        "interval": words.span(poll.interval if poll else access.interval) if access else "",
        "lessons": list(pace.lessons(poll)),
        "may_poll": bool(access and access.enabled and not outpost)
        and reach.may(request, "reconcile.access", "change"),
        "poll_url": reverse("ui:poll_now", args=[reading.device.pk]), "next": request.get_full_path(),
        "sections": [
            {"name": each.get_section_display(), "source": each.evidence, "changed": words.moment(each.last_changed)}
            for each in sorted(reading.sections.values(), key=lambda each: each.section)
        ],
    }  # fmt: skip


@register_problems(LABEL, gettext_lazy("answers, differences, sensors"))
def device_problems(request: HttpRequest, _spec: Spec, device: Device) -> Iterator[Problem]:
    """That it does not answer, what differs, and sensors in trouble; worst first."""
    reading = reading_of(request, device)
    key = reading.key
    if key is None and reach.may(request, "reconcile.access"):
        # The audit has closed what it knew: nothing found is not the same as nothing wrong.
        yield Problem("unknown", _("Nobody polls this device"), _("Whether it is as registered is unknown."))
        return
    if key in {"unreachable", "refused", "garbled", "late"}:
        state = states.poll_state(key)
        since = words.since(reading.poll.since) if reading.poll and reading.poll.since else ""
        title = _("The device is %(state)s") % {"state": state.word}
        explained = explained_by(request, {device.pk} if key == "unreachable" else ()).get(device.pk, "")
        detail = " · ".join(text for text in (explained, since, reading.poll.error if reading.poll else "") if text)
        yield Problem(state.shape, title, detail, reverse("ui:collection"))
    for each in health.troubled(health.sensors(reading)) if reading.fresh else ():
        limit = _("%(value)s, limit %(limit)s") % {"value": each.value, "limit": each.limit}
        yield Problem(each.state.shape, each.name, limit, f"{observed_url(device)}#sensors")
    for difference in reading.differences:
        if difference.rule != "device.reachable":
            yield _differs(device, difference)


def _differs(device: Device, difference: Any) -> Problem:
    part = difference.label.removeprefix(device.name or "").strip()
    cause = str(causes.cause_of(difference.rule).title)
    both = f"{wording.intended(difference).text} → {wording.observed(difference).text}"
    title = _("%(label)s: %(values)s") % {"label": part, "values": cause} if part else cause
    return Problem("degraded", title, both, reverse("ui:difference", args=[difference.pk]))


@require_safe
def observed(request: HttpRequest, pk: int) -> HttpResponse:
    """The page `/dcim/devices/<id>/observed/`: everything the device stated last, beside what is registered."""
    belongs(request, "inventory/devices")
    reach.find(request, Device, pk, reach.within(request, Device))
    reach.need(request, "reconcile.observation")
    device = reach.find(
        request, Device, pk, reach.within(request, Device).select_related("device_type", "platform", "site", "rack")
    )  # fmt: skip
    reading = reading_of(request, device)
    found = ports(reading) if reading.stated("interfaces") else []
    context = {
        "device": device, "name": reach.name_of(device), "device_url": reach.page(LABEL, pk),
        "lines": [_cells(port, ALL_COLUMNS) for port in found],
        "neighbours": list(reading.rows("neighbours")), "sensors": health.sensors(reading),
        "parts": health.parts(reading), "tables": tables.tables(reading),
        "gauges": list(health.gauges(reading)), "vlans": list(reading.rows("vlans")), "arp": len(reading.rows("arp")),
        "fdb": len(reading.rows("fdb")), "system": _system(reading), "stated": bool(reading.sections),
        "sources": {name: reading.source(name) for name in reading.sections}, **collection_facts(request, reading),
    }  # fmt: skip
    return render(request, "pages/device/observed.html", context)


def _system(reading: Reading) -> list[dict[str, Any]]:
    """For macros/facts.html."""
    labels = {
        "sysName": _("Name"), "sysDescr": _("Description"), "sysLocation": _("Location"), "sysContact": _("Contact"),
        "sysObjectID": "sysObjectID", "vendor": _("Maker"), "hardware": _("Model"), "os": _("Platform"),
        "version": _("Software version"), "serial": _("Serial number"),
    }  # fmt: skip
    mono = {"sysObjectID", "serial"}
    return [
        {"label": label, "value": reading.system[key], "mono": key in mono}
        for key, label in labels.items()
        if reading.system.get(key)
    ]
