from datetime import timedelta

from django.test import Client
from django.utils import timezone

from inventory.reconcile.models import Access, Poll
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
