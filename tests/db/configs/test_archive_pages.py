"""Pages and API of the archive: what is shown to whom."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from test_archive import store, text
from writes import make

from inventory.configs import verdicts
from inventory.configs.archiving import failed
from inventory.configs.models import ConfigVersion, Fetch

VERSION, RESULT = "configs.configversion", "configs.complianceresult"


@pytest.fixture
def archived(city: Any) -> Any:
    day = timezone.now() - dt.timedelta(days=1)
    (city.old,) = store(city.one, text("sw-one"), day)
    (city.new,) = store(city.one, text("sw-one", ntp="10.70.0.9"))
    (city.other,) = store(city.two, text("sw-two"))
    city.rule = make("configs.compliancerule", name="时钟", must=r"ntp-service unicast-server 10\.70\.0\.2")
    verdicts.judge_missing()
    city.page = f"/dcim/devices/{city.one.pk}/configuration/"
    return city


def body(answer: Any) -> str:
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_the_newest_text_is_shown_with_numbered_lines_and_versions(archived: Any, browser: Any):
    page = body(browser.get(archived.page))
    assert '<li id="L2">sysname sw-one</li>' in page
    assert "10.70.0.9" in page and "Up to date" in page
    assert f"compare/?from={archived.old.pk}&amp;to={archived.new.pk}" in page
    older = body(browser.get(f"{archived.page}?version={archived.old.pk}"))
    assert "10.70.0.2" in older and "not the newest one" in older
    assert browser.get(f"{archived.page}?version={archived.other.pk}").status_code == 404


def test_versions_stand_side_by_side_with_changed_words_marked(archived: Any, browser: Any):
    page = body(browser.get(f"{archived.page}compare/"))
    assert "<del>10.70.0.2</del>" in page and "<ins>10.70.0.9</ins>" in page
    assert "equal lines" in page
    assert "Both versions are equal" in body(
        browser.get(f"{archived.page}compare/?from={archived.new.pk}&to={archived.new.pk}")
    )


def test_a_device_without_versions_says_why(city: Any, browser: Any):
    page = f"/dcim/devices/{city.one.pk}/configuration/"
    assert "no access over SSH is registered" in body(browser.get(page))
    failed(city.one.pk, timezone.now(), "sw-one: the last line does not fit 'return'")
    assert "the last line does not fit" in body(browser.get(page))
    assert "There are not two versions" in body(browser.get(f"{page}compare/"))


def test_the_list_counts_three_states(archived: Any, browser: Any):
    failed(archived.two.pk, timezone.now(), "sw-two: no answer")
    archived.device("sw-three")
    page = body(browser.get("/audit/configs/"))
    assert "sw-three" in page and "sw-two: no answer" in page and "sw-one" not in page
    assert "sw-one" in body(browser.get("/audit/configs/?state=ok"))


def test_problems_name_missing_backups_and_departures(archived: Any, browser: Any):
    three = archived.device("sw-three")
    assert "Its configuration was never archived" in body(browser.get(f"/dcim/devices/{three.pk}/"))
    page = body(browser.get(f"/dcim/devices/{archived.one.pk}/"))
    assert "Its configuration departs from 1 rule" in page and "never archived" not in page


def test_departing_lines_are_on_the_page_of_the_device_and_in_the_matrix(archived: Any, browser: Any):
    page = body(browser.get(f"{archived.page}compliance/"))
    assert "lacks a line like" in page and "时钟" in page
    matrix = body(browser.get("/audit/configs/compliance/"))
    assert "sw-one" in matrix and "sw-two" not in matrix
    assert "sw-two" in body(browser.get("/audit/configs/compliance/?state=all"))


def test_a_template_is_compared_with_what_runs(archived: Any, browser: Any):
    template = make(
        "extras.configtemplate", name="basic", template_code="sysname {{ device.name }}\nstelnet server enable\n"
    )
    archived.one.config_template = template
    archived.one.save()
    page = body(browser.get(f"{archived.page}intended/"))
    assert "2 lines asked for" in page
    assert 'class="down-n">stelnet server enable</code>' in page
    assert 'class="down-n">sysname' not in page


def test_a_version_is_downloaded_and_prepared_for_restoring(archived: Any, browser: Any):
    answer = browser.get(f"{archived.page}{archived.new.pk}/download/")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sw-one-')
    assert answer.content.decode() == text("sw-one", ntp="10.70.0.9")
    restored = body(browser.get(f"{archived.page}{archived.new.pk}/download/?restore"))
    assert restored.startswith("# Configuration kept by Infoport.")
    assert "in these 3 lines" in restored


def test_only_devices_that_may_be_seen_are_searched_and_listed(archived: Any, reader: Any):
    client = reader({"dcim.device": {"name": "sw-two"}, VERSION: None, RESULT: None, "configs.compliancerule": None})
    for address in (
        "/audit/configs/?state=all",
        "/audit/configs/search/?q=sysname",
        "/audit/configs/compliance/?state=all",
    ):
        page = body(client.get(address))
        assert "sw-two" in page and "sw-one" not in page, address
    assert client.get(archived.page).status_code == 404
    assert client.get(f"{archived.page}{archived.new.pk}/download/").status_code == 404


def test_who_may_not_see_configurations_sees_none(archived: Any, reader: Any):
    client = reader({"dcim.device": None})
    page = body(client.get(archived.page))
    assert "outside your rights" in page and "10.70.0.9" not in page
    for address in ("/audit/configs/", "/audit/configs/search/?q=a", "/audit/configs/compliance/"):
        assert client.get(address).status_code == 403
    assert client.get(f"{archived.page}compliance/").status_code == 403
    assert client.get(f"{archived.page}{archived.new.pk}/download/").status_code == 403
    assert client.post(f"{archived.page}fetch/").status_code == 403


def test_a_search_with_a_bad_expression_says_so(archived: Any, browser: Any):
    assert "is no regular expression" in body(browser.get("/audit/configs/search/?q=(&regex=1"))
    assert "1 line" in body(browser.get(r"/audit/configs/search/?q=10\.70\.0\.9&regex=1"))
    assert "No line contains it" in body(browser.get("/audit/configs/search/?q=nowhere"))


def test_fetch_now_asks_for_a_fetch_where_there_is_a_way(archived: Any, browser: Any):
    answer = browser.post(f"{archived.page}fetch/", follow=True)
    assert "no access over SSH is registered" in answer.content.decode()
    credential = make("reconcile.credential", name="login", kind="login", username="ops")
    make("reconcile.access", device=archived.one, method="ssh", address="127.0.0.9/32", port=22, credential=credential)
    assert "will be fetched next" in browser.post(f"{archived.page}fetch/", follow=True).content.decode()
    assert Fetch.objects.get(pk=archived.one.pk).asked_by == "sunli"


def test_the_api_gives_text_difference_coverage_and_search(archived: Any, api: Any):
    versions = "/api/plugins/configs/versions/"
    assert api.get(f"{versions}{archived.new.pk}/text/").json()["content"] == text("sw-one", ntp="10.70.0.9")
    plain = api("GET", f"{versions}{archived.new.pk}/text/", accept="text/plain")
    assert plain.content.decode() == text("sw-one", ntp="10.70.0.9")
    diff = api.get(f"{versions}{archived.new.pk}/diff/").json()
    assert diff["to"]["id"] == archived.old.pk
    assert "-ntp-service unicast-server 10.70.0.2\n+ntp-service unicast-server 10.70.0.9" in diff["content"]
    first = api.get(f"{versions}{archived.old.pk}/diff/").json()
    assert first["to"] is None and "+sysname sw-one" in first["content"]
    assert api.get(f"{versions}{archived.new.pk}/diff/?to=x").status_code == 400
    rows = api.get("/api/plugins/configs/coverage/?state=ok").json()
    assert {row["device"]["name"] for row in rows["results"]} == {"sw-one", "sw-two"}
    assert api.get("/api/plugins/configs/coverage/?state=bad").status_code == 400
    found = api.get("/api/plugins/configs/search/?q=sysname").json()
    assert (found["count"], found["ended"]) == (2, "")
    assert api.get("/api/plugins/configs/search/?q=(&regex=1").status_code == 400
    assert api("POST", f"/api/dcim/devices/{archived.one.pk}/fetch-config/").status_code == 202
    assert api("POST", versions, {}).status_code == 405


def test_the_api_keeps_to_the_same_rights(archived: Any, person: Any):
    versions = "/api/plugins/configs/versions/"
    one = person(["dcim.device", VERSION], ["view"])
    assert one.get(f"{versions}{archived.new.pk}/text/").status_code == 200
    covered = one.get("/api/plugins/configs/coverage/").json()["results"]
    assert {(row["device"]["name"], row["policy"]) for row in covered} == {("sw-one", None), ("sw-two", None)}
    assert one("POST", f"/api/dcim/devices/{archived.one.pk}/fetch-config/").status_code == 403
    blind = person(["dcim.device"], ["view"])
    for address in (
        f"{versions}{archived.new.pk}/text/",
        "/api/plugins/configs/coverage/",
        "/api/plugins/configs/search/?q=a",
    ):
        assert blind.get(address).status_code in {403, 404}, address
    some = person([VERSION], ["view"])
    assert some.get(f"{versions}{archived.new.pk}/text/").status_code == 404
    assert ConfigVersion.objects.count() == 3
