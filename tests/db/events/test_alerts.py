"""Alerts: taken from Alertmanager, told to who is on duty, acknowledged and silenced."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from infoport import telling

from inventory.conferencing.models import Venue
from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Site
from inventory.events.models import Alert
from inventory.services.models import DutyShift, SupportTeam
from inventory.tenancy.models import Contact
from inventory.users.models import Token, User

NOW = datetime.now(UTC)


@pytest.fixture
def device(db: None) -> Device:
    team = SupportTeam.objects.create(name="市信息中心", slug="info-centre", kind="centre")
    officer = Contact.objects.create(name="王力", email="wangli@example.org", phone="0431-1")
    DutyShift.objects.create(
        team=team, contact=officer, starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=7)
    )
    maker = Manufacturer.objects.create(name="Huawei", slug="huawei")
    kind = DeviceType.objects.create(manufacturer=maker, model="S5720", slug="s5720")
    role = DeviceRole.objects.create(name="core", slug="core")
    site = Site.objects.create(name="信息港", slug="xxg", responsible=team)
    return Device.objects.create(name="core01", device_type=kind, role=role, site=site)


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_superuser("admin", password="x")


def told(device: Device, status: str = "firing", **labels: str) -> dict[str, Any]:
    ends = NOW if status == "resolved" else datetime(1, 1, 1, tzinfo=UTC)
    return {
        "status": status, "fingerprint": "f00",
        "startsAt": (NOW - timedelta(minutes=5)).isoformat(), "endsAt": ends.isoformat(),
        "labels": {"alertname": "DeviceDown", "severity": "critical", "device": str(device.name), **labels},
        "annotations": {"summary": f"{device.name} does not answer"}, "generatorURL": "http://p/",
    }  # fmt: skip


def post(client: Client, *alerts: dict[str, Any]) -> Any:
    body = {"version": "4", "groupKey": "{}", "status": "firing", "receiver": "infoport", "alerts": list(alerts)}
    return client.post("/api/plugins/events/alertmanager/", json.dumps(body), content_type="application/json")


def client_of(user: User, *, write: bool = True) -> Client:
    return Client(headers={"authorization": f"Bearer {Token.issue(user, write_enabled=write)[1]}"})


def test_an_alert_told_again_stays_one_and_goes_to_who_is_on_duty(device: Device, admin: User) -> None:
    client = client_of(admin)
    assert post(client, told(device)).json() == {"alerts": 1, "new": 1}
    assert post(client, told(device)).json() == {"alerts": 1, "new": 0}
    found = Alert.objects.get()
    assert (found.device, found.team and found.team.slug, found.officer and found.officer.name) == (
        device, "info-centre", "王力",
    )  # fmt: skip
    later = (NOW - timedelta(minutes=4)).isoformat()  # it began anew before anybody was told that it had ended
    assert post(client, {**told(device), "startsAt": later}).json() == {"alerts": 1, "new": 0}
    post(client, {**told(device, "resolved"), "startsAt": later})
    found = Alert.objects.get()
    assert (found.state, found.ends_at) == ("resolved", NOW)


def test_an_alert_of_a_venue_goes_to_the_team_of_the_venue_or_of_its_site(device: Device, admin: User) -> None:
    Venue.objects.create(name="主会场", slug="main", kind="main", site=device.site)
    alert = {**told(device), "labels": {"alertname": "VenueNotReady", "venue": "main", "severity": "warning"}}
    post(client_of(admin), alert)
    found = Alert.objects.get()
    assert (found.device, found.team and found.team.slug, found.officer and found.officer.name) == (
        None, "info-centre", "王力",
    )  # fmt: skip


def test_who_may_not_add_alerts_does_not_and_nonsense_is_named(device: Device, admin: User) -> None:
    assert post(client_of(admin, write=False), told(device)).status_code == 403
    assert post(client_of(User.objects.create_user("nobody", password="x")), told(device)).status_code == 403
    answer = client_of(admin).post("/api/plugins/events/alertmanager/", b"{", content_type="application/json")
    assert answer.status_code == 400 and "Alertmanager" in answer.content.decode()
    assert not Alert.objects.exists()


class Mailbox:
    """A mail server on loopback that takes every message, unless it `refuses` with a code."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.refuses = b""
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n")
        while line := (await reader.readline()).strip().upper():
            if line == b"DATA":
                writer.write(b"354 go on\r\n")
                self.messages.append((await reader.readuntil(b"\r\n.\r\n")).decode())
            writer.write(self.refuses + b" no\r\n" if self.refuses and line.startswith(b"RCPT") else b"250 ok\r\n")
            if line == b"QUIT":
                break
        writer.close()

    def close(self) -> None:
        async def end() -> None:
            self.server.close()
            await self.server.wait_closed()

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    found = Mailbox()
    for name, value in {
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": found.port,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    }.items():  # fmt: skip
        monkeypatch.setattr(settings, name, value)
    yield found
    found.close()


def test_the_duty_officer_gets_one_message_unless_somebody_looks_after_it(
    device: Device, admin: User, mailbox: Mailbox
) -> None:
    post(client_of(admin), told(device))
    post(client_of(admin), {**told(device, alertname="UpsOnBattery"), "fingerprint": "f01"})
    page = Client()
    page.force_login(admin)
    second = Alert.objects.get(fingerprint="f01")
    page.post(f"/overview/alerts/{second.pk}/silence/", {"hours": "8", "next": "/overview/alerts/"})
    assert telling.tell() == 1
    assert telling.tell() == 0
    (message,) = mailbox.messages
    assert "wangli@example.org" in message and "core01 does not answer" in message
    first = Alert.objects.get(fingerprint="f00")
    assert first.told_at is not None
    assert "core01 does not answer" in page.get("/overview/alerts/").content.decode()
    page.post(f"/overview/alerts/{first.pk}/acknowledge/", {"next": "/overview/alerts/"})
    assert "core01" not in page.get("/overview/alerts/").content.decode()
    shown = page.get("/overview/alerts/?state=acknowledged").content.decode()
    assert "王力" in shown and "admin" in shown
    assert "UpsOnBattery" in page.get("/overview/alerts/?state=silenced").content.decode()
    assert not getattr(mail, "outbox", [])


def test_what_the_mail_server_refuses_is_said_and_not_tried_for_ever(
    device: Device, admin: User, mailbox: Mailbox
) -> None:
    post(client_of(admin), told(device))
    mailbox.refuses = b"451"
    assert (telling.tell(), Alert.objects.get().untold) == (0, "")
    mailbox.refuses = b"550"
    assert telling.tell() == 0
    assert "550" in Alert.objects.get().untold
    assert telling.tell() == 0
    page = Client()
    page.force_login(admin)
    assert "550" in page.get("/overview/alerts/").content.decode()
