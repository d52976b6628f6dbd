"""What polls teach about how to ask next time."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from collectors.facts.toll import Advice, Toll
from inventory.reconcile.rhythm import LONGEST, Ended, Learnt, Pace, learn

STATED = Pace(interval=60, timeout=2.0, retries=2, max_repetitions=25)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def ended(toll: Toll, *, seconds: float = 3.0, answered: bool = True, at: datetime = NOON) -> Ended:
    return Ended(at=at, answered=answered, silent=not answered, seconds=seconds, toll=toll)


def after(*polls: Ended, stated: Pace = STATED) -> Learnt | None:
    found: Learnt | None = None
    for each in polls:
        found = learn(stated, found, each)
    return found


def pace(*polls: Ended) -> Pace:
    found = after(*polls)
    return found.pace if found else STATED


def test_a_quick_device_is_asked_as_stated() -> None:
    assert after(*[ended(Toll(answered=30, slowest=0.02))] * 5) is None


def test_a_slow_device_is_waited_for_and_patience_is_given_up_slowly() -> None:
    slow = after(ended(Toll(answered=3, slowest=2.0)))
    assert slow is not None
    assert (slow.pace.timeout, slow.why) == (6.0, {"timeout": "slow"})
    quick = learn(STATED, slow, ended(Toll(answered=3, slowest=0.1)))
    assert quick is not None
    assert quick.pace.timeout == 5.4
    assert after(ended(Toll(answered=3, slowest=2.0)), *[ended(Toll(answered=3, slowest=0.1))] * 15) is None
    assert pace(ended(Toll(answered=3, resent=6))).timeout == 4.0  # not one answer came before its retry


def test_rows_that_are_too_big_or_never_answered_are_halved_and_come_back_one_by_one() -> None:
    assert pace(ended(Toll(answered=9, fitting=12))).max_repetitions == 12
    lost = ended(Toll(answered=4, resent=2, slowest=0.1), answered=False)
    found = after(lost)
    assert found is not None
    assert (found.pace.max_repetitions, found.ceiling, found.why) == (12, 25, {"max_repetitions": "unanswered"})
    fine = Toll(answered=9, slowest=0.1)
    assert pace(lost, ended(fine), ended(fine)).max_repetitions == 14
    assert pace(lost, *[ended(fine)] * 40).max_repetitions == 24  # what was too much is not tried again today
    tomorrow = NOON + timedelta(days=1, minutes=1)
    assert after(lost, *[ended(fine)] * 40, ended(fine, at=tomorrow)) is None


def test_a_device_that_is_simply_dead_teaches_nothing() -> None:
    assert after(*[ended(Toll(resent=2), answered=False)] * 9) is None


def test_loss_is_met_by_more_retries() -> None:
    assert pace(ended(Toll(answered=20, resent=6, slowest=0.1))).retries == 3
    assert pace(*[ended(Toll(answered=20, resent=6, slowest=0.1))] * 9).retries == 5


def test_a_long_poll_stretches_the_interval_up_to_ten_times() -> None:
    assert pace(ended(Toll(answered=9, slowest=0.1), seconds=45.0)).interval == 90
    assert pace(ended(Toll(answered=9, slowest=0.1), seconds=5000.0)).interval == 600


def test_advice_of_a_kind_of_device_is_the_least_patience() -> None:
    advice = Advice(timeout=5.0, max_repetitions=10, interval=300)
    found = after(ended(Toll(answered=9, slowest=0.1, advice=advice)))
    assert found is not None
    assert found.pace == Pace(interval=300, timeout=5.0, retries=2, max_repetitions=10)
    assert set(found.why.values()) == {"advice"}


TOLLS = some.builds(
    Toll, answered=some.integers(0, 300), resent=some.integers(0, 300), slowest=some.none() | some.floats(0, 100),
    fitting=some.none() | some.integers(1, 40),
    advice=some.none() | some.builds(Advice, timeout=some.none() | some.floats(0.1, 9), retries=some.none()),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly
@given(some.lists(some.builds(ended, TOLLS, seconds=some.floats(0, 1e4), answered=some.booleans()), max_size=12))
def test_whatever_happens_no_device_is_asked_more_often_or_less_patiently_than_stated(polls: list[Ended]) -> None:
    found = pace(*polls)
    assert STATED.interval <= found.interval <= 10 * STATED.interval
    assert STATED.timeout <= found.timeout <= LONGEST
    assert 1 <= found.max_repetitions <= STATED.max_repetitions
    assert STATED.retries <= found.retries <= 5
