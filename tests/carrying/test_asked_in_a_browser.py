"""A department asks in a browser for a web site, an officer approves, the page shows the plays, the site opens."""

import base64
import hashlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from inventory.hosting import vault
from inventory.hosting.models import HostingSecret, Request, Reservation, Run
from inventory.users.models import ObjectPermission, User
from inventory.virtualization.models import VirtualMachine
from playbooks.carrying.told import city
from tests.carrying.conftest import until
from tests.carrying.town import Town, machine
from tests.e2e.looks import WIDE, listened, sign_in
from tests.lab.hosts import Lab

Worker = Callable[..., "subprocess.Popen[bytes]"]
DOMAIN, ADDRESS = "weather.city.test", "10.66.0.2"
BACKUP = os.environ.get("INFOPORT_TESTS_BACKUP", "none")
"""Copies take half a minute more; tests/playbooks tries them in every run."""
MINUTES = 120_000
"""Milliseconds that the plays may take in all."""


def pin() -> str:
    """The city's authority as Chromium is told to trust it: the digest of its public key."""
    authority = x509.load_pem_x509_certificate(city().pair.certificate.encode())
    key = authority.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


@pytest.fixture
def chromium(town: Town, lab: Lab, tmp_path: Path) -> Iterator[Browser]:
    """A browser for which the site's name leads into the lab, and which trusts whom the city's authority certifies."""
    del town
    arguments = [
        "--no-sandbox", f"--ignore-certificate-errors-spki-list={pin()}", f"--user-data-dir={tmp_path / 'chromium'}",
        f"--host-resolver-rules=MAP {DOMAIN} 127.0.0.1:{lab.doors.to(ADDRESS, 443)}",
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments[:2] + arguments[3:])
        with closing(browser):
            yield browser


@pytest.fixture
def department(town: Town) -> User:
    rule = ObjectPermission.objects.create(
        name="own", object_types=["tenancy.tenant", "segments.segment", "hosting.request"],
        actions=["view", "add", "change"],
    )  # fmt: skip
    rule.users.add(town.asker)
    return town.asker


def asked(page: Page) -> Request:
    """The department's form, filled in and sent."""
    page.goto("/portal/new/website/")
    for name, value in {"name": "天气预报", "contact": "李工", "q_domain": DOMAIN}.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=exposure]", "extranet")
    page.select_option("[name=backup]", BACKUP)
    page.locator("button[name=_submit]").click()
    expect(page.locator("h1")).to_contain_text("天气预报")
    return Request.objects.get()


def no_secret_is_shown(request: Request) -> None:
    """What was made up for the request is sealed, and stands in no run and no event."""
    runs = Run.objects.filter(request=request)
    stored = b"".join(bytes(each.sealed) for each in HostingSecret.objects.all())
    shown = str(list(runs.values()) + list(runs.values("events__message", "events__diff")))
    for what in ("snmp-auth", "snmp-priv"):
        word = vault.kept(f"request:{request.pk}:{what}", dict)["word"]
        assert word.encode() not in stored
        assert word not in shown


def test_a_department_gets_its_web_site(
    town: Town, department: User, chromium: Browser, live_server: LiveServer, worker: Worker, lab: Lab
) -> None:
    worker()
    town.officer.is_superuser = True
    town.officer.save()
    pages = []
    for user in (department, town.officer):
        context = chromium.new_context(base_url=live_server.url, locale="en", viewport=WIDE)
        sign_in(context, live_server.url, user)
        pages.append(context.new_page())
    theirs, ours = pages
    complaints = listened(ours) + listened(theirs)

    request = until(asked(theirs), "planned", "unfit")
    host = machine(lab, request)
    assert host.address == ADDRESS

    ours.goto(f"/hosting/requests/{request.pk}/")
    begun = time.monotonic()
    ours.get_by_role("button", name="Approve this plan").click()
    shown = ours.locator("#ran")
    expect(shown).to_contain_text("linux-server", timeout=MINUTES)
    expect(shown.get_by_role("button", name="Stop")).to_be_visible(timeout=MINUTES)
    expect(shown).to_contain_text("Harden sshd", timeout=MINUTES)
    expect(ours.locator("#progress")).to_contain_text("Live", timeout=MINUTES)
    took = time.monotonic() - begun
    for check in ("SNMP", "HTTPS", "DNS", *(["backup"] if BACKUP != "none" else [])):
        expect(shown.locator("tr", has_text=check)).to_contain_text("Yes")
    assert took < 120

    theirs.reload()
    theirs.get_by_role("link", name=f"https://{DOMAIN}/").click()
    expect(theirs.locator("h1")).to_have_text("天气预报")
    assert complaints == []
    request.refresh_from_db()
    assert request.result == {"url": f"https://{DOMAIN}/", "host": host.name, "address": host.address}
    assert VirtualMachine.objects.get().status == "active"
    runs = Run.objects.filter(request=request)
    assert {run.state for run in runs} == {"done"}
    own = took - sum((run.ended - run.created).total_seconds() for run in runs)
    print(f"{took:.1f} s from approval to verified, {own:.1f} s of them outside of plays")
    no_secret_is_shown(request)

    back = until(town.ask(name="归还", purpose="return", about=request), "planned")
    ours.goto(f"/hosting/requests/{back.pk}/")
    ours.get_by_role("button", name="Approve this plan").click()
    expect(ours.locator("#progress")).to_contain_text("Given back", timeout=MINUTES)
    assert host.process.wait(10) is not None
    assert not Reservation.objects.exists()
    assert not VirtualMachine.objects.exists()
    assert not HostingSecret.objects.exclude(name="authority").exists()
