"""Cells tell apart what is registered, what was seen, and both."""

from ipaddress import IPv4Network

import pytest
from infoport.ui.pages.cells import Field, cells

OFFICE = Field(
    IPv4Network("10.1.0.0/28"), registered={1: "active", 2: "active", 3: "reserved"}, seen=frozenset({1, 9, 12}),
    ranges=frozenset({12, 13}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("offset", "kind"),
    [
        (0, "net"),
        (1, "both"),
        (2, "reg"),
        (3, "plan"),
        (5, "free"),
        (9, "seen"),
        (12, "dhcp"),
        (13, "dhcp"),
        (15, "net"),
    ],
)
def test_each_address_has_one_kind(offset: int, kind: str) -> None:
    assert OFFICE.kind(offset) == kind


def test_what_is_seen_and_not_registered_is_listed_and_the_other_way_round() -> None:
    assert OFFICE.strangers == [9]
    assert OFFICE.silent == [2]


def test_both_addresses_of_a_link_of_two_are_usable() -> None:
    assert [Field(IPv4Network("10.0.0.0/31")).kind(offset) for offset in (0, 1)] == ["free", "free"]


def test_the_drawing_has_a_cell_per_address_and_says_how_many() -> None:
    svg = cells(OFFICE)
    assert svg.count("<rect") == 16
    assert 'role="img" aria-label="16 addresses: 3 registered, 3 seen"' in svg
    assert "<title>10.1.0.9 · seen, not registered</title>" in svg
    assert "style=" not in svg
