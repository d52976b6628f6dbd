"""pynetbox reads."""

import re

import pynetbox
import pytest
from pynetbox.core.query import ParameterValidationError

from tests.wire.live import Live
from tests.wire.town import PORTS, SWITCHES, Town

SWITCH_NAMES = [f"sw-{n}" for n in range(1, SWITCHES + 1)]
INTERFACES = (SWITCHES + 1) * PORTS


def names(found: object) -> list[str]:
    return sorted(str(row) for row in found)  # type: ignore[attr-defined]


def test_version_and_status_are_those_of_netbox_4_6(api: pynetbox.api) -> None:
    assert api.version == "4.6"
    status = api.status()
    assert status["netbox-version"] == "4.6.8"
    assert {"django-version", "plugins", "python-version", "rq-workers-running"} <= status.keys()
    assert list(api.plugins.installed_plugins()) == []


def test_all_yields_every_object_once_over_pages(api: pynetbox.api, town: Town) -> None:
    found = api.dcim.interfaces.all(limit=7)
    assert len(found) == INTERFACES
    ids = [row.id for row in found]
    assert len(ids) == len(set(ids)) == INTERFACES
    assert len(list(api.dcim.interfaces.all())) == INTERFACES


def test_a_limit_over_the_maximum_is_clamped(api: pynetbox.api, town: Town) -> None:
    assert len(list(api.dcim.interfaces.all(limit=100_000))) == INTERFACES


def test_filter_takes_lookups_and_repeats(api: pynetbox.api, town: Town) -> None:
    devices = api.dcim.devices
    assert names(devices.filter(name__ic="SW-")) == SWITCH_NAMES
    assert names(devices.filter(name=["sw-1", "rtr-1"])) == ["rtr-1", "sw-1"]
    assert names(devices.filter(name__isw="rtr")) == ["rtr-1"]
    assert names(devices.filter(name__n="rtr-1", role="access")) == SWITCH_NAMES
    assert names(devices.filter(serial__empty=True)) == ["rtr-1"]
    assert names(devices.filter(name__regex="^sw-[12]$")) == ["sw-1", "sw-2"]
    assert names(devices.filter(position__gte=3)) == ["sw-3", "sw-4"]
    assert names(devices.filter(rack_id="null")) == ["rtr-1"]
    assert names(devices.filter("rtr")) == ["rtr-1"]
    assert names(devices.filter(region="north")) == ["rtr-1", *SWITCH_NAMES]


def test_repeated_tags_narrow_and_tag_any_widens(api: pynetbox.api, town: Town) -> None:
    assert names(api.dcim.devices.filter(tag=["core", "edge"])) == ["sw-1"]
    assert names(api.dcim.devices.filter(tag__any=["core", "edge"])) == SWITCH_NAMES
    assert names(api.dcim.devices.filter(tag__n="edge")) == ["rtr-1"]


def test_custom_fields_and_primary_addresses_filter(api: pynetbox.api, town: Town) -> None:
    assert names(api.dcim.devices.filter(cf_backup_enable=True)) == ["sw-1", "sw-2"]
    assert names(api.dcim.devices.filter(cf_contract="C-3")) == ["sw-3"]
    assert names(api.dcim.devices.filter(has_primary_ip=False)) == ["rtr-1", "sw-4"]


def test_get_finds_one_by_id_or_name_and_none_otherwise(api: pynetbox.api, town: Town) -> None:
    by_name = api.dcim.devices.get(name="sw-1")
    assert by_name.id == town.id("sw-1")
    assert api.dcim.devices.get(by_name.id).name == "sw-1"
    assert api.dcim.devices.get(2**31 - 1) is None
    assert api.dcim.devices.get(name="nowhere") is None
    with pytest.raises(ValueError, match="get\\(\\) returned more than one result"):
        api.dcim.devices.get(role="access")


def test_a_filter_that_does_not_exist_and_a_wrong_value_are_refused(api: pynetbox.api, town: Town) -> None:
    with pytest.raises(pynetbox.RequestError, match="Unknown filter"):  # NetBox answers with everything
        list(api.dcim.sites.filter(no_such_filter="x"))
    with pytest.raises(pynetbox.RequestError, match="400"):
        list(api.dcim.devices.filter(status="no-such-status"))


def test_nested_objects_load_what_they_lack(api: pynetbox.api, town: Town) -> None:
    device = api.dcim.devices.get(name="sw-1")
    assert device.site.name == "hq"
    assert device.site.region.name == "north-east"
    assert device.site.facility == "F1"
    assert device.device_type.manufacturer.slug == "acme"
    assert device.primary_ip.dns_name == "sw-1.example"
    assert str(device.status) == "Active"
    assert device.status.value == "active"
    assert dict(device)["custom_fields"] == {"backup_enable": True, "contract": "C-1"}
    assert device.config_context == {"ntp": ["10.20.0.1"], "contact": "desk"}


def test_generic_links_name_their_object(api: pynetbox.api, town: Town) -> None:
    address = api.ipam.ip_addresses.get(address="10.20.1.2/24")
    assert address.assigned_object_type == "dcim.interface"
    assert address.assigned_object.device.name == "sw-2"
    prefix = api.ipam.prefixes.get(prefix="10.20.1.0/24")
    assert (prefix.scope_type, prefix.scope.name, prefix._depth) == ("dcim.site", "hq", 1)


def test_count_counts_with_and_without_filters(api: pynetbox.api, town: Town) -> None:
    assert api.dcim.interfaces.count() == INTERFACES
    assert api.dcim.devices.count(role="access") == SWITCHES
    assert api.dcim.devices.count("nothing has this name") == 0


def test_choices_come_from_options(api: pynetbox.api, town: Town) -> None:
    statuses = api.dcim.devices.choices()["status"]
    assert {"value": "active", "display_name": "Active"} in [
        {"value": each["value"], "display_name": each["display_name"]} for each in statuses
    ]
    assert "tcp" in {each["value"] for each in api.ipam.services.choices()["protocol"]}


def test_cursor_paging_yields_everything(live: Live, town: Town) -> None:
    client = live.client(pagination="cursor")
    found = client.dcim.interfaces.all(limit=3)
    assert len({row.id for row in found}) == INTERFACES
    assert len(found) == INTERFACES
    client.http_session.close()


def test_threads_fetch_pages_side_by_side(live: Live, town: Town) -> None:
    client = live.client(threading=True)
    assert len({row.id for row in client.dcim.interfaces.all(limit=3)}) == INTERFACES
    assert len(list(client.dcim.interfaces.filter(device=["sw-1", "sw-2"], limit=3))) == 2 * PORTS
    client.http_session.close()


def test_strict_filters_know_the_schema_without_a_token(live: Live, town: Town) -> None:
    client = live.client(strict_filters=True)
    assert names(client.dcim.devices.filter(name__ic="rtr", cf_contract__empty=True)) == ["rtr-1"]
    assert names(client.dcim.devices.filter(tag="core", has_primary_ip=True, region="north", status="active"))
    with pytest.raises(ParameterValidationError, match="no_such_filter"):
        client.dcim.devices.filter(no_such_filter="x")
    client.http_session.close()


@pytest.mark.parametrize("whose", ["expired", "wrong"])
def test_a_bad_token_is_an_error(live: Live, town: Town, whose: str) -> None:
    client = live.client(getattr(live, whose))
    with pytest.raises(pynetbox.RequestError, match="403") as raised:
        list(client.dcim.devices.all())
    assert re.search("expired|Invalid", raised.value.error)
    client.http_session.close()


def test_a_person_without_rights_is_refused(live: Live, town: Town) -> None:
    client = live.client(live.nobody)
    with pytest.raises(pynetbox.RequestError, match="403"):
        list(client.dcim.devices.all())
    client.http_session.close()
