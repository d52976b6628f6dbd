"""Many at once: each takes something else, and nobody is told to try again."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.test import Client

from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.users.models import Token, User

MANY = 50


def make(label: str, /, **values: Any) -> Any:
    spec = specs[label]
    return save(spec, spec.model(), values)


def at_once(each: Callable[[int], Any], times: int = MANY) -> list[Any]:
    """Call `each` from as many threads, every one on a connection of its own, started together."""
    start = Barrier(times)

    def run(at: int) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return each(at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def take(committed: None) -> Callable[..., list[Any]]:
    """Post the same body `MANY` times at once; the answers."""
    _token, text = Token.issue(User.objects.create_superuser("root", password="x"))

    def post(urls: list[str], body: Any) -> list[Any]:
        def each(at: int) -> Any:
            client = Client(headers={"authorization": f"Bearer {text}"})
            answer = client.post(urls[at % len(urls)], json.dumps(body), content_type="application/json")
            return answer.status_code, answer.json()

        return at_once(each)

    return post


def test_fifty_addresses_at_once_out_of_nested_prefixes_and_a_range_are_all_different(take: Any) -> None:
    outer = make("ipam.prefix", prefix="10.0.0.0/16")
    inner = make("ipam.prefix", prefix="10.0.0.0/24")
    pool = make("ipam.iprange", start_address="10.0.0.1/24", end_address="10.0.0.90/24")
    urls = [f"/api/ipam/prefixes/{each.pk}/available-ips/" for each in (outer, inner)]
    answers = take([*urls, f"/api/ipam/ip-ranges/{pool.pk}/available-ips/"], {})
    assert {status for status, _body in answers} == {201}
    taken = sorted(int(body["address"].split("/")[0].rpartition(".")[2]) for _status, body in answers)
    assert taken == list(range(1, MANY + 1))


def test_fifty_prefixes_vlans_and_as_numbers_at_once_are_all_different(take: Any) -> None:
    block = make("ipam.prefix", prefix="10.0.0.0/16", status="container")
    group = make("ipam.vlangroup", name="Access", slug="access", vid_ranges=[[10, 99]])
    rir = make("ipam.rir", name="Private", slug="private")
    numbers = make("ipam.asnrange", name="Ours", slug="ours", rir=rir, start=64512, end=64999)
    parents = {
        "prefix": (f"/api/ipam/prefixes/{block.pk}/available-prefixes/", {"prefix_length": 24}),
        "asn": (f"/api/ipam/asn-ranges/{numbers.pk}/available-asns/", {}),
    }
    for key, (url, body) in parents.items():
        answers = take([url], body)
        assert {status for status, _body in answers} == {201}, key
        assert len({body[key] for _status, body in answers}) == MANY
    url = f"/api/ipam/vlan-groups/{group.pk}/available-vlans/"

    def each(at: int) -> int:
        with transaction.atomic():
            text = Token.issue(User.objects.get())[1]
        client = Client(headers={"authorization": f"Bearer {text}"})
        answer = client.post(url, json.dumps({"name": f"VLAN-{at}"}), content_type="application/json")
        return int(answer.json()["vid"])

    assert sorted(at_once(each)) == list(range(10, 10 + MANY))


def outcome(label: str, **values: Any) -> str:
    """What becomes of one write in a transaction of its own."""
    try:
        with transaction.atomic():
            make(label, **values)
    except ValidationError as error:
        return str(error.messages[0])
    return "made"


def writing(label: str, **values: Any) -> Callable[[int], str]:
    """The same write from every thread."""
    return lambda _at: outcome(label, **values)


def test_of_two_alike_addresses_prefixes_or_ranges_at_once_one_is_refused_by_name(committed: None) -> None:
    vrf = make("ipam.vrf", name="Unique")
    loose = make("ipam.vrf", name="Loose", enforce_unique=False)
    for where, table in ((None, "global table"), (vrf, "VRF Unique")):
        address = at_once(writing("ipam.ipaddress", address="10.9.0.1/24", vrf=where), 8)
        assert sorted(address) == sorted([f"Duplicate IP address found in {table}: 10.9.0.1/24"] * 7 + ["made"])
        prefix = at_once(writing("ipam.prefix", prefix="10.9.0.0/24", vrf=where), 8)
        assert sorted(prefix) == sorted([f"Duplicate prefix found in {table}: 10.9.0.0/24"] * 7 + ["made"])
    assert at_once(writing("ipam.ipaddress", address="10.9.0.1/24", vrf=loose), 4) == ["made"] * 4
    ranges = at_once(
        lambda at: outcome("ipam.iprange", start_address=f"10.9.0.{10 + at}/24", end_address="10.9.0.50/24"), 8
    )
    assert ranges.count("made") == 1
    assert all("overlap" in each for each in ranges if each != "made")
