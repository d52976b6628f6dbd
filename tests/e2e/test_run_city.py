"""The whole loop on real packets: the demo city is polled, compared, and what was planted is what is found."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pynetbox
import pytest
import requests
from infoport import embedded

from tests.e2e.watching import ROOT, Mailbox, Watch, mail, panel, until, watch

INFOPORT = Path(sys.executable).parent / "infoport"
READY_SECONDS, FOUND_SECONDS = 120, 120  # a minute is promised on an idle machine


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[str, Mailbox]]:
    with mail() as found:
        yield found


@pytest.fixture(scope="module")
def city(make_folder: Callable[[], Path], mailbox: tuple[str, Mailbox]) -> Iterator[dict[str, str]]:
    """A running city; the value is the environment of its commands."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFOPORT_")}
    environ = {**kept, "INFOPORT_DATA": str(make_folder() / "var"), "INFOPORT_PORT": port}
    environ["INFOPORT_MAIL_HOST"], environ["INFOPORT_MAIL_PORT"] = mailbox[0].split(":")
    with subprocess.Popen([INFOPORT, "run"], env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        began = time.monotonic()
        for line in process.stdout:
            if re.search(r"Ready after", line):
                break
            assert time.monotonic() - began < READY_SECONDS
        yield environ
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(30) == 0


@pytest.fixture(scope="module")
def api(city: dict[str, str]) -> pynetbox.api:
    command = [INFOPORT, "token", "admin"]
    made = subprocess.run(command, env=city, capture_output=True, text=True, check=True).stdout
    found = re.search(r"nbt_\S+", made)
    assert found, made
    return pynetbox.api(f"http://127.0.0.1:{city['INFOPORT_PORT']}", token=found[0])


@pytest.fixture(scope="module")
def watched(city: dict[str, str], api: pynetbox.api, make_folder: Callable[[], Path]) -> Iterator[Watch]:
    """Prometheus and Alertmanager, as deployed, beside the city."""
    with watch(make_folder(), f"127.0.0.1:{city['INFOPORT_PORT']}", str(api.token)) as found:
        yield found


def listed(environ: dict[str, str], *arguments: str) -> list[dict[str, object]]:
    done = subprocess.run([INFOPORT, *arguments, "--json"], env=environ, capture_output=True, text=True, check=True)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def differences(api: pynetbox.api) -> dict[int, dict[str, Any]]:
    """What is open, as REST has it: the command starts for as long as a poll takes."""
    return {each["id"]: each for each in map(dict, api.plugins.reconcile.differences.filter(closed__empty=True))}


@pytest.mark.usefixtures("watched")  # its rates need the polls of the meantime
def test_the_audit_finds_what_was_planted_and_nothing_else(city: dict[str, str], api: pynetbox.api) -> None:
    planted = Counter(str(each["rule"]) for each in listed(city, "demo", "planted"))
    deadline = time.monotonic() + FOUND_SECONDS
    while len(differences(api)) < planted.total() and time.monotonic() < deadline:
        time.sleep(0.5)
    assert Counter(str(each["rule"]) for each in listed(city, "audit")) == planted
    assert planted.total() > 0


def test_every_difference_tells_its_evidence(city: dict[str, str]) -> None:
    for each in listed(city, "audit"):
        assert each["evidence"], each["label"]
        assert each["device_name"]
        assert each["confidence"] in {"certain", "likely"}


def test_devices_are_polled_again_and_the_differences_stay_as_they_are(api: pynetbox.api) -> None:
    before = {key: each["last_seen"] for key, each in differences(api).items()}
    deadline = time.monotonic() + FOUND_SECONDS
    after = before
    while sum(after.get(key) == seen for key, seen in before.items()) > len(before) / 2:
        assert time.monotonic() < deadline
        time.sleep(0.5)
        after = {key: each["last_seen"] for key, each in differences(api).items()}
    assert after.keys() == before.keys()


PLANTED = ("Planted-auth-1f2e", "Planted-privacy-3d4c", "Planted-login-5b6a", "Planted-word-7988")


def test_no_secret_is_in_a_row_a_file_a_page_or_an_answer(city: dict[str, str], api: pynetbox.api) -> None:
    reconcile = api.plugins.reconcile
    usm = reconcile.credentials.create(
        name="planted v3", kind="usm", username="monitor", auth_protocol="sha256", auth_key=PLANTED[0],
        privacy_protocol="aes128", privacy_key=PLANTED[1],
    )  # fmt: skip
    login = reconcile.credentials.create(
        name="planted ssh", kind="login", username="ops", password=PLANTED[2], enable_secret=PLANTED[3]
    )
    polled = {each.device.id for each in reconcile.accesses.filter(enabled=True)}
    free = [each for each in api.dcim.devices.filter(status="active", limit=200) if each.id not in polled][:2]
    ways = [
        reconcile.accesses.create(
            device=free[0].id, address="127.0.0.1/32", port=9, version="v3", credential=usm.id, interval=5, timeout=0.2
        ),
        reconcile.accesses.create(
            device=free[1].id, address="127.0.0.1/32", port=9, method="ssh", credential=login.id, interval=5
        ),
    ]
    deadline = time.monotonic() + 60
    while not all(reconcile.accesses.get(each.id).last_attempt for each in ways) and time.monotonic() < deadline:
        time.sleep(1)
    assert {reconcile.accesses.get(each.id).state.value for each in ways} == {"unreachable"}
    usm.description = "changed"
    usm.save()
    words = [each.encode() for each in (*PLANTED, "changchun-demo")]
    for what, content in everything(city, api, [usm, login, *ways, *free]):
        assert not [each for each in words if each in content], what


def everything(city: dict[str, str], api: pynetbox.api, shown: list[Any]) -> Iterator[tuple[str, bytes]]:
    """All that is stored, written to a file, or answered about these objects."""
    folder = Path(city["INFOPORT_DATA"])
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_relative_to(folder / "postgres"):
            yield str(path), path.read_bytes()
    where = {"PGHOST": str(embedded.socket_directory(folder)), "PGPORT": str(embedded.PORT), "PGUSER": embedded.NAME}
    dump = [str(embedded.program("pg_dump")), "--data-only", embedded.NAME]
    yield "the database", subprocess.run(dump, env=city | where, capture_output=True, check=True).stdout
    base = f"http://127.0.0.1:{city['INFOPORT_PORT']}"
    for each in shown:
        answer = api.http_session.get(each.url, headers={"Authorization": f"Bearer {api.token}"})
        yield f"{each.url}: {answer.status_code}", answer.content
    with requests.Session() as browser:
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', browser.get(f"{base}/login/").text)
        assert token
        person = {"username": "admin", "password": "admin-changchun", "csrfmiddlewaretoken": token[1]}
        browser.post(f"{base}/login/", person, headers={"Referer": base}, timeout=30)
        pages = [each.url.replace("/api/plugins/", "/").replace("/api/", "/") for each in shown]
        pages += [f"{page}{tail}" for page in pages for tail in ("edit/", "history/")]
        pages += [f"{base}{page}" for page in ("/audit/collection/", "/audit/differences/", "/core/jobs/")]
        for page in pages:
            answer = browser.get(page, timeout=30)
            assert answer.status_code == 200 and "/login/" not in answer.url, (page, answer.url)
            yield page, answer.content


NO_DATA: Final = {("room", "Humidity of the room"): "no simulated device measures it"}
"""Panels without data in the demo city, and why."""


def test_prometheus_finds_every_target_and_every_panel_has_data(watched: Watch) -> None:
    folder = ROOT / "monitoring" / "generated" / "grafana" / "dashboards" / "en"
    panels = {
        (path.stem, str(each["title"])): panel(target["expr"])
        for path in sorted(folder.glob("*.json"))
        for each in json.loads(path.read_text(encoding="utf-8"))["panels"] for target in each["targets"]
    }  # fmt: skip
    assert len(panels) > 40
    left = dict(panels)
    deadline = time.monotonic() + FOUND_SECONDS  # rates need two polls
    while left.keys() > NO_DATA.keys() and time.monotonic() < deadline:
        left = {key: query for key, query in left.items() if not watched.ask(query)}
        time.sleep(1)
    assert left.keys() == NO_DATA.keys()
    assert set(watched.targets().values()) == {"up"}
    assert not watched.ask("count by (device) (infoport_device_up) > 1")


def test_an_outage_tells_the_duty_officer_of_the_responsible_centre_once(
    watched: Watch, api: pynetbox.api, mailbox: tuple[str, Mailbox]
) -> None:
    accesses, alerts = api.plugins.reconcile.accesses, api.plugins.events.alerts
    (info, *_) = watched.ask('infoport_device_info{role="access", centre!=""} and on (device) infoport_device_up == 1')
    name, team = info["metric"]["device"], info["metric"]["centre"]
    (access,) = accesses.filter(device=name)
    accesses.delete([access.id])
    made = accesses.create(
        device=int(info["metric"]["id"]), address="127.0.0.1/32", port=9, interval=5, timeout=0.2, version="v2c",
        credential=access.credential.id,
    )  # fmt: skip

    def told() -> list[str]:
        return [str(each["To"]) for each in mailbox[1].messages if f"{name} does not answer" in str(each["Subject"])]

    assert until(told, FOUND_SECONDS)
    (alert,) = alerts.filter(device=name, name="DeviceDown")
    assert (alert.state.value, alert.severity.value, alert.team.slug) == ("firing", "critical", team)
    assert api.tenancy.contacts.get(alert.officer.id).email == told()[0]
    shifts = api.plugins.services.duty_shifts.filter(team_id=alert.team.id, kind="primary", limit=0)
    at = datetime.fromisoformat(alert.starts_at)
    on_duty = [
        each.contact.id for each in shifts
        if datetime.fromisoformat(each.starts_at) <= at < datetime.fromisoformat(each.ends_at)
    ]  # fmt: skip
    assert on_duty == [alert.officer.id]
    made.port, made.address = access.port, access.address
    assert made.save()
    assert until(lambda: alerts.get(alert.id).state.value == "resolved", FOUND_SECONDS)
    assert len(told()) == 1
    assert alerts.count(device=name, name="DeviceDown") == 1
