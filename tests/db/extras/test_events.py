"""Changes told to webhooks: noted with the change, signed, repeated, given up, never sent where they may not go."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from extras_city import device, make
from receiver import Receiver, receiving

from inventory.dcim.models import Device, Site
from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.extras import conditions, delivering
from inventory.extras.models import Delivery, EventRule, Webhook


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTGOING_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]


def rule(receiver: Receiver, hook: dict[str, Any] | None = None, **values: Any) -> Any:
    webhook = make("extras.webhook", name="hook", payload_url=receiver.url, **(hook or {}))
    given = {"object_types": ["dcim.site"], "event_types": ["object_created", "object_updated", "object_deleted"]}
    return make("extras.eventrule", name="rule", webhook=webhook, **(given | values))


def work() -> list[str]:
    """What the worker does, until nothing is due; the states afterwards."""
    while claimed := delivering.claim():
        for each in claimed:
            delivering.deliver(each)
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_a_change_is_told_with_netboxs_message_and_signature(db: None, receiver: Receiver) -> None:
    rule(receiver, {"secret": "s3cret", "additional_headers": "X-Site: {{ data.slug }}"})
    assert b"s3cret" not in bytes(Webhook.objects.get().secret)
    site = make("dcim.site", name="信息港", slug="port")
    assert work() == ["delivered"]
    ((method, path, headers, body),) = receiver.got
    told = json.loads(body)
    assert (method, path, headers["Content-Type"], headers["X-Site"]) == (
        "POST",
        "/hook?x=1",
        "application/json",
        "port",
    )
    assert headers["X-Hook-Signature"] == hmac.new(b"s3cret", body, hashlib.sha512).hexdigest()
    assert (told["event"], told["model"], told["object_type"]) == ("created", "site", "dcim.site")
    assert told["data"]["id"] == site.pk and told["data"]["status"] == {"value": "active", "label": "Active"}
    assert told["snapshots"]["prechange"] is None and told["snapshots"]["postchange"]["slug"] == "port"
    kept = Delivery.objects.get()
    assert (kept.response_status, kept.response_head, kept.attempts) == (200, "收到", 1)


def test_bulk_sql_is_told_too_and_a_rollback_is_not(db: None, receiver: Receiver) -> None:
    site = make("dcim.site", name="a", slug="a")
    rule(receiver, event_types=["object_updated", "object_deleted"])
    Site.objects.filter(pk=site.pk).update(description="changed")
    with transaction.atomic():
        Site.objects.filter(pk=site.pk).update(description="never")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dcim_site WHERE id = %s", [site.pk])
    assert work() == ["delivered", "delivered"]
    told = [json.loads(body) for _method, _path, _headers, body in receiver.got]
    assert [each["event"] for each in told] == ["updated", "deleted"]
    assert told[1]["data"]["slug"] == "a"


def test_conditions_decide_and_disabled_rules_say_nothing(db: None, receiver: Receiver) -> None:
    made = rule(receiver, conditions={"and": [{"attr": "status.value", "value": "planned"}]})
    make("dcim.site", name="a", slug="a")
    make("dcim.site", name="b", slug="b", status="planned")
    assert work() == ["skipped", "delivered"]
    save(specs["extras.eventrule"], EventRule.objects.get(pk=made.pk), {"enabled": False})
    make("dcim.site", name="c", slug="c", status="planned")
    assert len(work()) == 2


def test_what_is_not_taken_is_repeated_less_and_less_often_then_given_up(db: None, receiver: Receiver) -> None:
    rule(receiver)
    receiver.answers = [503] * delivering.ATTEMPTS
    make("dcim.site", name="a", slug="a")
    waits = []
    for _attempt in range(delivering.ATTEMPTS):
        assert work() in (["pending"], ["dead"])
        waits.append((Delivery.objects.get().next_attempt - timezone.now()).total_seconds())
        Delivery.objects.update(next_attempt=timezone.now() - timedelta(seconds=1))
    assert all(later > earlier * 1.5 for earlier, later in pairwise(waits[:6]))
    kept = Delivery.objects.get()
    assert kept.state == "dead" and "503" in kept.error and len(receiver.got) == delivering.ATTEMPTS
    delivering.replay([kept.pk])
    assert work() == ["delivered"]
    assert len({body for *_rest, body in receiver.got}) == 1


def test_a_person_replays_over_rest(city: SimpleNamespace, api: Any, receiver: Receiver) -> None:
    rule(receiver)
    make("dcim.site", name="a", slug="a")
    assert work() == ["delivered"]
    url = f"/api/plugins/extras/deliveries/{Delivery.objects.get().pk}/"
    assert api.post(f"{url}replay/").json()["state"]["value"] == "pending"
    assert work() == ["delivered"] and len(receiver.got) == 2
    found = api.get("/api/plugins/extras/webhooks/").json()["results"][0]
    assert found["has_secret"] is False and "secret" not in found


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://169.254.169.254/", "http://[::1]/", "http://10.0.0.1/"])
def test_nothing_is_sent_to_what_is_not_public(db: None, receiver: Receiver, settings: Any, url: str) -> None:
    settings.OUTGOING_NETWORKS = []
    made = rule(receiver)
    save(specs["extras.webhook"], made.webhook, {"payload_url": url})
    make("dcim.site", name="a", slug="a")
    assert work() == ["pending"]
    assert "INFOPORT_OUTGOING" in Delivery.objects.get().error and receiver.got == []


def test_an_address_gets_no_signature_meant_for_another(db: None, receiver: Receiver) -> None:
    made = rule(receiver, {"secret": "s3cret"})
    with pytest.raises(ValidationError, match="set it again"):
        save(specs["extras.webhook"], Webhook.objects.get(pk=made.webhook.pk), {"payload_url": "https://example.org/"})


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/passwd", "http://", "http://a b/", "x"])
def test_only_http_addresses_are_taken(db: None, url: str) -> None:
    with pytest.raises(ValidationError, match="no address"):
        make("extras.webhook", name="x", payload_url=url)


@pytest.mark.parametrize("bad", [[1], {"attr": "x"}, {"and": 1}, {"attr": "x", "value": 1, "op": "no"},
                                 {"attr": "x", "value": "(", "op": "regex"}])  # fmt: skip
def test_what_is_no_condition_is_refused(db: None, receiver: Receiver, bad: Any) -> None:
    with pytest.raises(ValidationError):
        rule(receiver, conditions=bad)


def test_conditions_compare_as_netboxs_do() -> None:
    data = {"status": {"value": "active"}, "n": 5, "tags": [{"slug": "a"}, {"slug": "b"}], "name": "sw-1"}
    for attr, op, value, met in (
        ("status.value", "eq", "active", True), ("n", "gt", 4, True), ("n", "lt", "x", False),
        ("no.such", "eq", None, True),
        ("tags.slug", "contains", "b", True), ("n", "in", [1, 5], True), ("name", "regex", "sw-\\d", True),
    ):  # fmt: skip
        assert conditions.holds({"attr": attr, "op": op, "value": value}, data) is met
        assert conditions.holds({"attr": attr, "op": op, "value": value, "negate": True}, data) is not met
    assert conditions.holds({"or": [{"attr": "n", "value": 1}, {"attr": "n", "value": 5}]}, data)


def test_a_burst_of_bulk_changes_is_noted_once_each(city: SimpleNamespace, receiver: Receiver) -> None:
    rule(receiver, object_types=["dcim.device"], event_types=["object_created"])
    values = {"site": city.site, "device_type": city.type, "role": city.role}
    Device.objects.bulk_create([Device(name=f"sw{at}", **values) for at in range(500)])
    assert Delivery.objects.count() == 500
    device(city, "one more")
    assert Delivery.objects.count() == 501


CHILD = """
import os, signal, django
django.setup()
from django.db import connection
from django.conf import settings
settings.DATABASES["default"].update(HOST=os.environ["T_HOST"])
place = {"HOST": os.environ["T_HOST"], "NAME": os.environ["T_NAME"], "PORT": os.environ["T_PORT"]}
connection.settings_dict.update(place)
from inventory.dcim.models import Site
Site.objects.create(name="killed", slug="killed")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.django_db(transaction=True)
def test_a_kill_between_commit_and_delivery_loses_nothing(receiver: Receiver) -> None:
    rule(receiver)
    where = connection.settings_dict
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": os.pathsep.join(sys.path),
        "T_HOST": str(where["HOST"]), "T_NAME": str(where["NAME"]), "T_PORT": str(where["PORT"] or ""),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", CHILD], env=environment, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert Site.objects.filter(name="killed").exists()
    (claimed,) = delivering.claim()  # a worker takes it and is killed, too
    assert delivering.claim() == []
    Delivery.objects.filter(pk=claimed).update(next_attempt=timezone.now())  # its lease ends
    assert work() == ["delivered"] and json.loads(receiver.got[0][3])["data"]["name"] == "killed"
