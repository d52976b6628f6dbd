"""Encoding and decoding undo each other, and garbage is named as such."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.sessions.ber import Malformed, decode, element, encode, encoded, oid_arcs, oid_content
from collectors.sessions.message import GETBULK, message_parts, numbers, pdu_parts, reply, request, varbinds
from collectors.sessions.message import decoded as decoded_numbers
from collectors.sessions.values import Counter32, Counter64, Gauge32, ObjectId, TimeTicks, arcs, dotted

arc = st.integers(0, 2**32 - 1)
oids = st.tuples(st.integers(0, 1), st.integers(0, 39)).flatmap(
    lambda head: st.lists(arc, max_size=20).map(lambda rest: (*head, *rest))
)
values = st.one_of(
    st.integers(-(2**31), 2**31 - 1),
    st.integers(0, 2**32 - 1).map(Counter32),
    st.integers(0, 2**32 - 1).map(Gauge32),
    st.integers(0, 2**32 - 1).map(TimeTicks),
    st.integers(0, 2**64 - 1).map(Counter64),
    st.binary(max_size=400),
    st.ip_addresses(v=4),
    oids.map(lambda numbers_: ObjectId(dotted(numbers_))),
    st.floats(width=32, allow_nan=False),
)


@given(values)
def test_a_value_is_what_its_encoding_says(value: object) -> None:
    data = encode(value)
    tag, start, end = element(data, 0, len(data))
    assert end == len(data)
    assert decode(tag, data, start, end) == value


@given(oids)
def test_an_identifier_is_what_its_encoding_says(numbers_: tuple[int, ...]) -> None:
    assert oid_arcs(oid_content(numbers_)) == numbers_
    assert arcs(dotted(numbers_)) == numbers_


@given(st.integers(0, 2**31 - 1), st.lists(oids, min_size=1, max_size=50), st.integers(0, 100), st.binary(max_size=40))
def test_a_request_reads_back(number: int, names: list[tuple[int, ...]], repetitions: int, community: bytes) -> None:
    contents = [oid_content(name) for name in names]
    data = request(1, community, GETBULK, contents, repetitions).datagram(number)
    version, said, kind, at, end = message_parts(data)
    head = pdu_parts(data, at, end)
    assert (version, said, kind) == (1, community, GETBULK)
    assert (head.request_id, head.status, head.place) == (number, 0, repetitions)
    assert [name for name, *_ in varbinds(data, head.start, head.end)] == contents


@given(st.binary(max_size=300))
def test_any_octets_are_a_reply_or_malformed(data: bytes) -> None:
    try:
        head = reply(data)
        list(varbinds(data, head.start, head.end))
    except Malformed:
        pass


counters = st.one_of(st.integers(0, 2**32 - 1).map(Counter32), st.integers(0, 2**64 - 1).map(Counter64), st.integers())


@given(
    st.lists(st.tuples(st.integers(1, 2**32 - 1), counters.filter(lambda n: -(2**63) <= n < 2**64)), min_size=1),
    st.integers(1, 15),
)
def test_numbers_read_at_once_are_those_read_one_by_one(rows: list[tuple[int, int]], width: int) -> None:
    prefix = "1.3.6.1.2.1.2.2.1.10"
    from collectors.sessions.ber import tlv

    body = b"".join(tlv(0x30, tlv(6, encoded(f"{prefix}.{index}")) + encode(value)) for index, value in rows)
    quick = numbers(body, 0, len(body), len(encoded(prefix)) + 1, width)
    slow = [(name, decode(tag, body, start, end)) for name, tag, start, end in varbinds(body, 0, len(body))]
    assert quick is not None
    for place, (names, values_) in enumerate(quick):
        assert [name[1:] for name in names] == [name for name, _ in slow[place::width]]
        assert decoded_numbers(values_) == [value for _, value in slow[place::width]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cut off"),
        (b"\x30\x05\x02\x01\x01", "claims 5 octets"),
        (b"\x30\x03\x04\x01\x01", "version has tag 0x04"),
        (b"\x30\x80\x02\x01\x01", "has 0 octets"),
        (b"\x30\x03\x02\x01\x01\x00", "the datagram has 6"),
    ],
)
def test_a_malformed_message_says_what_is_wrong(data: bytes, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        reply(data)


def test_unsigned_values_without_their_leading_zero_stay_positive() -> None:
    assert decode(0x41, b"\xff\xff\xff\xff", 0, 4) == 2**32 - 1


def test_an_address_of_five_octets_is_malformed() -> None:
    with pytest.raises(Malformed, match="5 octets"):
        decode(0x40, b"\x01\x02\x03\x04\x05", 0, 5)
    assert decode(0x40, b"\x01\x02\x03\x04", 0, 4) == IPv4Address("1.2.3.4")
