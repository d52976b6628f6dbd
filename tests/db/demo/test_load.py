"""The demo city in a real database."""

from collections import Counter

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from infoport import demo
from infoport.demo import devices
from infoport.demo.cityplan import city
from infoport.demo.register import Register

from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.reconcile.credentials import opened
from tests.db.demo.conftest import PORT

pytestmark = pytest.mark.usefixtures("loaded")
SAMPLE = 25
"""Objects of a type that are all validated; of more, about so many."""


def of(label: str):
    return apps.get_model(label)._default_manager


def test_every_row_of_the_plan_is_there_and_the_time_is_printed(loaded: float, capsys: pytest.CaptureFixture[str]):
    with capsys.disabled():
        print(f"\ndemo city: {len(city().register)} rows loaded in {loaded:.1f} s")
    for label in city().register:
        assert of(label).count() == len(city().register.rows(label)), label


@pytest.mark.parametrize("label", sorted(city().register))
def test_what_is_loaded_satisfies_the_rules_of_its_type(label: str):
    spec = specs.get(label)
    objects = list(of(label).order_by("id"))
    for each in objects[:: max(1, len(objects) // SAMPLE)]:
        try:
            each.full_clean()
            for rule in spec.rules if spec else ():
                rule(each)
        except ValidationError as error:
            pytest.fail(f"{label} {each}: {error}")


def test_a_second_load_changes_nothing():
    before = of("core.objectchange").count()
    assert not demo.load()
    assert of("core.objectchange").count() == before


def test_each_port_agrees_with_the_end_of_its_cable():
    ends = Counter()
    for each in of("dcim.cabletermination").all():
        port = of(each.termination_type).get(pk=each.termination_id) if ends[each.termination_type] < SAMPLE else None
        ends[each.termination_type] += 1
        if port is not None:
            assert (port.cable_id, port.cable_end) == (each.cable_id, each.cable_end)
    cabled = sum(of(label).exclude(cable=None).count() for label in ends)
    assert cabled == sum(ends.values())


def test_ports_follow_their_cables_again_after_the_load():
    with transaction.atomic():
        cable = of("dcim.cable").order_by("id").first()
        ports = [of(each.termination_type).filter(pk=each.termination_id) for each in cable.terminations.all()]
        cable.terminations.all().delete()
        assert [port.get().cable_id for port in ports] == [None, None]
        transaction.set_rollback(True)


def test_each_primary_address_is_assigned_to_an_interface_of_its_device():
    for device in of("dcim.device").exclude(primary_ip4=None).select_related("primary_ip4"):
        assert device.interfaces.filter(pk=device.primary_ip4.assigned_object_id).exists(), device


def test_history_and_search_know_the_city():
    changes = Counter(of("core.objectchange").values_list("action", flat=True))
    assert changes["create"] > 15_000
    assert not changes["delete"]  # relations to many are updates of what holds them
    assert of("core.searchrow").filter(label="dcim.device", value="xxg-a-core01").exists()


def polled():
    return of("reconcile.access").filter(enabled=True)


def test_core_switches_may_also_be_asked_over_ssh():
    waiting = of("reconcile.access").filter(method="ssh", enabled=False)
    assert {each.device.name for each in waiting} == {"xxg-a-core01", "xxg-a-core02"}


def test_every_device_that_answers_can_be_polled():
    accesses = {each.device.name: each for each in polled().select_related("device", "credential")}
    assert {name: each.address.split("/")[0] for name, each in accesses.items()} == devices.addresses()
    assert {each.port for each in accesses.values()} == {PORT}
    credential = next(iter(accesses.values())).credential_id
    assert opened([credential])[credential] == {"community": devices.COMMUNITY}


def test_accesses_are_turned_to_the_port_on_which_the_devices_answer():
    with transaction.atomic():
        count = len(devices.addresses())
        assert devices.aim(PORT) == 0
        assert devices.aim(PORT + 1) == count
        assert set(polled().values_list("port", flat=True)) == {PORT + 1}
        transaction.set_rollback(True)


def test_accounts_can_sign_in_and_see_no_more_than_they_may():
    users = {name: authenticate(username=name, password=password) for name, password, _what in demo.LOGINS}
    assert all(users.values())
    assert users["admin"].is_superuser
    seen = {name: restrict(of("dcim.device").all(), user, "view") for name, user in users.items()}
    assert seen["engineer"].count() == seen["operator"].count() == len(city().plant.devices)
    assert set(seen["department"].values_list("tenant__slug", flat=True)) == {"ghj"}


def test_nothing_stays_when_a_row_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch):
    broken = Register()
    broken.add("tenancy.tenantgroup", "one", name="one", slug="one")
    broken.add("tenancy.tenant", "two", name="two", slug="two", colour="red")
    monkeypatch.setattr(Register, "copy", lambda _self: broken)
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda _self: False)
    before = of("tenancy.tenantgroup").count()
    with pytest.raises(ValueError, match="Tenant has no field colour"):
        demo.load()
    monkeypatch.undo()
    assert of("tenancy.tenantgroup").count() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'dcim_cable_ports'")
        assert cursor.fetchone() == ("O",)
