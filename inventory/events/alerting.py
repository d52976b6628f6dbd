"""Alerts as Alertmanager tells them, with who answers for what they are about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import connection, transaction
from msgspec import Struct, field

from inventory.events.choices import AlertSeverity, AlertState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inventory.events.models import Alert

ABOUT: Final = """
SELECT d.id, NULL::bigint, c.team_id FROM dcim_device d LEFT JOIN services_centres_of_device() c ON c.id = d.id
WHERE d.name = %(device)s AND (%(id)s = '' OR d.id::text = %(id)s)
UNION ALL
SELECT NULL, s.id, c.team_id FROM services_applicationservice s
LEFT JOIN services_centres_of_service() c ON c.id = s.id WHERE s.slug = %(service)s
UNION ALL
SELECT NULL, NULL, coalesce(v.responsible_id, s.responsible_id) FROM conferencing_venue v
JOIN dcim_site s ON s.id = v.site_id WHERE v.slug = %(venue)s
LIMIT 1
"""
"""Device, service, responsible centre; the inventory knows better than a label how things are now."""
NAMED: Final = "SELECT id FROM services_supportteam WHERE slug = %s"
ON_DUTY: Final = """
SELECT contact_id FROM services_dutyshift
WHERE team_id = %s AND kind = 'primary' AND starts_at <= now() AND ends_at > now() LIMIT 1
"""


class Told(Struct, frozen=True, rename="camel"):
    """One alert of a message."""

    status: str  # firing or resolved
    labels: dict[str, str]
    starts_at: datetime
    fingerprint: str
    ends_at: datetime | None = None
    annotations: dict[str, str] = field(default_factory=dict)


class Message(Struct, frozen=True, rename="camel"):
    """What Alertmanager posts to a webhook, version 4; what else it says is left alone."""

    version: str
    alerts: list[Told]


def take(several: Iterable[Told]) -> list[int]:
    """Keep alerts; ids of those that are new. One that is told again is the same.

    So is one that ended and began again between two messages: Alertmanager then tells a later beginning, and no end.
    """
    with transaction.atomic():
        taken = [_take(told) for told in sorted(several, key=lambda each: (each.fingerprint, each.starts_at))]
    return [key for key in taken if key is not None]


def _take(told: Told) -> int | None:
    model: type[Alert] = apps.get_model("events.Alert")
    resolved = told.status == AlertState.RESOLVED
    device, service, team = _about(told.labels)
    severity = told.labels.get("severity", "")
    values = {
        "state": AlertState.RESOLVED if resolved else AlertState.FIRING,
        "severity": severity if severity in AlertSeverity.values else AlertSeverity.WARNING,
        "name": told.labels.get("alertname", "?")[:100], "summary": told.annotations.get("summary", "")[:500],
        "device_id": device, "service_id": service, "team_id": team, "labels": told.labels,
        "ends_at": told.ends_at if resolved else None,
    }  # fmt: skip
    key = told.fingerprint[:64]
    rows = model._default_manager  # noqa: SLF001 - Django's public name
    going_on = rows.filter(fingerprint=key, state=AlertState.FIRING, starts_at__lt=told.starts_at).first()
    if going_on is not None:
        _change(going_on, values)
        return None
    found, made = rows.get_or_create(
        fingerprint=key, starts_at=told.starts_at.astimezone(UTC),
        defaults={**values, "officer_id": on_duty(team)},
    )  # fmt: skip
    if made:
        return found.pk
    _change(found, values)
    return None


def _change(alert: Alert, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(alert, name, value)
    alert.save(update_fields=list(values))


def _about(labels: dict[str, str]) -> tuple[int | None, int | None, int | None]:
    """Device, service and responsible centre of an alert."""
    names = {name: labels.get(name, "") for name in ("device", "service", "venue", "id")}
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, names)
        device, service, team = cursor.fetchone() or (None, None, None)
        if team is None:
            cursor.execute(NAMED, [labels.get("centre", "")])
            (team,) = cursor.fetchone() or (None,)
    return device, service, team


def on_duty(team: int | None) -> int | None:
    """Who of a team is on duty now."""
    if team is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(ON_DUTY, [team])
        found = cursor.fetchone()
        return found[0] if found else None


def untold() -> Sequence[Alert]:
    """Alerts whose duty officer is to be told: firing, and neither acknowledged nor silenced."""
    model: type[Alert] = apps.get_model("events.Alert")
    waiting = model._default_manager.filter(  # noqa: SLF001 - Django's public name
        state=AlertState.FIRING, told_at=None, untold="", acknowledged_at=None, officer__isnull=False
    )
    return list(
        waiting.exclude(silenced_until__gt=datetime.now(UTC)).select_related("officer", "team", "device", "service")
    )
