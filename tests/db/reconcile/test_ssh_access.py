"""A device may be asked over SSH beside SNMP."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from infoport.tasks import targets

from collectors.platforms import platforms
from collectors.target import Login
from inventory.declare import write
from inventory.declare.registry import specs
from inventory.reconcile.choices import CliPlatform
from inventory.reconcile.models import Access, Credential, Poll
from inventory.reconcile.observe import Outcome, store
from inventory.reconcile.polling import asked, claim
from tests.db.reconcile.lab import Lab

PIN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1Hk2dYbBJMC1Cr9gqOC5Zc6nE1nTq0rB6Uoo5cZ0aX"
OTHER = PIN.replace("J1H", "K2I")
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nplanted-key-5520\n-----END OPENSSH PRIVATE KEY-----"


def login() -> Credential:
    values = {"kind": "login", "username": "netops", "password": "planted-word-8104", "private_key": KEY}
    return write.save(specs["reconcile.credential"], Credential(name="ssh"), values)


def over_ssh(lab: Lab, **values: object) -> Access:
    fields = {"device": lab.core, "method": "ssh", "address": "127.9.9.9", "port": 22, "credential": login(), **values}
    return write.save(specs["reconcile.access"], Access(), fields)


def test_every_platform_of_the_collectors_can_be_chosen():
    assert set(CliPlatform.values) == {each.name for each in platforms()}


def test_ssh_waits_beside_snmp_and_is_not_polled(city: Lab):
    waiting = over_ssh(city, enabled=False, platform="huawei_vrp")
    assert waiting.pk not in claim()
    with pytest.raises(IntegrityError, match="access_once"), transaction.atomic():
        Access.objects.filter(pk=waiting.pk).update(enabled=True)


def test_an_access_over_ssh_says_all_that_is_needed(city: Lab):
    Access.objects.filter(device=city.core).delete()
    access = over_ssh(city, platform="huawei_vrp", host_key=PIN)
    assert access.pk in claim()
    (due,) = asked([access.pk])
    target = targets.target(due)
    assert target.port == 22
    assert target.credentials == Login(
        name="netops", password="planted-word-8104", private_key=KEY, host_key=PIN, platform="huawei_vrp"
    )
    for secret in ("planted-word", "planted-key"):
        assert secret not in repr(due)
        assert secret not in repr(target)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"port": 161}, "161 is the port of SNMP"),
        ({"host_key": "ssh-ed25519"}, "is no host key"),
        ({"method": "snmp"}, "needs a credential of kind community"),
    ],
)
def test_what_does_not_fit_is_refused(city: Lab, values: dict[str, object], message: str):
    Access.objects.filter(device=city.core).delete()
    with pytest.raises(ValidationError, match=message):
        over_ssh(city, **values)


def test_ssh_does_not_take_a_community(city: Lab):
    with pytest.raises(ValidationError, match="needs a credential of kind login"):
        over_ssh(city, enabled=False, credential=city.credential)


def test_the_key_of_the_first_contact_is_pinned_and_stays(city: Lab):
    Access.objects.filter(device=city.core).delete()
    access = over_ssh(city)
    for key in (PIN, OTHER):
        store([Outcome(device=city.core.pk, at=datetime.now(UTC), state="ok", host_key=key)])
        access.refresh_from_db()
        assert access.host_key == PIN


def test_another_key_is_an_alarm_of_its_own(city: Lab):
    Access.objects.filter(device=city.core).delete()
    access = over_ssh(city, host_key=PIN)
    store([Outcome(device=city.core.pk, at=datetime.now(UTC), state="host_key", error="shows another", host_key=None)])
    poll = Poll.objects.get(access=access)
    assert (poll.state, poll.error) == ("host_key", "shows another")
    access.refresh_from_db()
    assert access.host_key == PIN
