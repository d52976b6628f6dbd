"""A small town with two machine rooms whose hosting prefix is the lab's network, and people who ask and approve."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from inventory.declare.history import Actor, acting
from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.hosting.advance import advance
from inventory.hosting.models import Host, Request
from inventory.users.models import ObjectPermission, User
from tests.lab.hosts import Host as Machine
from tests.lab.hosts import Lab

ZONE = "city.test"
ZONE_FILE = f"/var/lib/bind/{ZONE}.zone"
NAMED = f'zone "{ZONE}" {{ type primary; file "{ZONE_FILE}"; update-policy local; }};\n'
RECORDS = (
    "$TTL 300\n@ IN SOA ns.city.test. root.city.test. 1 3600 600 86400 300\n@ IN NS ns.city.test.\nns IN A 10.66.0.1\n"
)


def made(label: str, /, **values: Any) -> Any:
    spec = specs[label]
    return save(spec, spec.model(), values)


class Town:
    """What there is before anybody asks for anything."""

    def __init__(self, key: str) -> None:
        ContentType.objects.clear_cache()
        self.department = made("tenancy.tenant", name="气象局", slug="qxj")
        self.rooms = [made("dcim.site", name=f"机房 {at}", slug=f"room-{at}") for at in "ab"]
        kind = made("virtualization.clustertype", name="KVM", slug="kvm")
        for room in self.rooms:
            made("virtualization.cluster", name=f"集群 {room.name}", type=kind, status="active",
                 scope_type="dcim.site", scope_id=room.pk)  # fmt: skip
        role = made("ipam.role", name="托管", slug="hosting")
        self.segment = made("segments.segment", name="外网", slug="extranet", kind="extranet", code="B", letter="B")
        made("ipam.ipaddress", address="10.66.0.1/24")  # where the lab is entered
        made("ipam.prefix", prefix="10.66.0.0/24", role=role, segment=self.segment, status="active")
        self.login = made("reconcile.credential", name="新机器", kind="login", username="root", private_key=key)
        self.image = self.host("镜像", serves="image")
        self.officer, self.asker = self.person("officer", "handle", "approve"), self.person("asker", "add")

    def person(self, name: str, *actions: str) -> User:
        user = User.objects.create_user(name, password="x")
        rule = ObjectPermission.objects.create(name=name, object_types=["hosting.request"], actions=["view", *actions])
        rule.users.add(user)
        return user

    def host(self, name: str, **values: Any) -> Host:
        found: Host = made("hosting.host", name=name, credential=self.login, **values)
        return found

    def switch(self, machine: Machine) -> None:
        """A machine of the lab as a switch: `port1` is free, `br110` is the bridge of the department's VLAN."""
        machine.run("ip", "link", "set", "dev", "port1", "nomaster")
        site = self.rooms[0]
        kind = made("dcim.devicetype", manufacturer=made("dcim.manufacturer", name="Debian", slug="debian"),
                    model="Linux", slug="linux")  # fmt: skip
        role = made("dcim.devicerole", name="接入", slug="access")
        device = made("dcim.device", name="sw", device_type=kind, role=role, site=site, status="active")
        vlan = made("ipam.vlan", vid=110, name="气象局", segment=self.segment, status="active")
        made("dcim.interface", device=device, name="br110", type="bridge", mode="access", untagged_vlan=vlan)
        made("dcim.interface", device=device, name="port1", type="1000base-t")
        self.host("sw", serves="switch", address=machine.address, host_keys=machine.host_key)

    def connection(self, name: str = "Weather office") -> Request:
        """A request for a port of the switch."""
        return self.ask("connection", name=name, answers={"site": self.rooms[0].pk, "mbps": 100})

    def serves(self, machine: Machine, **values: Any) -> Host:
        """A machine of the lab that is there for others; its address is taken."""
        made("ipam.ipaddress", address=f"{machine.address}/24")
        return self.host(machine.name, address=machine.address, host_keys=machine.host_key, **values)

    def ask(self, item: str = "website", /, **values: Any) -> Request:
        """A request that was submitted."""
        given = {
            "name": "天气预报", "item": item, "tenant": self.department, "contact": "李工", "exposure": "extranet",
            "segment": self.segment, "backup": "daily", "answers": {"size": "small", "domain": f"weather.{ZONE}"},
        }  # fmt: skip
        with acting(Actor(user_id=self.asker.pk, user_name="asker")):
            request: Request = save(specs["hosting.request"], Request(), {**given, **values})
        return advance(request.pk, "submit", user=self.asker).request


def names(store: Machine) -> None:
    """Let a machine hold the zone."""
    store.write("/etc/bind/named.conf.local", NAMED)
    store.write(ZONE_FILE, RECORDS)
    store.run("chown", "-R", "bind:bind", "/var/lib/bind")
    store.run("systemctl", "start", "named")


def machine(lab: Lab, request: Request) -> Machine:
    """The machine that a plan speaks of, booted at its address, as a hypervisor would."""
    plan = request.plans.order_by("-number").first()
    assert plan is not None
    name = next(each["values"]["name"] for each in plan.lines if each["role"] == "machine")
    address = next(each["values"]["address"] for each in plan.lines if each["role"] == "probes")
    lab.hosts[name] = Machine(lab, name, int(address.rpartition(".")[2]))
    return lab.hosts[name].ready()
