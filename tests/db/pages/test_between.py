"""What changed between two moments: the net effect per object, over REST and as a page, within one's rights."""

import csv
import io
import time
from typing import Any

from django.db import connection
from django.test import Client

from inventory.dcim.models import Interface, Site
from inventory.ipam.models import VLAN
from tests.db.counting import Counted
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant

API, PAGE = "/api/plugins/core/between/", "/core/between/"


def moment() -> str:
    """The database's time, apart from what was written before and after."""
    time.sleep(0.01)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: Any = cursor.fetchone()[0]
    time.sleep(0.01)
    return str(now.isoformat())


def happened(city: City) -> tuple[str, str, dict[str, int]]:
    """A site edited twice, a VLAN made, one made and deleted, one deleted, one edited and edited back."""
    gone, same = (VLAN.objects.create(vid=vid, name=f"v{vid}") for vid in (20, 21))
    keys = {"gone": gone.pk, "same": same.pk}
    start = moment()
    Site.objects.filter(pk=city.site.pk).update(facility="one")
    Site.objects.filter(pk=city.site.pk).update(facility="two", description="new")
    keys["made"] = VLAN.objects.create(vid=22, name="v22").pk
    passing = VLAN.objects.create(vid=23, name="v23")
    keys["passing"] = passing.pk
    passing.delete()
    gone.delete()
    VLAN.objects.filter(pk=same.pk).update(name="else")
    VLAN.objects.filter(pk=same.pk).update(name="v21")
    return start, moment(), keys


def ask(client: Client, **params: str) -> Any:
    answer = client.get(API, params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_each_object_is_told_by_what_it_was_and_what_it_became(browser: Client, city: City) -> None:
    start, end, keys = happened(city)
    found = ask(browser, **{"from": start, "to": end})
    effects = {(each["object_type"], each["object_id"]): each["effect"] for each in found["results"]}
    assert effects == {
        ("dcim.site", city.site.pk): "changed",
        ("ipam.vlan", keys["made"]): "created",
        ("ipam.vlan", keys["passing"]): "passing",
        ("ipam.vlan", keys["gone"]): "deleted",
    }
    site = next(each for each in found["results"] if each["object_type"] == "dcim.site")
    assert site["fields"] == {
        "facility": {"before": "", "after": "two"}, "description": {"before": "", "after": "new"},
    }  # fmt: skip
    assert (site["changes"], site["object"]["id"]) == (2, city.site.pk)
    assert found["summary"]["ipam.vlan"] == {"created": 1, "changed": 0, "deleted": 1, "passing": 1}


def test_types_and_people_narrow_it_and_pages_follow_each_other(browser: Client, city: City) -> None:
    start, end, _keys = happened(city)
    range_of = {"from": start, "to": end}
    assert ask(browser, **range_of, type="dcim.site")["count"] == 1
    assert ask(browser, **range_of, user="nobody")["count"] == 0
    first = ask(browser, **range_of, limit="3")
    assert (len(first["results"]), first["count"], first["previous"]) == (3, 4, None)
    rest = browser.get(first["next"]).json()
    assert (len(rest["results"]), rest["next"]) == (1, None)


def test_what_cannot_be_read_is_refused_by_name(browser: Client, city: City) -> None:
    for params in ({}, {"from": "x"}, {"from": "2026-01-02", "to": "2026-01-01"}, {"from": "2026-01-01", "type": "x"}):
        assert browser.get(API, params).status_code == 400
    assert browser.get(PAGE, {"from": "x"}).status_code == 400


def test_only_changes_of_what_one_may_see_are_told(city: City, grant: Grant) -> None:
    start, end, _keys = happened(city)
    grant("ipam.vlan", "view")
    reader = grant("core.objectchange", "view")
    assert {each["object_type"] for each in ask(reader, **{"from": start, "to": end})["results"]} == {"ipam.vlan"}
    assert "Sites" not in reader.get(PAGE, {"from": start, "to": end}).content.decode()
    assert grant("dcim.rack", "view").get(API, {"from": start}).status_code == 200


def test_nobody_reads_it_without_the_right_to_see_changes(city: City, grant: Grant) -> None:
    reader = grant("dcim.site", "view")
    assert reader.get(API, {"from": "2026-01-01"}).status_code == 403
    assert reader.get(PAGE).status_code == 403


def test_the_page_shows_fields_before_and_after_and_leads_to_both(browser: Client, city: City) -> None:
    start, end, _keys = happened(city)
    text = browser.get(PAGE, {"from": start, "to": end}).content.decode()
    for words in ("Facility", "two", "created and deleted", "As it was", f'href="/dcim/sites/{city.site.pk}/"'):
        assert words in text
    assert "Nothing changed in between" in browser.get(PAGE, {"from": start, "to": start}).content.decode()
    assert browser.get(PAGE).status_code == 200


def test_the_file_has_a_line_per_field_and_no_formulas(browser: Client, city: City) -> None:
    start = moment()
    Site.objects.filter(pk=city.site.pk).update(facility="=1+1", description="new")
    answer = browser.get(PAGE, {"from": start, "export": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["field"], row["after"]) for row in rows] == [("description", "new"), ("facility", "'=1+1")]


def test_the_number_of_statements_does_not_grow_with_what_changed(browser: Client, city: City) -> None:
    start = moment()
    ports = Interface.objects.order_by("pk")
    ports.filter(pk__in=list(ports.values_list("pk", flat=True)[:2])).update(description="a")
    with Counted() as few:
        browser.get(API, {"from": start})
    ports.update(description="b")
    with Counted() as many:
        browser.get(API, {"from": start})
    assert few.count == many.count <= 8
