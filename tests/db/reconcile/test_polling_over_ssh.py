"""A poll over SSH stores what a device says, and pins by what it proved who it is."""

import asyncio
from datetime import UTC, datetime

from infoport.tasks import results
from infoport.tasks.targets import target

from collectors.sweep import Limits, Outcome, sweep
from inventory.declare import write
from inventory.declare.registry import specs
from inventory.reconcile.facts import observed
from inventory.reconcile.models import Access, Credential, Observation, Poll
from inventory.reconcile.polling import Due, asked, claim
from tests.db.reconcile.lab import Lab
from tests.unit.collectors.cli import answers, emulator
from tests.unit.collectors.cli.emulator import PASSWORD, USER, Emulated, serving

LIMITS = Limits(attempts=1, deadline=30)


def access(lab: Lab, device: Emulated) -> Access:
    values = {"kind": "login", "username": USER, "password": PASSWORD}
    login = write.save(specs["reconcile.credential"], Credential(name="ssh"), values)
    Access.objects.all().delete()
    fields = {"device": lab.core, "method": "ssh", "address": "127.0.0.1", "port": device.port, "credential": login}
    return write.save(specs["reconcile.access"], Access(), fields)


async def polled(device: Emulated, due: Due) -> Outcome:
    async with serving(device, device.port):
        async for outcome in sweep([target(due)], limits=LIMITS):
            return outcome
    raise AssertionError


def poll(lab: Lab, device: Emulated) -> None:
    (due,) = asked(claim())
    outcome = asyncio.run(polled(device, due))
    results.store([outcome], {outcome.target.key: lab.core.pk})


def test_facts_the_key_and_the_platform_are_kept(city: Lab):
    device = Emulated(emulator.VRP, answers.sent(answers.VRP, "gbk"), port=emulator.free_port())
    made = access(city, device)
    poll(city, device)
    made.refresh_from_db()
    assert (made.host_key, made.platform) == (device.host_key, "huawei_vrp")
    assert Poll.objects.get(access=made).state == "ok"
    (seen,) = observed([city.core.pk])
    assert seen.facts is not None
    assert (seen.facts.vendor, seen.facts.serial) == ("Huawei", "2102353RKL10KB000123")
    assert (seen.facts.interfaces or ())[0].alias == "财政局"
    assert Observation.objects.get(device=city.core, section="interfaces").evidence == "display interface"


def test_another_key_next_time_is_an_alarm_and_keeps_facts_and_pin(city: Lab):
    device = Emulated(emulator.VRP, answers.sent(answers.VRP), port=emulator.free_port())
    made = access(city, device)
    poll(city, device)
    Poll.objects.update(next_due=datetime(2020, 1, 1, tzinfo=UTC))
    imposter = Emulated(emulator.VRP, answers.sent(answers.VRP), port=device.port)
    poll(city, imposter)
    row = Poll.objects.get(access=made)
    assert row.state == "host_key"
    assert "shows host key" in row.error
    assert imposter.logins == []
    made.refresh_from_db()
    assert made.host_key == device.host_key
    (seen,) = observed([city.core.pk])
    assert (seen.state, seen.facts and seen.facts.serial) == ("host_key", "2102353RKL10KB000123")
