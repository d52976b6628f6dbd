"""The OpenAPI document: whole, consistent, named as NetBox names, and quick to fetch."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.validation import validate_schema
from infoport.api.describing import document
from infoport.api.openapi import Generator

from inventory.declare.filters import filters_of
from inventory.declare.registry import specs

URL = "/api/schema/?format=json"
NETBOX = Path(__file__).resolve().parents[3] / "shared" / "netbox-wire" / "openapi-tierAB.json.gz"
METHODS = {"get", "post", "put", "patch", "delete"}
WARM_SECONDS = 0.2


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return json.loads(document.encoded().plain)


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS, (path, method)
            yield path, method, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_view_says_what_it_takes_and_answers() -> None:
    reset_generator_stats()
    Generator().get_schema()
    assert not GENERATOR_STATS, [*GENERATOR_STATS._error_cache, *GENERATOR_STATS._warn_cache]


def test_it_is_an_openapi_document_whose_references_lead_somewhere(described: dict[str, Any]) -> None:
    validate_schema(described)
    for each in set(references(described)):
        kind, name = each.removeprefix("#/components/").split("/")
        assert name in described["components"][kind], each


def test_every_type_is_described_with_all_its_filters_and_bodies(described: dict[str, Any]) -> None:
    for spec in specs:
        listed = described["paths"][spec.api]
        detail = described["paths"][f"{spec.api}{{id}}/"]
        names = {each["name"] for each in listed["get"]["parameters"]}
        assert names >= {*filters_of(spec), "limit", "offset", "start", "ordering", "brief", "fields", "omit"}, (
            spec.label
        )
        assert set(listed) == (METHODS if spec.writable else {"get"}), spec.label
        assert set(detail) == (METHODS - {"post"} if spec.writable else {"get"}), spec.label
        if spec.writable and "application/json" in listed["post"]["requestBody"]["content"]:
            body = listed["post"]["requestBody"]["content"]["application/json"]["schema"]["oneOf"]
            assert body[1] == {"type": "array", "items": body[0]}, spec.label


def test_choices_are_value_and_label_with_the_values_listed(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    status = schemas["Device"]["properties"]["status"]["$ref"].rpartition("/")[2]
    value = schemas[status]["properties"]["value"]["$ref"].rpartition("/")[2]
    assert "active" in schemas[value]["enum"]
    assert schemas["Device"]["properties"]["rack"] == {
        "allOf": [{"$ref": "#/components/schemas/BriefRack"}], "nullable": True
    }  # fmt: skip


def test_operations_have_names_of_their_own_and_refusals(described: dict[str, Any]) -> None:
    seen: dict[str, str] = {}
    for path, method, operation in operations(described):
        name = operation["operationId"]
        assert name not in seen, (name, path, seen[name])
        seen[name] = path
        assert "403" in operation["responses"], name
        if "{id}" in path:
            assert "404" in operation["responses"], name
        assert operation.get("security") is not None, name
        assert "requestBody" not in operation or method != "get", name


def test_operations_are_named_as_in_netbox(described: dict[str, Any]) -> None:
    if not NETBOX.exists():
        pytest.skip("NetBox's recorded document is not beside this checkout")
    theirs = json.loads(gzip.decompress(NETBOX.read_bytes()))
    named = {(path, method): each["operationId"] for path, method, each in operations(described)}
    asked = {(path, method): each["operationId"] for path, method, each in operations(theirs)}
    common = named.keys() & asked.keys()
    assert len(common) > 400
    assert {key: named[key] for key in common} == {key: asked[key] for key in common}


def test_it_is_served_at_once_to_anybody_and_not_again_to_who_has_it() -> None:
    client = Client()
    first = client.get(URL)
    assert first.status_code == 200, first.content[:200]
    started = time.perf_counter()
    again = client.get(URL)
    assert time.perf_counter() - started < WARM_SECONDS
    assert again.content == first.content == document.encoded().plain
    assert again["Content-Type"] == "application/vnd.oai.openapi+json"
    assert client.get(URL, headers={"if-none-match": again["ETag"]}).status_code == 304
    packed = client.get(URL, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == first.content
    print(f"schema: {len(first.content)} bytes, {len(packed.content)} compressed")
