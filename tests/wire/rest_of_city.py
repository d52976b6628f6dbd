"""One object of each type of which the demo city has none, so that a request for any type finds something."""

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from inventory.declare.registry import specs


class Rest:
    """Writes over REST what it can, and by the model what only the worker writes."""

    def __init__(self, user: int, token: str) -> None:
        self.user = user
        self.client = Client(headers={"authorization": f"Bearer {token}"})

    def first(self, label: str) -> int:
        found = specs[label].model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        assert found is not None, f"there is no {label}"
        return int(found)

    def make(self, label: str, **values: Any) -> int:
        answer = self.client.post(specs[label].api, json.dumps(values), content_type="application/json")
        assert answer.status_code == 201, (label, answer.content)
        return int(answer.json()["id"])

    def add(self, label: str, **values: Any) -> None:
        """Make one, unless the city has one."""
        if not specs[label].model._default_manager.exists():
            self.make(label, **values)

    def store(self, of: str, **values: Any) -> None:
        """Make one as the worker does, unless there is one."""
        model = specs[of].model
        if not model._default_manager.exists():
            model._default_manager.create(**values)

    def build(self) -> None:
        self.people()
        self.texts()
        self.hardware()
        self.numbers()
        self.watched()

    def people(self) -> None:
        named = {"name": "x", "slug": "x"}
        self.add("extras.tag", **named)
        self.add("users.group", name="x")
        self.add("users.ownergroup", name="x")
        self.add("users.owner", name="x", group=self.first("users.ownergroup"))
        self.add("users.departmentscope", group=self.first("users.group"), tenant=self.first("tenancy.tenant"))
        self.add("users.objectpermission", name="x", object_types=["dcim.site"], actions=["view"])

    def texts(self) -> None:
        site = {"object_type": "dcim.site", "object_id": self.first("dcim.site")}
        device = ["dcim.device"]
        self.add("core.datasource", name="x", type="local", source_url="file:///srv/x")
        self.store(
            "core.datafile", source_id=self.first("core.datasource"), path="x.yaml", size=1, hash="0" * 64, data=b"x"
        )
        self.add("extras.bookmark", user=self.user, **site)
        self.add("extras.configcontext", name="x", data={"a": 1})
        self.add("extras.configtemplate", name="x", template_code="hostname {{ device.name }}")
        self.add("extras.customfieldchoiceset", name="x", extra_choices=[["a", "A"], ["b", "B"]])
        self.add("extras.customfield", name="x", type="text", object_types=device)
        self.add("extras.webhook", name="x", payload_url="http://127.0.0.1:9/")
        self.add("extras.eventrule", name="x", object_types=["dcim.region"], event_types=["object_created"],
                 webhook=self.first("extras.webhook"))  # fmt: skip
        self.store("extras.delivery", rule_id=self.first("extras.eventrule"), webhook_id=self.first("extras.webhook"),
                   event="object_created", change_id=1, **site)  # fmt: skip
        self.add("extras.exporttemplate", name="x", object_types=device, template_code="{{ queryset|length }}")
        self.add("extras.journalentry", assigned_object_type="dcim.site", assigned_object_id=site["object_id"],
                 comments="x")  # fmt: skip
        self.add("extras.savedfilter", name="x", slug="x", object_types=device, parameters={"status": ["active"]})
        self.add("extras.savedview", name="x", object_type="dcim.device")
        if not specs["extras.attachment"].model._default_manager.exists():
            from django.core.files.uploadedfile import SimpleUploadedFile

            body = {**site, "name": "x", "file": SimpleUploadedFile("x.txt", b"text\n")}
            answer = self.client.post(specs["extras.attachment"].api, body)
            assert answer.status_code == 201, answer.content

    def hardware(self) -> None:
        maker, kind, device = self.first("dcim.manufacturer"), self.first("dcim.devicetype"), self.first("dcim.device")
        self.add("dcim.cablebundle", name="x")
        self.add("dcim.consoleserverporttemplate", device_type=kind, name="x")
        self.add("dcim.consoleserverport", device=device, name="x")
        self.add("dcim.inventoryitemrole", name="x", slug="x")
        self.add("dcim.inventoryitemtemplate", device_type=kind, name="x")
        self.add("dcim.modulebaytemplate", device_type=kind, name="x")
        self.add("dcim.modulebay", device=device, name="x")
        self.add("dcim.moduletypeprofile", name="x")
        self.add("dcim.moduletype", manufacturer=maker, model="x")
        self.add("dcim.module", device=device, module_bay=self.first("dcim.modulebay"),
                 module_type=self.first("dcim.moduletype"))  # fmt: skip
        self.add("dcim.racktype", manufacturer=maker, model="x", slug="x", form_factor="4-post-cabinet")
        self.add("dcim.rackreservation", rack=self.first("dcim.rack"), units=[1], user=self.user,
                 description="x")  # fmt: skip
        self.add("dcim.virtualchassis", name="x")
        parent = self.make(
            "dcim.devicetype", manufacturer=maker, model="y", slug="y", subdevice_role="parent", u_height=0
        )
        self.add("dcim.devicebaytemplate", device_type=parent, name="x")
        self.make("dcim.device", device_type=parent, role=self.first("dcim.devicerole"), site=self.first("dcim.site"),
                  name="x")  # fmt: skip
        port: dict[str, Any] = {"device_type": parent, "name": "x", "type": "8p8c", "positions": 2}
        rear = self.make("dcim.rearporttemplate", **port)
        led = [{"rear_port": rear, "rear_port_position": 1, "position": 1}]
        front = self.make("dcim.frontporttemplate", **port, rear_ports=led)
        self.add("dcim.porttemplatemapping", front_port=front, front_port_position=2, rear_port=rear,
                 rear_port_position=2)  # fmt: skip
        self.add("dcim.rearport", device=device, name="x", type="8p8c")
        self.store("dcim.portmapping", front_port_id=self.first("dcim.frontport"), front_port_position=1,
                   rear_port_id=self.first("dcim.rearport"))  # fmt: skip

    def numbers(self) -> None:
        self.add("ipam.rir", name="x", slug="x")
        rir = self.first("ipam.rir")
        self.add("ipam.aggregate", prefix="203.0.112.0/20", rir=rir)
        self.add("ipam.asnrange", name="x", slug="x", rir=rir, start=64512, end=64600)
        self.add("ipam.asn", asn=64512, rir=rir)
        self.add("ipam.routetarget", name="65000:1")
        self.add("ipam.service", name="x", protocol="tcp", ports=[22], parent_object_type="dcim.device",
                 parent_object_id=self.first("dcim.device"))  # fmt: skip
        self.add("ipam.servicetemplate", name="x", protocol="tcp", ports=[22])
        self.add("circuits.provideraccount", provider=self.first("circuits.provider"), account="x")

    def watched(self) -> None:
        device, now = self.first("dcim.device"), timezone.now()
        times = {"first_seen": now, "last_seen": now}
        self.store("reconcile.observation", device_id=device, section="system", payload={"sysLocation": "a"},
                   digest="0" * 32, last_changed=now, **times)  # fmt: skip
        self.store("reconcile.sighting", device_id=device, kind="address", key="x", **times)
        self.store("reconcile.difference", device_id=device, identity="x", opened=now, last_seen=now, rule="x",
                   kind="missing", label="x", confidence="certain")  # fmt: skip
