"""Imports in the background: reported by row, by choice all or what fits, once only, whoever dies meanwhile."""

from collections.abc import Callable

import pytest

from inventory.core.jobs import importing, queue, reporting, running
from inventory.core.models import Job, JobLine, ObjectChange
from inventory.dcim.models import Manufacturer
from inventory.users.models import User
from tests.db.jobs.conftest import done, rows, work

Ask = Callable[..., Job]
BAD = "name,slug\ngood,good\n,nameless\nbad slug,not a slug\nlast,last\n"


def lines(job: Job) -> list[tuple[int, str]]:
    return [(line.number, line.state) for line in reporting.lines_of(job)]


def test_a_dry_run_reports_column_value_and_expectation_and_stores_nothing(asked: Ask) -> None:
    job = done(asked(BAD, dry_run=True))
    assert (job.state, job.done, job.total) == ("done", 4, 4)
    assert job.result == {"states": {"new": 2, "refused": 2}}
    assert lines(job) == [(2, "refused"), (3, "refused"), (1, "new"), (4, "new")]
    column, value, expectation = JobLine.objects.get(job=job, number=3).problems[0]
    assert (column, value) == ("slug", "not a slug")
    assert "letters" in expectation
    assert not Manufacturer.objects.exists()


def test_rows_that_fit_are_stored_under_their_person_and_the_request_of_the_job(asked: Ask) -> None:
    job = done(asked(BAD))
    assert job.state == "done"
    assert set(Manufacturer.objects.values_list("slug", flat=True)) == {"good", "last"}
    changes = ObjectChange.objects.filter(request_id=job.request_id, changed_object_type="dcim.manufacturer")
    assert set(changes.values_list("user_name", "message")) == {("root", "an import")}
    assert changes.count() == 2


def test_all_or_none_stores_nothing_when_one_row_is_refused(asked: Ask) -> None:
    job = done(asked(BAD, all_or_none=True))
    assert (job.state, job.message) == ("failed", "Nothing was stored: 2 rows were refused.")
    assert lines(job) == [(2, "refused"), (3, "refused")]
    assert not Manufacturer.objects.exists()
    assert done(asked(rows(3), all_or_none=True)).state == "done"
    assert Manufacturer.objects.count() == 3


@pytest.mark.parametrize("mode", [True, False])
def test_the_same_file_twice_changes_nothing(asked: Ask, mode: bool) -> None:
    done(asked(rows(5), all_or_none=mode))
    before = ObjectChange.objects.count()
    job = done(asked(rows(5), all_or_none=mode))
    assert job.result == {"states": {"same": 5}}
    assert ObjectChange.objects.count() == before
    assert not JobLine.objects.filter(job=job).exists()


def test_a_dry_run_is_applied_with_the_same_file(asked: Ask) -> None:
    tried = done(asked(BAD, dry_run=True))
    job = done(queue.apply(tried, all_or_none=False))
    assert (job.state, job.stored) == ("done", tried.stored)
    assert Manufacturer.objects.count() == 2
    with pytest.raises(queue.Untimely):
        queue.apply(job)


def test_what_is_no_file_fails_with_the_reason_before_anything_is_read(asked: Ask) -> None:
    assert done(asked(b"name\n\xff\xff", dry_run=True)).message == (
        "The text is neither UTF-8 (byte 6 is 0xff) nor GBK (byte 6 is 0xff)."
    )
    assert done(asked("name,slug,colour\na,a,b\n")).message == "Nobody knows these columns: colour."
    assert done(asked("name,name\na,a\n")).message == "Columns are there twice: name."


def test_gbk_is_read_and_headings_are_matched_in_both_languages(asked: Ask) -> None:
    job = done(asked("名称,slug\n浪潮,inspur\n".encode("gbk")))
    assert job.state == "done", job.message
    assert Manufacturer.objects.get(slug="inspur").name == "浪潮"


def test_a_job_cancelled_while_it_waits_never_begins(asked: Ask) -> None:
    job = asked(rows(3))
    queue.cancel(job)
    assert done(job).state == "cancelled"
    assert not Manufacturer.objects.exists()
    with pytest.raises(queue.Untimely):
        queue.cancel(job)


def test_a_job_cancelled_on_its_way_keeps_whole_batches_and_goes_on_from_there(
    asked: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    stored = importing.store_batch

    def cancelling(spec: object, part: list[object], **options: object) -> object:
        if options["first"] == 3:
            Job.objects.filter(pk=job.pk).update(cancelling=True)
        return stored(spec, part, **options)  # type: ignore[arg-type]

    job = asked(rows(7))
    with monkeypatch.context() as patch:
        # Asked for from elsewhere: another connection would do it, and here the batch at hand carries it along.
        patch.setattr(importing, "store_batch", cancelling)
        assert done(job).state == "cancelled"
    assert (job.done, Manufacturer.objects.count()) == (4, 4)
    queue.resume(job)
    assert done(job).state == "done"
    assert (job.done, Manufacturer.objects.count()) == (7, 7)
    assert job.result == {"states": {"new": 7}}
    assert lines(job) == [(number, "new") for number in range(1, 8)]


def test_a_worker_told_to_stop_leaves_the_job_to_the_next_one(asked: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    stored = importing.store_batch

    def stopping(*arguments: object, **options: object) -> object:
        running.stopping.set()
        return stored(*arguments, **options)  # type: ignore[arg-type]

    job = asked(rows(5))
    with monkeypatch.context() as patch:
        patch.setattr(importing, "store_batch", stopping)
        work()
    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == ("queued", 2, 0)
    running.stopping.clear()
    assert done(job).state == "done"
    assert Manufacturer.objects.count() == 5


def test_what_nobody_foresaw_fails_the_job_and_is_raised(asked: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "store_batch", broken)
    job = asked(rows(1))
    with pytest.raises(ZeroDivisionError):
        work()
    job.refresh_from_db()
    assert (job.state, "log" in job.message) == ("failed", True)


def test_a_job_that_kills_its_workers_is_given_up(asked: Ask) -> None:
    job = asked(rows(1))
    Job.objects.filter(pk=job.pk).update(state="running", attempts=running.ATTEMPTS)
    assert done(job).state == "failed"
    assert "3 times" in job.message


def test_a_job_may_what_its_person_may_when_it_runs(asked: Ask, person: Callable[..., User]) -> None:
    user = person("li", ["dcim.manufacturer"], ["view", "add"], {"slug": "maker-1"})
    job = done(asked(rows(3), user))
    assert job.result == {"states": {"new": 1, "refused": 2}}
    assert list(Manufacturer.objects.values_list("slug", flat=True)) == ["maker-1"]
    user.is_active = False
    user.save()
    assert done(asked(rows(3), user)).state == "failed"
    stranger = person("wu", ["dcim.site"], ["view"])
    assert done(asked(rows(3), stranger)).message == "You may not do this any more."


def test_jobs_that_ended_long_ago_are_forgotten_with_their_files(asked: Ask, data: object) -> None:
    job = done(asked(BAD))
    assert queue.forget() == 0
    Job.objects.filter(pk=job.pk).update(ended="2020-01-01T00:00:00Z")
    assert queue.forget() == 1
    assert not JobLine.objects.exists()
