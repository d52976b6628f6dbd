"""The tasks behind `infoport run`: who is claimed, what is kept, and what a dead worker leaves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone
from infoport.tasks import results, upkeep
from infoport.tasks.batches import batches
from infoport.tasks.targets import target
from msgspec.structs import replace
from procrastinate.contrib.django import app

from collectors.facts import DeviceFacts
from collectors.facts.toll import Toll
from collectors.sweep import Failure, Outcome
from collectors.target import Community, Target, User
from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Site
from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.reconcile.credentials import seal
from inventory.reconcile.models import Access, Credential, Poll
from inventory.reconcile.polling import Due, asked


@pytest.fixture
def access(db: None) -> Access:
    del db
    return accessed("core01", "127.64.9.1")


PAST = datetime(2026, 1, 1, tzinfo=UTC)


def accessed(name: str, address: str) -> Access:
    maker, _ = Manufacturer.objects.get_or_create(name="Huawei", slug="huawei")
    kind, _ = DeviceType.objects.get_or_create(manufacturer=maker, model="S5720", slug="s5720")
    role, _ = DeviceRole.objects.get_or_create(name="Switch", slug="switch")
    site, _ = Site.objects.get_or_create(name="信息港", slug="xxg")
    credential, _ = Credential.objects.get_or_create(name="read only", kind="community")
    seal(credential.pk, {"community": "secret"})
    device = Device.objects.create(name=name, device_type=kind, role=role, site=site)
    return Access.objects.create(device=device, address=address, credential=credential, interval=5)


def answered(access: Access, name: str = "core01") -> Outcome:
    key = f"{access.device.name} ({access.address})"
    facts = DeviceFacts(target=key, at=datetime.now(UTC), sys_name=name)
    return Outcome(target=Target(key=key, address="127.64.9.1"), seconds=0.5, attempts=1, facts=facts)


def test_a_due_device_is_claimed_once_and_with_its_secret(access: Access) -> None:
    (due,) = results.claim()
    assert due.device == access.device_id
    assert target(due).credentials == Community(community="secret", version="2c")
    assert results.claim() == []


def test_a_device_that_is_due_while_still_asked_is_skipped_and_counted(access: Access) -> None:
    results.claim()
    polls = Poll.objects.filter(access=access)
    polls.update(next_due=PAST)
    assert results.claim() == []
    poll = polls.get()
    assert (poll.skipped, poll.next_due > timezone.now() + timedelta(seconds=4)) == (1, True)
    results.store([answered(access)], {answered(access).target.key: access.device_id})
    polls.update(next_due=PAST)
    assert len(results.claim()) == 1


def test_a_device_whose_asker_died_is_free_after_its_deadline(access: Access) -> None:
    results.claim()
    poll = Poll.objects.get(access=access)
    assert poll.claimed_until is not None
    assert timedelta(seconds=85) < poll.claimed_until - timezone.now() <= timedelta(seconds=90)
    Poll.objects.filter(access=access).update(next_due=PAST, claimed_until=PAST)
    assert len(results.claim()) == 1


def test_what_asking_cost_changes_how_it_is_asked_next(access: Access) -> None:
    outcome = replace(answered(access), toll=Toll(answered=9, slowest=1.5, fitting=12), seconds=20.0)
    results.store([outcome], {outcome.target.key: access.device_id})
    (due,) = asked([access.pk])
    assert (due.timeout, due.max_repetitions, due.interval, due.retries) == (4.5, 12, 40, 2)
    kept = Poll.objects.get(access=access)
    assert kept.next_due - outcome.facts.at >= timedelta(seconds=40)  # type: ignore[union-attr]
    assert kept.rhythm["why"] == {"timeout": "slow", "max_repetitions": "too_big", "interval": "long"}
    save(specs["reconcile.access"], access, {"timeout": 3.0})
    (due,) = asked([access.pk])
    assert (due.timeout, due.max_repetitions, due.interval) == (3.0, 25, 5)


@pytest.mark.parametrize(
    ("layer", "state"),
    [("transport", "unreachable"), ("deadline", "unreachable"), ("credentials", "refused"), ("protocol", "garbled")],
)
def test_a_failure_is_kept_with_its_reason(access: Access, layer: str, state: str) -> None:
    outcome = Outcome(
        target=Target(key="core01", address="127.64.9.1"),
        seconds=1.5,
        attempts=2,
        failure=Failure(layer=layer, reason="core01 said no"),  # type: ignore[arg-type]
    )
    assert results.store([outcome], {"core01": access.device_id}) == [access.device_id]
    poll = Poll.objects.get(access=access)
    assert (poll.state, poll.error, poll.duration_ms) == (state, "core01 said no", 1500)


def test_one_device_whose_answer_cannot_be_stored_affects_no_other(access: Access) -> None:
    other = accessed("acc01", "127.64.9.2")
    outcomes = [answered(access, "\ud800 is no character"), answered(other, "acc01")]
    devices = {outcomes[0].target.key: access.device_id, outcomes[1].target.key: other.device_id}
    assert results.store(outcomes, devices) == [other.device_id]
    assert Poll.objects.get(access=other).state == "ok"


def test_version_3_credentials_become_a_user() -> None:
    due = Due(
        access=1,
        device=2,
        name="core01",
        address="127.64.9.1",
        port=161,
        version="v3",
        interval=60,
        timeout=1.0,
        retries=1,
        max_repetitions=10,
        username="monitor",
        auth_protocol="sha256",
        privacy_protocol="aes128",
        words={"auth_key": "one", "privacy_key": "two"},
    )
    expected = User(name="monitor", auth="SHA256", auth_password="one", priv="AES", priv_password="two")
    assert target(due).credentials == expected


def test_outcomes_come_together_and_a_pause_is_an_empty_batch() -> None:
    async def values() -> AsyncIterator[int]:
        yield 1
        yield 2
        await asyncio.sleep(0.25)
        yield 3

    async def taken() -> list[list[int]]:
        return [batch async for batch in batches(values(), 0.1)]

    found = asyncio.run(taken())
    assert found[0] == [1, 2]
    assert [] in found
    assert found[-1] == [3]


def test_a_failing_source_fails_its_batches() -> None:
    async def values() -> AsyncIterator[int]:
        yield 1
        raise OSError("no socket")

    async def take() -> None:
        async for _batch in batches(values(), 0.01):
            pass

    with pytest.raises(OSError, match="no socket"):
        asyncio.run(take())


@pytest.mark.django_db(transaction=True)
def test_jobs_of_a_dead_worker_are_reclaimed_and_given_up_after_three_tries() -> None:
    with connection.cursor() as cursor:
        for name, attempts in (("once", 1), ("often", 3)):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts)"
                " VALUES ('upkeep', %s, 'doing', %s)",
                [name, attempts],
            )
    asyncio.run(upkeep.reclaim.func(SimpleNamespace(app=app), 0))  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs")
        assert dict(cursor.fetchall()) == {"once": "todo", "often": "failed"}
