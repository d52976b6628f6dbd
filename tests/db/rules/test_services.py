"""What holds of machines, circuits, services, protections and venues."""

from types import SimpleNamespace
from typing import Any

import pytest
from writes import Build, change, make, refusal, refused_change

from inventory.declare.readplan import rows
from inventory.declare.registry import specs

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Any:
    return make("services.supportteam", name="市信息中心", slug="centre")


@pytest.fixture
def serve(centre: Any) -> Build:
    """Make an application service by its code."""

    def build(code: str, /, **values: Any) -> Any:
        values = {"name": f"Service {code}", "slug": code.lower(), "responsible": centre} | values
        return make("services.applicationservice", code=code, **values)

    return build


def test_a_machine_takes_the_site_of_its_cluster_and_agrees_with_it(room: SimpleNamespace, device: Build) -> None:
    kind = make("virtualization.clustertype", name="KVM", slug="kvm")
    cluster = make("virtualization.cluster", name="kvm1", type=kind, scope_type="dcim.site", scope_id=room.site.pk)
    machine = make("virtualization.virtualmachine", name="web1", cluster=cluster, vcpus="2.5", memory=4096)
    assert machine.site == room.site
    common = {"name": "web2", "cluster": cluster}
    assert "cluster" in refusal("virtualization.virtualmachine", site=room.other_site, **common)
    assert "cluster" in refusal("virtualization.virtualmachine", name="web3")
    assert "device" in refusal("virtualization.virtualmachine", device=device("srv"), **common)
    row = rows(specs["virtualization.cluster"], [cluster.pk], "http://x")[0]
    assert (row["allocated_vcpus"], row["allocated_memory"], row["virtualmachine_count"]) == (2.5, 4096, 1)


def test_a_machine_is_reached_at_its_own_addresses(room: SimpleNamespace) -> None:
    machine = make("virtualization.virtualmachine", name="web1", site=room.site)
    port = make("virtualization.vminterface", virtual_machine=machine, name="eth0")
    label = "virtualization.vminterface"
    own = make("ipam.ipaddress", address="10.1.1.5/24", assigned_object_type=label, assigned_object_id=port.pk)
    free = make("ipam.ipaddress", address="10.1.1.6/24")
    assert change(machine, primary_ip4=own).primary_ip4 == own
    assert "primary_ip4" in refused_change(machine, primary_ip4=free)
    assert "primary_ip6" in refused_change(machine, primary_ip4=None, primary_ip6=own)
    other = make("virtualization.virtualmachine", name="web2", site=room.site)
    assert "parent" in refusal("virtualization.vminterface", virtual_machine=other, name="eth0.1", parent=port)
    assert "bridge" in refused_change(port, bridge=port)


def test_a_circuit_ends_after_it_begins_and_shows_its_ends(room: SimpleNamespace) -> None:
    provider = make("circuits.provider", name="广电网络", slug="cable")
    kind = make("circuits.circuittype", name="Dark fibre", slug="fibre")
    circuit = make("circuits.circuit", cid="C-1", provider=provider, type=kind, install_date="2026-03-01")
    assert "termination_date" in refused_change(circuit, termination_date="2026-02-01")
    assert "distance_unit" in refused_change(circuit, distance=3)
    where = {"termination_type": "dcim.site", "termination_id": room.site.pk}
    end = make("circuits.circuittermination", circuit=circuit, term_side="A", **where)
    row = rows(specs["circuits.circuit"], [circuit.pk], "http://x")[0]
    assert f'"id" : {end.pk},'.encode() in bytes(row["termination_a"])
    assert row["termination_z"] is None
    assert rows(specs["dcim.site"], [room.site.pk], "http://x")[0]["circuit_count"] == 1


def test_an_active_service_is_looked_after_by_somebody(serve: Build) -> None:
    assert "responsible" in refusal("services.applicationservice", name="X", slug="x")
    make("services.applicationservice", name="X", slug="x", status="planned")
    assert serve("A1").responsible


def test_hard_dependencies_form_no_loop(serve: Build) -> None:
    mail, directory, network = serve("A2"), serve("R1"), serve("R2")
    make("services.servicedependency", service=mail, depends_on=directory)
    make("services.servicedependency", service=directory, depends_on=network)
    assert "A2" in refusal("services.servicedependency", service=network, depends_on=mail)["depends_on"][0]
    assert "depends_on" in refusal("services.servicedependency", service=mail, depends_on=mail)
    make("services.servicedependency", service=network, depends_on=mail, kind="soft")
    row = rows(specs["services.applicationservice"], [directory.pk], "http://x")[0]
    assert (row["dependency_count"], row["dependant_count"]) == (1, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"protocol": "https"}, "web_address"),
        ({"protocol": "https", "web_address": "http://x.example/"}, "web_address"),
        ({"protocol": "smtp"}, "host"),
        ({"protocol": "tcp", "host": "db.example"}, "port"),
        ({"protocol": "tcp", "host": "db.example", "port": 70000}, "port"),
    ],
)
def test_an_endpoint_that_cannot_be_asked_is_refused(serve: Build, values: dict[str, Any], field: str) -> None:
    assert field in refusal("services.serviceendpoint", service=serve("A1"), name="x", **values)


def test_an_endpoint_is_a_url_or_a_host(serve: Build) -> None:
    service = serve("A1")
    make("services.serviceendpoint", service=service, name="web", protocol="https", web_address="https://oa.example/")
    make("services.serviceendpoint", service=service, name="mail", protocol="smtp", host="mx.example")


def test_an_off_site_copy_lies_off_site(room: SimpleNamespace, serve: Build) -> None:
    subject = {"subject_type": "services.applicationservice", "subject_id": serve("A1").pk}
    common = {"name": "A1", "source": room.site, "rpo": 60, **subject}
    assert "target" in refusal("services.protection", kind="offsite", target=room.site, **common)
    place = {"target_location": room.location}
    assert "target_location" in refusal(
        "services.protection", kind="offsite", target=room.other_site, **place, **common
    )
    make("services.protection", kind="offsite", target=room.other_site, **common)


def test_protections_and_instances_go_with_their_host(device: Build, room: SimpleNamespace, serve: Build) -> None:
    from inventory.declare.write import delete
    from inventory.services.models import Protection, ServiceInstance

    host = device("srv1")
    about = {"host_type": "dcim.device", "host_id": host.pk}
    make("services.serviceinstance", service=serve("A1"), name="app", **about)
    make("services.protection", name="srv1", subject_type="dcim.device", subject_id=host.pk, target=room.other_site)
    delete(specs["dcim.device"], [host])
    assert not Protection.objects.exists()
    assert not ServiceInstance.objects.exists()


def test_venues_hang_below_venues_of_higher_rank(room: SimpleNamespace) -> None:
    def venue(name: str, **values: Any) -> Any:
        return make("conferencing.venue", name=name, slug=name.lower(), site=room.site, **values)

    city, party = venue("City", kind="main"), venue("Party", kind="main")
    branch = venue("Bureau", kind="branch", parent=city)
    base = venue("County", kind="base", parent=branch, max_loss="0.5")
    common = {"slug": "x", "name": "X", "site": room.site}
    assert "parent" in refusal("conferencing.venue", kind="branch", parent=base, **common)
    assert "parent" in refused_change(city, parent=base)
    assert change(city, stand_in=party).stand_in == party
    assert "stand_in" in refused_change(city, stand_in=city)
    assert "stand_in" in refused_change(branch, stand_in=party)
    assert "location" in refusal("conferencing.venue", kind="base", **common | {"site": room.other_site},
                                 location=room.location)  # fmt: skip
    assert rows(specs["conferencing.venue"], [base.pk], "http://x")[0]["_depth"] == 2


def test_trees_have_no_loops_and_count_what_lies_below(room: SimpleNamespace) -> None:
    province = make("dcim.region", name="吉林", slug="jilin")
    city = make("dcim.region", name="长春", slug="changchun", parent=province)
    assert "parent" in refused_change(province, parent=city)
    assert "parent" in refused_change(province, parent=province)
    change(room.site, region=city)
    make("ipam.prefix", prefix="10.1.0.0/16", scope_type="dcim.location", scope_id=room.location.pk)
    outer, inner = rows(specs["dcim.region"], [province.pk, city.pk], "http://x")
    assert (outer["site_count"], outer["_depth"]) == (1, 0)
    assert (inner["site_count"], inner["_depth"], inner["prefix_count"]) == (1, 1, 1)
    assert "parent" in refusal("dcim.location", name="x", slug="x", site=room.other_site, parent=room.location)


def test_tags_count_what_bears_them_and_vanish_from_it(room: SimpleNamespace) -> None:
    from inventory.declare.write import delete

    tag = make("extras.tag", name="Core", slug="core")
    room.site = change(room.site, tags=[tag.pk])
    assert rows(specs["extras.tag"], [tag.pk], "http://x")[0]["tagged_items"] == 1
    delete(specs["extras.tag"], [tag])
    room.site.refresh_from_db()
    assert room.site.tags == []
