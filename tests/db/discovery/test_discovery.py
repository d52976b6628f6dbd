"""A range is looked through on real packets; what answers becomes a candidate, and a candidate a device."""

import asyncio
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from infoport.demo.devices import render
from infoport.tasks.discovery import through

from collectors.sessions.agent import Agent, serve
from inventory.dcim.models import Device, DeviceRole, DeviceType, Interface, Manufacturer, Site
from inventory.declare import write
from inventory.declare.registry import specs
from inventory.declare.write import Conflict
from inventory.discovery import adopting, seeking
from inventory.discovery.models import Candidate, Key, Range, Sweep
from inventory.ipam.models import IPAddress, Prefix
from inventory.reconcile.credentials import seal
from inventory.reconcile.models import Access, Credential, Difference, Observation
from inventory.segments.models import Segment
from inventory.users.models import User
from tests.wire.live import free_port

SNMPD = shutil.which("snmpd", path="/usr/sbin:/usr/bin:/sbin:/bin")
COMMUNITY = "right-word"


@pytest.fixture(scope="module")
def switch() -> Iterator[int]:
    """A switch of the demo city, simulated at 127.79.1.2; the UDP port."""
    loop, ready, port = asyncio.new_event_loop(), threading.Event(), free_port()
    served = {"127.79.1.2": Agent(render("xxg-a-core01"), community=COMMUNITY.encode())}
    task = loop.create_task(serve(served, port, ready=ready.set))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(5)
    yield port
    loop.call_soon_threadsafe(task.cancel)
    thread.join()
    loop.close()


class Town:
    """A segment with one prefix, and somebody who may do everything."""

    def __init__(self) -> None:
        self.segment = Segment.objects.create(name="管理网", slug="mgmt", kind="management", letter="管", code="MG")
        Prefix.objects.create(prefix="127.79.1.0/24", segment=self.segment)
        self.site = Site.objects.create(name="信息港", slug="xxg")
        self.role = DeviceRole.objects.create(name="Switch", slug="switch")
        self.maker = Manufacturer.objects.create(name="Huawei", slug="huawei")
        self.user = User.objects.create(username="admin", is_superuser=True)

    def kind(self, model: str) -> DeviceType:
        return DeviceType.objects.create(manufacturer=self.maker, model=model, slug=model.lower())

    def range(self, prefix: str = "127.79.1.0/29", **values: Any) -> Range:
        values |= {"name": prefix, "segment": self.segment, "prefix": prefix, "site": self.site}
        return write.save(specs["discovery.range"], Range(), values)

    def key(self, port: int, weight: int = 100, word: str = COMMUNITY, **values: Any) -> Key:
        credential = Credential.objects.create(name=f"c{weight}", kind=values.pop("kind", "community"), **values)
        words = {"community": word} if credential.kind == "community" else {"auth_key": word, "privacy_key": word}
        seal(credential.pk, words)
        version = "v3" if credential.kind == "usm" else "v2c"
        given = {"segment": self.segment, "credential": credential, "version": version, "port": port, "weight": weight}
        return write.save(specs["discovery.key"], Key(), given)

    def look(self, range_: Range) -> Sweep:
        assert seeking.ask(range_)
        assert not seeking.ask(range_)  # it is asked for already
        assert seeking.begin(range_)
        asyncio.run(through(range_))
        return Sweep.objects.get(range=range_)

    def wish(self, candidate: Candidate, kind: DeviceType) -> adopting.Wish:
        return adopting.Wish(adopting.suggest(candidate).name, self.site, self.role, kind)


@pytest.fixture
def town(committed: None) -> Town:
    """Committed, since the work is done in other threads."""
    del committed
    return Town()


def test_a_range_lies_within_its_segment_and_is_not_too_large(db: None) -> None:
    del db
    town = Town()
    with pytest.raises(
        ValidationError, match=r"127.80.0.0/29 lies in no prefix of the segment “管理网”, which has: 127.79.1.0/24"
    ):
        town.range("127.80.0.0/29")
    with pytest.raises(ValidationError, match="65,536 addresses; at most 4,096"):
        town.range("127.79.0.0/16")
    range_ = town.range("127.79.1.0/29")
    Prefix.objects.all().delete()  # what was allowed once is not asked any more
    assert seeking.addresses_of(range_) == []


def test_without_a_credential_nothing_is_asked(town: Town) -> None:
    sweep = town.look(town.range())
    assert (sweep.state, sweep.total) == ("failed", 0)
    assert "no discovery credentials" in sweep.message


def test_what_answers_is_a_candidate_and_becomes_a_device_with_its_components(town: Town, switch: int) -> None:
    town.key(switch, 10, "wrong-word")
    right = town.key(switch, 20)
    range_ = town.range()
    sweep = town.look(range_)
    assert (sweep.state, sweep.total, sweep.done) == ("done", 6, 6)
    found = Candidate.objects.get(address="127.79.1.2/32")
    assert (found.state, found.layer, found.key, found.name) == ("new", "answered", right, "xxg-a-core01")
    assert [each["layer"] for each in found.tries] == ["unreachable"]  # silence is all a wrong community gets
    others = Candidate.objects.exclude(pk=found.pk).values_list("layer", flat=True)
    assert set(others) <= {"refused"}  # loopback takes every connection, so somebody seems to be there
    kind, other = town.kind(found.model), town.kind("QFX5100")
    holder = Device.objects.create(name="holder", site=town.site, role=town.role, device_type=other)
    port = Interface.objects.create(device=holder, name="eth0", type="virtual")
    host = found.facts["ip_addresses"][1]["address"]
    taken = IPAddress.objects.create(
        address=f"{host}/24", assigned_object_type="dcim.interface", assigned_object_id=port.pk
    )
    assert adopting.suggest(found).types == [kind]
    changes = adopting.preview(found.pk, town.wish(found, kind), town.user)
    assert {each.label for each in changes} >= {"dcim.device", "dcim.interface", "reconcile.access"}
    assert list(Device.objects.all()) == [holder]
    made = adopting.adopt(found.pk, town.wish(found, kind), town.user)
    taken.refresh_from_db()
    assert taken.assigned_object_id == port.pk  # nothing is taken from another device
    assert Difference.objects.filter(device=made.device, rule="address.assignment", closed=None).exists()
    device = made.device
    stated = found.facts["interfaces"]
    assert {each["name"] for each in stated} == set(
        Interface.objects.filter(device=device).values_list("name", flat=True)
    )
    assert Access.objects.get(device=device).credential == right.credential
    assert Observation.objects.filter(device=device, section="interfaces").exists()
    assert device.serial == found.serial
    assert (
        not Difference.objects.filter(device=device, closed=None, rule__in=adopting.TAKEN)
        .exclude(pk__in=[each.difference for each in made.refused])
        .exclude(rule="address.assignment")
        .exists()
    )
    stated_hosts = {each["address"] for each in found.facts["ip_addresses"]}
    held = IPAddress.objects.filter(assigned_object_id__in=device.interfaces.values("pk"))
    assert held and {each.address.partition("/")[0] for each in held} <= stated_hosts
    found.refresh_from_db()
    assert (found.state, found.device) == ("adopted", device)
    with pytest.raises(Conflict, match="settled: Adopted"):
        adopting.adopt(found.pk, town.wish(found, other), town.user)
    assert seeking.addresses_of(range_)[0] == "127.79.1.1" and "127.79.1.2" not in seeking.addresses_of(range_)


def test_an_adoption_that_fails_leaves_nothing(town: Town, switch: int) -> None:
    town.key(switch)
    town.look(town.range())
    found = Candidate.objects.get(address="127.79.1.2/32")
    kind = town.kind(found.model)
    Device.objects.create(name="xxg-a-core01", site=town.site, role=town.role, device_type=kind)
    with pytest.raises(ValidationError):
        adopting.adopt(found.pk, town.wish(found, kind), town.user)
    assert Device.objects.count() == 1 and not Access.objects.exists()
    found.refresh_from_db()
    assert found.state == "new"


def test_a_registered_device_is_known_and_an_ignored_one_comes_back(town: Town, switch: int) -> None:
    town.key(switch)
    range_ = town.range()
    town.look(range_)
    found = Candidate.objects.get(address="127.79.1.2/32")
    with pytest.raises(ValidationError, match="Say why"):
        adopting.ignore(found.pk, None, " ", town.user)
    adopting.ignore(found.pk, timezone.now() + timedelta(hours=1), "of another office", town.user)
    Sweep.objects.update(state="done")
    town.look(range_)
    found.refresh_from_db()
    assert found.state == "ignored"
    Candidate.objects.update(ignored_until=timezone.now())
    device = Device.objects.create(
        name="x", site=town.site, role=town.role, device_type=town.kind("k"), serial=found.serial
    )
    town.look(range_)
    found.refresh_from_db()
    assert (found.state, found.device) == ("known", device)


def test_a_look_is_stopped_in_the_middle(town: Town, switch: int) -> None:
    town.key(switch)
    range_ = town.range("127.79.1.0/25")
    assert seeking.ask(range_) and seeking.begin(range_)
    assert seeking.cancel(range_)
    asyncio.run(through(range_))
    assert Sweep.objects.get(range=range_).state == "cancelled"
    assert not seeking.cancel(range_)


@pytest.mark.skipif(SNMPD is None, reason="no snmpd: install the Debian package of that name")
def test_failures_over_v3_are_told_apart(town: Town, tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "snmpd.conf").write_text(
        "createUser monitor SHA-256 auth-pass-123 AES auth-pass-123\nrouser monitor priv\n"
        "createUser blind SHA-256 auth-pass-123 AES auth-pass-123\nview none included .1.3.6.1.2.1.99\n"
        "rouser blind priv -V none\nsysName v3-host\n"
    )
    command = [str(SNMPD), "-f", "-Lf", str(tmp_path / "log"), "-C", "-c", str(tmp_path / "snmpd.conf")]
    usm = {"kind": "usm", "auth_protocol": "sha256", "privacy_protocol": "aes128"}
    with subprocess.Popen(
        [*command, f"udp:127.79.1.9:{port}"], env={"SNMP_PERSISTENT_DIR": str(tmp_path), "PATH": "/usr/bin"}
    ) as agent:
        try:
            time.sleep(1)
            for weight, (name, word) in enumerate(
                [("nobody", "auth-pass-123"), ("monitor", "other-pass-123"), ("blind", "auth-pass-123")]
            ):
                town.key(port, weight, word, username=name, **usm)
            range_ = town.range("127.79.1.9/32")
            town.look(range_)
            found = Candidate.objects.get(address="127.79.1.9/32")
            assert [each["layer"] for each in found.tries] == ["unknown_user", "wrong_key", "no_view"]
            assert (found.layer, found.facts) == ("no_view", None)
            town.key(port, 9, "auth-pass-123", username="monitor", **usm)
            town.look(range_)
            found.refresh_from_db()
            assert (found.layer, found.name) == ("answered", "v3-host")
        finally:
            agent.terminate()


def test_pages_and_wire_adopt_within_ones_rights(town: Town, switch: int, client: Client) -> None:
    town.key(switch)
    range_ = town.range()
    client.force_login(town.user)
    assert client.post(f"/discovery/ranges/{range_.pk}/run/").status_code == 302
    assert seeking.begin(range_)
    asyncio.run(through(range_))
    found = Candidate.objects.get(address="127.79.1.2/32")
    kind = town.kind(found.model)
    page = f"/discovery/candidates/{found.pk}/"
    assert "xxg-a-core01" in client.get(page).content.decode()
    form = {"name": "new01", "site": town.site.pk, "role": town.role.pk, "device_type": kind.pk}
    assert client.post(f"{page}adopt/", {}).status_code == 422
    preview = client.post(f"{page}adopt/", {**form, "_step": "preview"}).content.decode()
    assert "Adopting writes" in preview and found.facts["interfaces"][0]["name"] in preview
    assert not Device.objects.exists()
    reader = User.objects.create(username="reader")
    client.force_login(reader)
    assert client.post(f"{page}adopt/", {**form, "_step": "apply"}).status_code == 403
    client.force_login(town.user)
    answer = client.post(f"{page}adopt/", {**form, "_step": "apply"})
    assert answer.status_code == 302, re.findall(r'(?s)class="note.*?</div>', answer.content.decode())
    device = Device.objects.get(name="new01")
    assert answer["Location"] == f"/dcim/devices/{device.pk}/"
    assert "is settled" in client.post(f"{page}adopt/", {**form, "name": "n2", "_step": "apply"}).content.decode()
