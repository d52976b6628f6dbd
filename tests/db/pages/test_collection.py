from datetime import timedelta
from html import unescape

import msgspec
from django.test import Client
from django.utils import timezone

from collectors.facts.toll import Toll
from inventory.reconcile.models import Access, Poll
from inventory.reconcile.rhythm import Ended, Pace, learn
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant

PAGE = "/audit/collection/"


def test_failing_devices_come_with_reason_and_since(browser: Client, city: City) -> None:
    city.poll(silent=[city.core])
    page = browser.get(PAGE).content.decode()
    assert "core01" in page
    assert "no answer in 6 s" in page


def test_a_device_silent_for_three_intervals_is_late_and_not_ok(browser: Client, city: City) -> None:
    city.poll()
    Poll.objects.filter(access__device=city.core).update(last_success=timezone.now() - timedelta(minutes=10))
    page = browser.get(f"{PAGE}?state=late").content.decode()
    assert "core01" in page
    assert "acc01" not in page
    assert "acc01" in browser.get(f"{PAGE}?state=ok").content.decode()


def test_never_polled_is_a_state_of_its_own(browser: Client, city: City) -> None:
    del city
    assert "not polled yet" in browser.get(f"{PAGE}?state=unknown").content.decode()


def test_poll_now_makes_the_device_due(browser: Client, city: City) -> None:
    city.poll()
    Poll.objects.update(next_due=timezone.now() + timedelta(hours=1))
    answer = browser.post(f"{PAGE}{city.core.pk}/poll/", follow=True)
    assert "will be polled next" in answer.content.decode()
    assert Poll.objects.get(access__device=city.core).next_due <= timezone.now()
    assert Poll.objects.get(access__device=city.access).next_due > timezone.now()


def test_poll_now_of_a_device_without_access_says_so(browser: Client, city: City) -> None:
    Access.objects.filter(device=city.core).delete()
    assert "is not polled" in browser.post(f"{PAGE}{city.core.pk}/poll/", follow=True).content.decode()


def test_poll_now_needs_the_right(grant: Grant, city: City) -> None:
    client = grant("reconcile.access", "view")
    assert client.post(f"{PAGE}{city.core.pk}/poll/").status_code == 403


def test_poll_now_of_nothing_is_404(browser: Client) -> None:
    assert browser.post(f"{PAGE}999999/poll/").status_code == 404


def test_what_was_learnt_and_skipped_is_said_with_its_reason(browser: Client, city: City) -> None:
    city.poll()
    found = learn(
        Pace(interval=60, timeout=2.0, retries=2, max_repetitions=25), None,
        Ended(at=city.now, answered=True, silent=False, seconds=90.0, toll=Toll(answered=9, slowest=1.5, fitting=12)),
    )  # fmt: skip
    Poll.objects.filter(access__device=city.core).update(rhythm=msgspec.to_builtins(found), skipped=3)
    for page in (f"{PAGE}?state=all", f"/dcim/devices/{city.core.pk}/"):
        text = unescape(browser.get(page).content.decode())
        assert "waits 4.5 s for an answer: it answers slowly" in text
        assert "12 rows per request: it calls more too big" in text
        assert "every 3 min: asking it takes long" in text
    assert "skipped 3 times" in browser.get(f"{PAGE}?state=all").content.decode()


def test_silence_behind_a_silent_device_is_explained_by_it(browser: Client, grant: Grant, city: City) -> None:
    leaf = city.device("leaf01")
    city.cable(city.port(city.access, 4), city.port(leaf, 1))
    city.poll(silent=[city.access, leaf])
    city.audit()
    for page in (PAGE, f"/dcim/devices/{leaf.pk}/", "/audit/differences/"):
        text = browser.get(page).content.decode()
        assert text.count("explained by acc01") >= 1, page
    assert "explained by" not in browser.get(f"/dcim/devices/{city.access.pk}/").content.decode()
    blind = grant("reconcile.access", "view").get(PAGE).content.decode()
    assert "acc01" not in blind.partition("explained by")[2]
    city.poll(silent=[leaf])
    assert "explained by" not in browser.get(PAGE).content.decode()
