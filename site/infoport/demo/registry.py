"""Numbers, owners, notes, and what an installation adds of its own: fields, contexts, templates, views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register

BACKED_UP = frozenset({"core", "aggregation", "firewall"})
"""Roles of devices whose configuration is backed up."""
SIGN = "@"


def add_registry(register: Register) -> None:
    """Add the rows of the file, and what they say of devices, sites, VRFs and platforms."""
    for label, rows in source("registry").items():
        for key, values in rows.items():
            register.add(label, str(key), **{name: referring(value) for name, value in values.items()})
    for key, device in register.rows("dcim.device").items():
        fields = {"backup_enable": device["role"].key in BACKED_UP}
        register.change(Ref("dcim.device", key), custom_fields=fields)
    for key in register.rows("dcim.site"):
        register.change(Ref("dcim.site", key), custom_fields={"uplink_media": "fibre"})
    for site, asn in (("xxg", "64512"), ("sw", "64513"), ("zwzx", "64514")):
        register.change(Ref("dcim.site", site), asns=[Ref("ipam.asn", asn)], owner=Ref("users.owner", "信息港机房组"))
    for vrf, target in (("extranet", "64512:20"), ("management", "64512:70")):
        targets = [Ref("ipam.routetarget", target)]
        register.change(Ref("ipam.vrf", vrf), import_targets=targets, export_targets=targets)
    register.change(Ref("dcim.platform", "huawei-vrp"), config_template=Ref("extras.configtemplate", "vrp"))


def referring(value: Any) -> Any:
    """`@label key` as the row it names, in lists too."""
    if isinstance(value, str) and value.startswith(SIGN):
        label, _space, key = value[1:].partition(" ")
        return Ref(label, key)
    if isinstance(value, list):
        return [referring(each) for each in value]
    return value
