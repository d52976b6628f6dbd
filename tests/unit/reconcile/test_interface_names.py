import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.net.interface_names import SPELLINGS, canonical_interface


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gi1/0/1", "GigabitEthernet1/0/1"),
        ("gigabitethernet 1/0/1", "GE1/0/1"),
        ("Te1/1/4", "TenGigabitEthernet1/1/4"),
        ("Ten-GigabitEthernet1/0/1", "XGE1/0/1"),
        ("XGigabitEthernet0/0/1", "10GE0/0/1"),
        ("Po12", "port-channel12"),
        ("BAGG1", "Bridge-Aggregation1"),
        ("Vl10", "Vlan10"),
        ("Vlan-interface20", "vlanint20"),
        ("Loop0", "LoopBack0"),
        ("Eth1/1", "Ethernet1/1"),
        ("HundredGigE1/0/25", "100GE1/0/25"),
        ("Gi1/0/1.100", "GigabitEthernet1/0/1.100"),
    ],
)
def test_long_and_short_names_mean_the_same_port(one: str, other: str):
    assert canonical_interface(one) == canonical_interface(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gi1/0/1", "Te1/0/1"),
        ("Gi1/0/1", "Gi1/0/11"),
        ("Vlan10", "Vlanif10"),
        ("Eth-Trunk1", "Port-channel1"),
        ("M-GigabitEthernet0/0/0", "GigabitEthernet0/0/0"),
        ("eth0", "eth1"),
    ],
)
def test_different_ports_stay_different(one: str, other: str):
    assert canonical_interface(one) != canonical_interface(other)


@given(st.text(st.characters(codec="ascii")))
def test_neither_case_nor_blanks_around_matter(name: str):
    assert canonical_interface(name) == canonical_interface(f" {name.upper()} ")


def test_no_spelling_means_two_kinds():
    spellings = [word for words in SPELLINGS.values() for word in words]
    assert len(spellings) == len(set(spellings))
