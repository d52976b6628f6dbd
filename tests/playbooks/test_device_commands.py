"""Commands for vendors' switches: exact lines, and lines that take them back."""

# ruff: noqa: E501 - a line of a device is not broken
import pytest

from playbooks.devices import PLATFORMS, Platform, Port, switch_port

NAMES = {"vrp": "GigabitEthernet0/0/1", "comware": "GigabitEthernet1/0/1", "ios": "GigabitEthernet1/0/1"}
ACCESS = {
    "vrp": (
        (
            "system-view|vlan batch 120|interface GigabitEthernet0/0/1| description weather A03 U12| port link-type access|"
            " port default vlan 120|return|save"
        ),
        (
            "system-view|interface GigabitEthernet0/0/1| undo description| port link-type access| undo port default vlan|"
            "return|save"
        ),
    ),
    "comware": (
        (
            "system-view|vlan 120| quit|interface GigabitEthernet1/0/1| description weather A03 U12| port link-type access|"
            " port access vlan 120|return|save force"
        ),
        (
            "system-view|interface GigabitEthernet1/0/1| undo description| port link-type access| undo port access vlan|"
            "return|save force"
        ),
    ),
    "ios": (
        (
            "configure terminal|vlan 120| exit|interface GigabitEthernet1/0/1| description weather A03 U12|"
            " switchport mode access| switchport access vlan 120|end|write memory"
        ),
        (
            "configure terminal|interface GigabitEthernet1/0/1| no description| switchport mode access|"
            " no switchport access vlan|end|write memory"
        ),
    ),
}
TRUNK = {
    "vrp": (
        (
            "system-view|vlan batch 10 20 30|interface GigabitEthernet0/0/1| undo port default vlan| port link-type trunk|"
            " port trunk pvid vlan 10| undo port trunk allow-pass vlan 1| port trunk allow-pass vlan 10 20 30|"
            " undo shutdown|return|save"
        ),
        (
            "system-view|vlan batch 5|interface GigabitEthernet0/0/1| undo port trunk pvid vlan|"
            " undo port trunk allow-pass vlan 10 20 30| port trunk allow-pass vlan 1| port link-type access|"
            " port default vlan 5| shutdown|return|save"
        ),
    ),
    "comware": (
        (
            "system-view|vlan 10| quit|vlan 20| quit|vlan 30| quit|interface GigabitEthernet1/0/1| port link-type trunk|"
            " port trunk pvid vlan 10| undo port trunk permit vlan 1| port trunk permit vlan 10 20 30| undo shutdown|"
            "return|save force"
        ),
        (
            "system-view|vlan 5| quit|interface GigabitEthernet1/0/1| port link-type access| port access vlan 5| shutdown|"
            "return|save force"
        ),
    ),
    "ios": (
        (
            "configure terminal|vlan 10| exit|vlan 20| exit|vlan 30| exit|interface GigabitEthernet1/0/1|"
            " switchport mode trunk| switchport trunk native vlan 10| switchport trunk allowed vlan 10,20,30|"
            " no switchport access vlan| no shutdown|end|write memory"
        ),
        (
            "configure terminal|vlan 5| exit|interface GigabitEthernet1/0/1| switchport mode access|"
            " switchport access vlan 5| no switchport trunk native vlan| no switchport trunk allowed vlan| shutdown|end|"
            "write memory"
        ),
    ),
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_port_becomes_an_access_port_and_back(platform: Platform) -> None:
    before = Port(interface=NAMES[platform])
    after = Port(interface=NAMES[platform], description="weather A03 U12", vlan=120)
    change = switch_port(platform, before, after)
    assert ("|".join(change.apply), "|".join(change.undo)) == ACCESS[platform]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_access_port_becomes_a_trunk_and_back(platform: Platform) -> None:
    before = Port(interface=NAMES[platform], vlan=5, enabled=False)
    after = Port(interface=NAMES[platform], vlan=10, tagged=(30, 20))
    change = switch_port(platform, before, after)
    assert ("|".join(change.apply), "|".join(change.undo)) == TRUNK[platform]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_is_typed_where_nothing_changes(platform: Platform) -> None:
    port = Port(interface=NAMES[platform], vlan=7)
    assert switch_port(platform, port, port) == switch_port(platform, port, Port(interface=NAMES[platform], vlan=7))
    assert switch_port(platform, port, port).apply == ()


@pytest.mark.parametrize("description", ["two\nlines", "what?", " blank"])
def test_a_description_no_device_takes_is_refused(description: str) -> None:
    with pytest.raises(ValueError, match="description"):
        Port(interface="GigabitEthernet0/0/1", description=description)
