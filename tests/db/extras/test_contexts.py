"""Config contexts: what applies to what, how it is merged, and what a page of them costs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from extras_city import device, make

from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.extras.contexts import deep, of_devices


def context_of(api: Any, pk: int) -> Any:
    return api.get(f"/api/dcim/devices/{pk}/").json()["config_context"]


def test_later_values_replace_and_objects_are_merged() -> None:
    layers = [{"a": 1, "n": {"x": 1, "y": [1]}}, {"a": 2, "n": {"y": [2]}}, None]
    assert deep(layers) == {"a": 2, "n": {"x": 1, "y": [2]}}


def test_the_heavier_context_wins_then_the_name_then_what_is_local(city: SimpleNamespace, api: Any) -> None:
    make("extras.configcontext", name="b", weight=100, data={"ntp": "b", "nested": {"b": 1}})
    make("extras.configcontext", name="a", weight=100, data={"ntp": "a", "nested": {"a": 1}})
    make("extras.configcontext", name="z", weight=50, data={"ntp": "z", "only": "z"})
    plain = device(city, "sw1")
    local = device(city, "sw2", local_context_data={"ntp": "own"})
    assert context_of(api, plain.pk) == {"ntp": "b", "nested": {"a": 1, "b": 1}, "only": "z"}
    assert context_of(api, local.pk)["ntp"] == "own"


def test_scopes_narrow_and_trees_include_what_lies_below(city: SimpleNamespace, api: Any) -> None:
    make("extras.configcontext", name="coast", data={"region": "coast"}, regions=[city.coast])
    make("extras.configcontext", name="tagged", data={"tag": "core"}, tags=[city.tag.pk])
    make("extras.configcontext", name="off", data={"off": True}, is_active=False)
    make("extras.configcontext", name="both", data={"both": 1}, regions=[city.coast], sites=[city.other])
    here = device(city, "here", tags=[city.tag.pk])
    there = device(city, "there", site=city.other)
    assert context_of(api, here.pk) == {"region": "coast", "tag": "core"}
    assert context_of(api, there.pk) == {}


def test_a_page_of_contexts_is_one_statement(city: SimpleNamespace) -> None:
    for at in range(20):
        make("extras.configcontext", name=f"c{at}", data={f"k{at}": at}, roles=[city.role] if at % 2 else [])
    ids = [device(city, f"sw{at}").pk for at in range(30)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = list(of_devices(ids))
    assert len(found) == 30 and bytes(found[0]) == bytes(found[29])
    assert len(queries) == 1


def test_config_context_can_be_left_out(city: SimpleNamespace, api: Any) -> None:
    device(city, "sw1")
    assert "config_context" in api.get("/api/dcim/devices/").json()["results"][0]
    for query in ("exclude=config_context", "omit=config_context"):
        assert "config_context" not in api.get(f"/api/dcim/devices/?{query}").json()["results"][0]


def test_tags_are_slugs_on_the_wire_both_ways(city: SimpleNamespace, api: Any) -> None:
    body = {"name": "x", "data": {"a": 1}, "tags": ["core"], "regions": [city.coast.pk]}
    made = api.post("/api/extras/config-contexts/", body, content_type="application/json")
    assert made.status_code == 201 and made.json()["tags"] == ["core"]
    assert made.json()["regions"][0]["slug"] == "coast"
    bad = api.post("/api/extras/config-contexts/", {"name": "y", "data": [1]}, content_type="application/json")
    assert bad.status_code == 400 and "data" in bad.json()


def test_a_machine_has_the_contexts_of_its_cluster_and_site(city: SimpleNamespace, api: Any) -> None:
    kind = make("virtualization.clustertype", name="KVM", slug="kvm")
    cluster = make("virtualization.cluster", name="c1", type=kind)
    machine = make("virtualization.virtualmachine", name="web", cluster=cluster, site=city.site)
    make("extras.configcontext", name="kvm", data={"kvm": 1}, cluster_types=[kind])
    make("extras.configcontext", name="only devices", data={"device": 1}, device_types=[city.type])
    found = api.get(f"/api/virtualization/virtual-machines/{machine.pk}/").json()
    assert found["config_context"] == {"kvm": 1}


def test_a_device_renders_its_own_template_else_its_roles(city: SimpleNamespace, api: Any) -> None:
    sw = device(city, "sw1", local_context_data={"ntp": "10.0.0.1"})
    bare = api.post(f"/api/dcim/devices/{sw.pk}/render-config/", {}, content_type="application/json")
    assert (bare.status_code, bare.json()) == (400, {"error": "No config template found for this device."})
    code = "hostname {{ (device or virtualmachine).name }} {{ device.site }} {{ device.status }}\nntp {{ ntp }}\n"
    template = make("extras.configtemplate", name="base", template_code=code)
    save(specs["dcim.devicerole"], city.role, {"config_template": template})
    url = f"/api/dcim/devices/{sw.pk}/render-config/"
    found = api.post(url, {}, content_type="application/json").json()
    assert found["content"] == "hostname sw1 信息港 active\nntp 10.0.0.1"
    assert found["configtemplate"]["name"] == "base"
    given = api.post(url, {"ntp": "x"}, content_type="application/json", headers={"Accept": "text/plain"})
    assert given.content.decode().endswith("ntp x") and given["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "code",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ 'x' * 10**10 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
        "{% for a in",
        "{{ device.no.such.thing }}",
    ],
)
def test_a_template_that_misbehaves_is_refused_with_the_reason(city: SimpleNamespace, api: Any, code: str) -> None:
    body = {"name": "bad", "template_code": code}
    made = api.post("/api/extras/config-templates/", body, content_type="application/json")
    if made.status_code == 400:
        assert "Line 1" in made.json()["template_code"][0]
        return
    url = f"/api/extras/config-templates/{made.json()['id']}/render/"
    answer = api.post(url, {"device": {"name": "x"}}, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["detail"].startswith("Error rendering template: ")
