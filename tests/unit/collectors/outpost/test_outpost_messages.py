"""What is sealed opens for its reader alone, and what was altered is told apart from what is foreign."""

from datetime import UTC, datetime

import pytest

from collectors.facts import DeviceFacts
from collectors.outpost import client
from collectors.outpost.client import BadAddress
from collectors.outpost.delivering import LONGEST_PAUSE, pause
from collectors.outpost.envelope import MAGIC, Refused, opened, read, written
from collectors.outpost.keys import Private, Unopened, make_code, proof
from collectors.outpost.messages import Asked, Batch, Credentials, Result, Work, packed, unpacked
from collectors.outpost.polling import Plan
from collectors.sweep import Failure
from collectors.target import Community, User

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
OUTPOST, CORE, OTHER = Private.make(), Private.make(), Private.make()
FACTS = DeviceFacts(target="1", at=AT, sys_name="内网核心", interfaces=())
BATCH = Batch(
    sequence=1, previous=bytes(32),
    results=(
        Result(access=1, at=AT, seconds=0.25, facts=FACTS),
        Result(access=2, at=AT, seconds=6.0, failure=Failure(layer="transport", reason="no answer")),
    ),
)  # fmt: skip


def refusal(content: bytes, sender: Private = OUTPOST, recipient: Private = CORE) -> str:
    with pytest.raises(Refused) as refused:
        opened(read(content, "batch"), sender.public, recipient)
    return refused.value.reason


def test_a_batch_comes_back_as_it_was_and_is_not_to_be_read_on_the_way() -> None:
    content = written("batch", BATCH, OUTPOST, CORE.public)
    assert unpacked(opened(read(content, "batch"), OUTPOST.public, CORE), Batch) == BATCH
    assert "内网核心".encode() not in content


def test_every_altered_octet_is_noticed() -> None:
    content = written("batch", BATCH, OUTPOST, CORE.public)
    for at in range(len(content)):
        altered = bytearray(content)
        altered[at] ^= 1
        assert refusal(bytes(altered)) in {"malformed", "tampered", "foreign"}


def test_a_cut_or_other_file_is_malformed() -> None:
    content = written("batch", BATCH, OUTPOST, CORE.public)
    assert refusal(content[:-1]) == "malformed"
    assert refusal(b"hello") == "malformed"
    assert refusal(MAGIC) == "malformed"
    assert refusal(written("letter", BATCH, OUTPOST, CORE.public)) == "malformed"


def test_the_wrong_sender_and_the_wrong_recipient_are_foreign() -> None:
    assert refusal(written("batch", BATCH, OTHER, CORE.public)) == "foreign"
    assert refusal(written("batch", BATCH, OUTPOST, OTHER.public)) == "foreign"


def test_who_pretends_to_be_the_outpost_is_noticed() -> None:
    forged = written("batch", BATCH, OTHER, CORE.public).replace(
        OTHER.public.name.encode(), OUTPOST.public.name.encode()
    )
    assert refusal(forged) == "tampered"


def test_secrets_open_for_their_keys_and_name_alone_and_are_not_shown() -> None:
    secret = Credentials(
        {0: Community(community="s3cret-word"), 1: User(name="u", auth="SHA", auth_password="pw-1234")}
    )
    sealed = OUTPOST.public.seal(packed(secret), b"north")
    assert b"s3cret-word" not in sealed
    assert unpacked(OUTPOST.opened(sealed, b"north"), Credentials) == secret
    for key, name in ((OTHER, b"north"), (OUTPOST, b"south")):
        with pytest.raises(Unopened):
            key.opened(sealed, name)
    assert "s3cret-word" not in repr(secret)
    assert "pw-1234" not in repr(secret)


def test_a_code_is_typed_in_any_way_and_proves_only_itself() -> None:
    code = make_code()
    assert proof(code, b"a", b"b") == proof(code.lower().replace("-", " "), b"a", b"b")
    assert proof(code, b"a", b"b") != proof(code, b"ab", b"")
    assert proof(code, b"a") != proof(make_code(), b"a")
    assert len({make_code() for _ in range(100)}) == 100


def test_the_core_is_asked_by_tls_alone_unless_it_is_this_machine() -> None:
    assert client.checked("https://core.example/") == "https://core.example"
    assert client.checked("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    for url in ("http://core.example", "ftp://core.example", "core.example", "https://me:pw@core.example"):
        with pytest.raises(BadAddress):
            client.checked(url)


def test_pauses_grow_to_a_minute_and_heed_the_core() -> None:
    assert 0.5 <= pause(1) <= 1.0
    assert all(LONGEST_PAUSE / 2 <= pause(failures) <= LONGEST_PAUSE for failures in (8, 100, 100_000))
    assert pause(1, 30.0) == 30.0


def asked(access: int, interval: int = 60) -> Asked:
    return Asked(
        access=access, key="x", address="127.0.0.1", port=161, interval=interval, timeout=1.0, retries=0,
        max_repetitions=10, credential=0,
    )  # fmt: skip


def work(*devices: Asked) -> Work:
    return Work(outpost="north", tag="", issued=1, refresh=60, devices=devices, credentials=b"")


def test_a_device_under_way_is_skipped_never_stacked() -> None:
    plan = Plan()
    plan.take(work(asked(1, 5), asked(2, 50)), {0: Community()}, 0.0)
    assert [each.key for each in plan.begin(1.0)] == ["1", "2"]
    assert plan.begin(7.0) == []
    plan.ended(1, 8.0, failed=False)
    assert [each.key for each in plan.begin(8.0)] == ["1"]
    assert plan.wait(8.0, 100.0) == 100.0  # both are under way


def test_a_device_that_keeps_failing_is_asked_less_often_up_to_five_intervals() -> None:
    plan = Plan()
    plan.take(work(asked(1, 10)), {0: Community()}, 0.0)
    at, gaps = 0.0, []
    for _round in range(8):
        plan.begin(at)
        plan.ended(1, at, failed=True)
        gaps.append(plan.due[1] - at)
        at = plan.due[1]
    assert gaps == [10, 20, 30, 40, 50, 50, 50, 50]


def test_a_device_no_longer_in_the_work_is_dropped() -> None:
    plan = Plan()
    plan.take(work(asked(1), asked(2)), {0: Community()}, 0.0)
    plan.begin(1.0)
    plan.take(work(asked(2)), {0: Community()}, 2.0)
    plan.ended(1, 3.0, failed=False)
    assert list(plan.due) == [2]
