"""Bundles carried by hand: stored whole, once and in order; everything else is refused with its reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from infoport.outposts import bundles, enrolling
from infoport.outposts.standing import core

from collectors.facts import DeviceFacts
from collectors.outpost import carrying
from collectors.outpost import enrolling as there
from collectors.outpost.envelope import Envelope, Refused, read, written
from collectors.outpost.keys import Private, make_code
from collectors.outpost.messages import Batch, Bundle, Mark, Result
from collectors.outpost.place import NotEnrolled, Place
from collectors.outpost.process import report
from collectors.sweep import Failure
from collectors.target import Community
from inventory.outposts import keeping
from inventory.outposts.models import Arrival, Contact, Outpost
from inventory.outposts.models import Bundle as Record
from inventory.reconcile.models import Access, Observation, Poll
from tests.db.outposts.conftest import COMMUNITY, City

BEGIN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


class Isolated:
    """An outpost that no network reaches; every file between it and the core passes through here."""

    def __init__(self, city: City, folder: Path) -> None:
        self.city = city
        self.place = Place(folder)
        self.at = BEGIN

    def enrol(self) -> list[str]:
        code, _until = enrolling.new_code(self.city.outpost)
        return self.take(self.asked(code))

    def asked(self, code: str) -> bytes:
        asking = there.identity(self.place, self.city.outpost.name, code, "", "")
        return there.REQUEST + there.ask(self.place, asking, "1")

    def take(self, request: bytes) -> list[str]:
        found = bundles.import_file(request, "request", "admin")
        assert found.letter is not None
        return there.take(self.place, found.letter)

    def poll(self, name: str = "inner1", devices: int = 3) -> bytes:
        """One batch of all devices, a minute after the last one."""
        self.at += timedelta(minutes=1)
        results = tuple(
            Result(
                access=self.city.access(each).pk, at=self.at, seconds=0.1,
                facts=DeviceFacts(target=each.name or "", at=self.at, sys_name=name),
            )
            for each in self.city.devices[:devices]
        )  # fmt: skip
        return self.spool(*results)

    def spool(self, *results: Result) -> bytes:
        self.place.spool.open()
        last = self.place.spool.last
        batch = Batch(sequence=last.sequence + 1, previous=last.digest, results=results)
        identity, known = self.place.enrolled()
        content = written("batch", batch, identity.private, known)
        self.place.spool.append(content)
        self.place.spool.close()
        return content

    def export(self, *, new: bool = False, most: int = carrying.MOST) -> bytes:
        content, bundle, _left = carrying.export(self.place, report(self.place, "1", 3), new=new, most=most)
        carrying.keep(self.place, self.place.folder.parent / "bundle", content, bundle)
        return content


@pytest.fixture
def isolated(quick: City, tmp_path: Path) -> Isolated:
    found = Isolated(quick, tmp_path / "outpost")
    found.enrol()
    return found


def imported(content: bytes) -> Record:
    return bundles.import_bundle(content, "a.bundle", "admin")


def reason(content: bytes) -> str:
    """Why it is refused; nothing of it is stored then."""
    before = (*stored(), list(Contact.objects.values("sequence", "digest", "last_seen")))
    record = imported(content)
    assert record.state == "refused"
    assert record.detail
    assert (*stored(), list(Contact.objects.values("sequence", "digest", "last_seen"))) == before
    return str(record.reason)


def stored() -> tuple[int, int, int]:
    return Arrival.objects.count(), Observation.objects.count(), Poll.objects.count()


def test_a_bundle_is_stored_and_its_letter_frees_the_spool(isolated: Isolated) -> None:
    for _each in range(3):
        isolated.poll()
    record = imported(isolated.export())
    assert (record.state, record.first, record.last, record.results, record.dropped) == ("accepted", 1, 3, 9, 0)
    observation = Observation.objects.get(device=isolated.city.devices[0])
    assert observation.first_seen == BEGIN + timedelta(minutes=1)
    assert observation.last_seen == isolated.at
    told = there.take(isolated.place, enrolling.letter(isolated.city.outpost))
    assert told[0].startswith("3 batches have arrived, up to 3")
    assert isolated.place.spool.acknowledged.sequence == 3
    isolated.poll()
    assert imported(isolated.export()).first == 4


def test_the_same_bundle_again_is_replayed(isolated: Isolated) -> None:
    isolated.poll()
    content = isolated.export()
    imported(content)
    assert reason(content) == "replayed"
    assert reason(isolated.export()) == "replayed"  # made anew of the same batches


def test_a_bundle_before_its_turn_is_out_of_order_and_fits_later(isolated: Isolated) -> None:
    isolated.poll()
    first = isolated.export(new=True)
    isolated.poll()
    second = isolated.export(new=True)
    assert reason(second) == "out-of-order"
    assert imported(first).state == "accepted"
    assert imported(second).state == "accepted"
    with pytest.raises(carrying.NothingNew, match="up to batch 2"):
        isolated.export(new=True)


def test_a_longer_bundle_that_repeats_a_shorter_one_brings_the_rest_once(isolated: Isolated) -> None:
    isolated.poll()
    imported(isolated.export())
    isolated.poll()
    record = imported(isolated.export())
    assert (record.first, record.last, record.results) == (1, 2, 3)
    assert Arrival.objects.count() == 2


def test_what_does_not_fit_one_file_goes_into_the_next(isolated: Isolated) -> None:
    sizes = [len(isolated.poll()) for _each in range(4)]
    one = isolated.export(most=sum(sizes[:2]), new=True)
    two = isolated.export(new=True)
    assert [(each.first, each.last) for each in map(imported, (one, two))] == [(1, 2), (3, 4)]


def test_any_altered_octet_refuses_the_whole_bundle(isolated: Isolated) -> None:
    isolated.poll()
    content = isolated.export()
    for at in range(0, len(content), 37):
        altered = bytearray(content)
        altered[at] ^= 0x40
        assert reason(bytes(altered)) in {"malformed", "tampered", "foreign"}
    assert reason(content[:-7]) == "malformed"
    assert reason(b"") == "malformed"
    assert imported(content).state == "accepted"


def test_a_bundle_of_or_for_somebody_else_is_foreign(isolated: Isolated, tmp_path: Path) -> None:
    isolated.poll()
    identity, known = isolated.place.enrolled()
    bundle = Bundle(outpost="x", first=1, last=1, report=report(isolated.place, "1", 0), batches=(b"x",))
    assert reason(written("bundle", bundle, Private.make(), known)) == "foreign"
    assert reason(written("bundle", bundle, identity.private, Private.make().public)) == "foreign"
    stranger = Private.make()
    forged = msgspec.msgpack.decode(
        written("bundle", bundle, stranger, known)[len("infoport-outpost-1\n") :], type=Envelope
    )
    forged = msgspec.structs.replace(forged, sender=identity.private.public.name)
    assert reason(b"infoport-outpost-1\n" + msgspec.msgpack.encode(forged)) == "tampered"


def test_one_bad_batch_in_a_bundle_keeps_all_others_out(isolated: Isolated) -> None:
    good = [isolated.poll() for _each in range(3)]
    identity, known = isolated.place.enrolled()

    def bundled(*batches: bytes) -> bytes:
        told = report(isolated.place, "1", 0)
        bundle = Bundle(outpost="x", first=1, last=len(batches), report=told, batches=batches)
        return written("bundle", bundle, identity.private, known)

    assert reason(bundled(good[0], good[2], good[1])) == "out-of-order"
    assert reason(bundled(good[0], good[0], good[1])) in {"out-of-order", "malformed"}
    other = Batch(sequence=2, previous=bytes(32), results=())
    assert reason(bundled(good[0], written("batch", other, identity.private, known))) == "different"
    assert reason(bundled(good[0], written("batch", other, Private.make(), known))) == "foreign"
    assert reason(bundled(good[0], b"junk")) == "malformed"
    assert imported(bundled(*good)).last == 3


def test_a_copy_of_the_outpost_that_went_its_own_way_is_different(isolated: Isolated) -> None:
    identity, known = isolated.place.enrolled()
    isolated.poll("one")
    imported(isolated.export())
    batches = tuple(
        written("batch", Batch(sequence=at, previous=bytes(32), results=()), identity.private, known) for at in (1, 2)
    )
    told = report(isolated.place, "1", 0)
    copied = Bundle(outpost="x", first=1, last=2, report=told, batches=batches)
    assert reason(written("bundle", copied, identity.private, known)) == "different"


def test_a_disabled_outpost_brings_nothing(isolated: Isolated) -> None:
    isolated.poll()
    Outpost.objects.update(enabled=False)
    assert reason(isolated.export()) == "disabled"


def test_results_of_devices_that_are_not_its_own_are_dropped_and_counted(isolated: Isolated) -> None:
    outer = isolated.city.access(isolated.city.outer).pk
    facts = DeviceFacts(target="outer", at=BEGIN, sys_name="forged")
    isolated.spool(Result(access=outer, at=BEGIN, seconds=0.1, facts=facts), Result(access=9999, at=BEGIN, seconds=1.0))
    record = imported(isolated.export())
    assert (record.state, record.results, record.dropped) == ("accepted", 0, 2)
    assert not Observation.objects.filter(device=isolated.city.outer).exists()


def test_results_of_before_a_device_moved_away_are_still_its_own(isolated: Isolated) -> None:
    isolated.poll()
    isolated.city.outpost.segments.clear()
    assert imported(isolated.export()).results == 3


def test_late_facts_do_not_replace_newer_ones(isolated: Isolated) -> None:
    first, second = isolated.poll("old"), None
    isolated.at += timedelta(hours=1)
    second = isolated.poll("new")
    del first, second
    access = isolated.city.access(isolated.city.devices[0])
    imported(isolated.export())
    isolated.at = BEGIN
    isolated.spool(
        Result(access=access.pk, at=BEGIN, seconds=1.0, failure=Failure(layer="transport", reason="no answer")),
    )
    isolated.poll("older still", devices=1)
    assert imported(isolated.export()).results == 2
    observation = Observation.objects.get(device=isolated.city.devices[0], section="system")
    assert observation.payload["sysName"] == "new"
    assert Poll.objects.get(access=access).state == "ok"


def test_a_clock_that_is_ahead_dates_nothing_into_the_future(isolated: Isolated) -> None:
    isolated.at = datetime.now(UTC) + timedelta(days=400)
    isolated.poll()
    imported(isolated.export())
    assert Observation.objects.latest("last_seen").last_seen <= datetime.now(UTC)


def test_letters_are_for_one_outpost_from_one_core_and_once(isolated: Isolated, tmp_path: Path) -> None:
    letter = enrolling.letter(isolated.city.outpost)
    there.take(isolated.place, letter)
    with pytest.raises(Refused, match="was taken before"):
        there.take(isolated.place, letter)
    altered = bytearray(enrolling.letter(isolated.city.outpost))
    altered[-1] ^= 1
    with pytest.raises(Refused, match="altered"):
        there.take(isolated.place, bytes(altered))
    other = Isolated(isolated.city, tmp_path / "other")
    other.asked(make_code())
    with pytest.raises(Refused, match="is for"):
        there.take(other.place, letter)
    assert read(letter, "letter").recipient == isolated.place.identity().private.public.name


def test_work_travels_in_the_letter_and_its_secrets_open_there_alone(isolated: Isolated) -> None:
    work = isolated.place.work()
    assert work is not None
    assert sorted(each.access for each in work.devices) == sorted(
        Access.objects.filter(device__in=isolated.city.devices).values_list("id", flat=True)
    )
    assert list(isolated.place.secrets(work).known.values()) == [Community(community=COMMUNITY)]
    assert COMMUNITY.encode() not in b"".join(
        path.read_bytes() for path in isolated.place.folder.glob("*") if path.is_file()
    )


@pytest.mark.parametrize("code", ["", "AAAAA-BBBBB"])
def test_a_wrong_code_enrols_nobody(quick: City, tmp_path: Path, code: str) -> None:
    found = Isolated(quick, tmp_path)
    enrolling.new_code(quick.outpost)
    with pytest.raises(Refused, match="expects this one-time code"):
        bundles.import_file(found.asked(code), "request", "admin")
    with pytest.raises(NotEnrolled, match="waits for the core's answer"):
        found.place.enrolled()


def test_a_code_is_good_once_and_for_a_while(quick: City, tmp_path: Path) -> None:
    code, _until = enrolling.new_code(quick.outpost)
    found = Isolated(quick, tmp_path / "one")
    request = found.asked(code)
    Contact.objects.update(code_until=datetime.now(UTC) - timedelta(seconds=1))
    with pytest.raises(Refused):
        bundles.import_file(request, "request", "admin")
    Contact.objects.update(code_until=datetime.now(UTC) + timedelta(seconds=60))
    found.take(request)
    with pytest.raises(Refused):
        bundles.import_file(Isolated(quick, tmp_path / "two").asked(code), "request", "admin")


def test_an_answer_from_nobody_who_knows_the_code_is_foreign(quick: City, tmp_path: Path) -> None:
    code, _until = enrolling.new_code(quick.outpost)
    mine, thief = Isolated(quick, tmp_path / "mine"), Isolated(quick, tmp_path / "thief")
    mine.asked(code)
    found = bundles.import_file(thief.asked(code), "request", "admin")
    with pytest.raises(Refused, match="is for"):
        there.take(mine.place, found.letter or b"")


def test_enrolling_again_goes_on_where_it_was(isolated: Isolated) -> None:
    isolated.poll()
    imported(isolated.export())
    isolated.poll()
    assert isolated.enrol()[0].startswith("enrolled as")
    assert isolated.place.spool.acknowledged.sequence == 1
    assert imported(isolated.export()).last == 2


def test_a_new_folder_of_a_known_outpost_numbers_on(isolated: Isolated, tmp_path: Path) -> None:
    isolated.poll()
    imported(isolated.export())
    fresh = Isolated(isolated.city, tmp_path / "fresh")
    fresh.enrol()
    fresh.poll()
    assert (imported(fresh.export()).first, Contact.objects.get().sequence) == (2, 2)
    assert reason(isolated.export()) == "foreign"  # its keys are no longer those of the outpost


def test_a_core_restored_from_a_backup_goes_on_after_what_was_freed(isolated: Isolated) -> None:
    isolated.poll()
    imported(isolated.export())
    there.take(isolated.place, enrolling.letter(isolated.city.outpost))
    Contact.objects.update(sequence=0, digest=bytes(32))
    Arrival.objects.all().delete()
    isolated.poll()
    assert reason(isolated.export()) == "out-of-order"
    isolated.enrol()
    assert imported(isolated.export()).first == 2


def test_a_folder_restored_from_a_backup_with_batches_of_its_own_is_told_so(isolated: Isolated) -> None:
    Contact.objects.update(sequence=5, digest=bytes(32))
    isolated.poll()
    with pytest.raises(Refused, match="older copy"):
        isolated.enrol()


def test_arrivals_are_forgotten_after_a_month(isolated: Isolated) -> None:
    isolated.poll()
    imported(isolated.export())
    assert keeping.forget() == 0
    Arrival.objects.update(at=datetime.now(UTC) - timedelta(days=31))
    assert keeping.forget() == 1
    assert isolated.place.spool.acknowledged == Mark()
    assert core().public.name == read(isolated.export(), "bundle").recipient
