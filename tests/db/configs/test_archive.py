"""Versions, failures, coverage and compliance in a real database and a real repository."""

import datetime as dt
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from writes import change, make, refusal

from collectors.configs.clean import clean
from inventory.configs import archiving, verdicts
from inventory.configs.archiving import Fetched, claim, failed, keep, request_fetch, succeeded
from inventory.configs.coverage import covered
from inventory.configs.home import repository
from inventory.configs.models import ComplianceResult, ConfigVersion, Fetch
from inventory.configs.repository import Unwritten
from inventory.dcim.models import Device
from inventory.extras.models import ConfigTemplate

SECRETS = ("Zq9RadiusKey", "Zq9ReadCommunity", "Zq9UserHash")
VRP = """#
sysname {name}
#
radius-server template t
 radius-server shared-key cipher %^%#Zq9RadiusKey%^%#
aaa
 local-user admin password irreversible-cipher $1c$Zq9UserHash$
#
interface GigabitEthernet0/0/1
 port link-type access
{port}#
snmp-agent community read Zq9ReadCommunity
ntp-service unicast-server {ntp}
#
return
"""


def text(name: str = "sw", ntp: str = "10.70.0.2", port: str = "") -> str:
    return clean(VRP.format(name=name, ntp=ntp, port=port), "huawei-vrp").text


def store(device: Any, content: str, at: dt.datetime | None = None, who: str = "zhou") -> list[ConfigVersion]:
    return keep([Fetched(device.pk, content, 3, "request", who, at or timezone.now())])


def test_a_version_says_when_why_and_for_whom(city: Any, archive: Path):
    (version,) = store(city.one, text())
    assert (version.device_id, version.reason, version.author, version.secrets) == (city.one.pk, "request", "zhou", 3)
    assert (version.added, version.removed, version.lines) == (0, 0, text().count("\n"))
    log = subprocess.run(
        ["git", f"--git-dir={archive}", "log", "-1", "--format=%an: %s", "main"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert log.strip() == "zhou: sw-one: request"
    assert repository().text(version.blob) == text()


def test_what_did_not_change_makes_no_version_but_counts_as_read(city: Any):
    long_ago = timezone.now() - dt.timedelta(days=9)
    store(city.one, text(), long_ago)
    assert store(city.one, text()) == []
    assert Fetch.objects.get(device=city.one).last_success > long_ago + dt.timedelta(days=8)
    (version,) = store(city.one, text(ntp="10.70.0.3"))
    assert (version.added, version.removed) == (1, 1)
    assert store(city.one, text())[0].blob == ConfigVersion.objects.order_by("pk").first().blob


def test_a_row_lost_after_its_commit_is_made_again(city: Any):
    (version,) = store(city.one, text())
    commit = version.commit
    ConfigVersion.objects.all().delete()
    assert store(city.one, text())[0].commit == commit


def test_nothing_is_noted_as_read_when_the_archive_cannot_be_written(city: Any, archive: Path):
    archive.parent.joinpath("configs.git").write_text("no directory")
    with pytest.raises(Unwritten, match=r"configs\.git"):
        store(city.one, text())
    assert not ConfigVersion.objects.exists()
    assert not Fetch.objects.exists()


def state_of(device: Any) -> str:
    return next((each.state for each in covered(Device.objects.filter(pk=device.pk))), "none")


def test_coverage_is_worked_out_from_the_inventory(city: Any):
    assert [(each.device, each.state) for each in covered(Device.objects.all())] == [
        (city.one.pk, "never"), (city.two.pk, "never"),
    ]  # fmt: skip
    store(city.one, text())
    assert state_of(city.one) == "ok"
    failed(city.one.pk, timezone.now(), "sw-one: no answer")
    assert state_of(city.one) == "failing"
    succeeded(city.one.pk, timezone.now() - dt.timedelta(hours=100))
    assert state_of(city.one) == "stale"
    change(city.policy, stale_hours=200)
    assert state_of(city.one) == "ok"
    change(city.one, status="offline")
    assert state_of(city.one) == "none"
    assert state_of(city.device("edge", role=city.access)) == "none"
    change(city.policy, enabled=False)
    assert state_of(city.two) == "none"


def test_a_policy_names_what_lies_below_its_role(city: Any):
    below = make("dcim.devicerole", name="Core of a site", slug="core-site", parent=city.role)
    assert state_of(city.device("deep", role=below)) == "never"


def test_a_policy_cannot_be_stale_before_it_is_due(city: Any):
    assert list(refusal("configs.archivepolicy", name="x", interval_hours=48, stale_hours=24)) == ["stale_hours"]


def test_what_is_due_is_claimed_once_and_failures_are_retried_later_each_time(city: Any):
    both = {city.one.pk, city.two.pk}
    assert {row.pk for row in claim(both, 60)} == both
    assert claim(both, 60) == []
    at = timezone.now()
    waits = []
    for _turn in range(5):
        failed(city.one.pk, at, "no answer")
        waits.append((Fetch.objects.get(pk=city.one.pk).next_due - at).total_seconds() / 60)
    assert waits == [5, 15, 60, 240, 240]
    assert claim(both, 60) == []
    request_fetch(city.one.pk, "request")
    request_fetch(city.one.pk, "change")
    (row,) = claim(both, 60)
    assert (row.pk, row.asked, row.failures) == (city.one.pk, "request", 5)


def test_a_change_is_left_a_minute_to_settle_however_often_it_is_told(city: Any):
    request_fetch(city.one.pk)
    due = Fetch.objects.get(pk=city.one.pk).next_due
    assert dt.timedelta(seconds=50) < due - timezone.now() <= dt.timedelta(seconds=60)
    request_fetch(city.one.pk)
    assert Fetch.objects.get(pk=city.one.pk).next_due == due
    request_fetch(city.one.pk, "request", "zhou")
    assert [row.asked_by for row in claim({city.one.pk}, 60)] == ["zhou"]


def test_a_device_without_a_policy_is_fetched_when_asked_for_only(city: Any):
    edge = city.device("edge", role=city.access)
    assert claim({edge.pk}, 60) == []
    request_fetch(edge.pk, "request", "zhou")
    assert [row.asked_by for row in claim({edge.pk}, 60)] == ["zhou"]


RULE = {
    "name": "edge", "block": "^interface ", "only": "link-type access", "must": "^stp edged-port",
    "must_not": "^loopback ",
}  # fmt: skip


def results() -> dict[str, tuple[str, str]]:
    return {each.device.name: (each.state, each.reason) for each in ComplianceResult.objects.select_related("device")}


def test_a_rule_is_judged_when_it_or_the_configuration_is_new(city: Any):
    store(city.one, text())
    rule = make("configs.compliancerule", **RULE)
    assert results() == {}
    assert verdicts.judge_missing() == 2
    assert results() == {"sw-one": ("no", "departs"), "sw-two": ("unknown", "nothing")}
    finding = ComplianceResult.objects.get(device=city.one).findings[0]
    assert (finding["kind"], finding["block"]) == ("lacks", "interface GigabitEthernet0/0/1")
    assert verdicts.judge_missing() == 0
    store(city.one, text(port=" stp edged-port enable\n"))
    assert results()["sw-one"] == ("yes", "complies")
    change(rule, must="^no such line$")
    assert results() == {}
    verdicts.judge_missing()
    assert results()["sw-one"] == ("no", "departs")


def test_a_rule_is_for_its_platforms_and_roles(city: Any):
    make("configs.compliancerule", **RULE, roles=[city.access])
    city.device("edge", role=city.access)
    verdicts.judge_missing()
    assert list(results()) == ["edge"]


def test_a_configuration_that_cannot_be_read_is_unknown(city: Any, archive: Path):
    store(city.one, text())
    archive.rename(archive.with_name("elsewhere"))
    make("configs.compliancerule", **RULE)
    verdicts.judge_missing()
    assert results()["sw-one"] == ("unknown", "unread")


@pytest.mark.parametrize("values", [{"must": "("}, {"block": "["}, {"must": "", "must_not": ""}])
def test_a_rule_is_itself_in_order(city: Any, values: dict[str, str]):
    assert len(refusal("configs.compliancerule", **RULE | values)) == 1


def test_planted_secrets_are_nowhere(city: Any, archive: Path, browser: Any, api: Any):
    """Not in the repository, the pages, the API nor the rows."""
    template = "sysname {{ device.name }}\nsnmp-agent community read Zq9ReadCommunity\n"
    city.platform.config_template = ConfigTemplate.objects.create(name="basic", template_code=template)
    city.platform.save()
    (old,) = store(city.one, text(), timezone.now() - dt.timedelta(days=1))
    (new,) = store(city.one, text(ntp="10.70.0.3"))
    make("configs.compliancerule", name="community", must_not="snmp-agent community")
    verdicts.judge_missing()
    found = subprocess.run(
        ["git", f"--git-dir={archive}", "log", "-p", "--all"], capture_output=True, text=True, check=True
    ).stdout
    here = f"/dcim/devices/{city.one.pk}/configuration/"
    pages = ["", "compare/", "compliance/", f"{new.pk}/download/", f"{new.pk}/download/?restore"]
    addresses = [*(here + each for each in pages), "/audit/configs/", "/audit/configs/search/?q=community"]
    answers = [browser.get(each) for each in addresses]
    versions = "/api/plugins/configs/versions/"
    answers += [
        api.get(each)
        for each in (
            versions, f"{versions}{new.pk}/text/", f"{versions}{new.pk}/diff/", "/api/plugins/configs/results/",
            "/api/plugins/configs/search/?q=radius", f"{versions}{new.pk}/diff/?to={old.pk}",
        )
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {200}
    said = [found, *(answer.content.decode() for answer in answers)]
    assert "<hidden>" in said[0]
    for secret in SECRETS:
        assert [at for at, each in enumerate(said) if secret in each] == []


def test_judging_keeps_up_with_many_devices(city: Any):
    """Fifty devices and one rule cost a handful of statements, not fifty."""
    devices = [city.device(f"many-{n}") for n in range(50)]
    keep([Fetched(each.pk, text(each.name), 0, "schedule", "", timezone.now()) for each in devices], judged=False)
    make("configs.compliancerule", **RULE)
    assert verdicts.judge_missing() == 52
    assert archiving.judge_devices([each.pk for each in devices]) == 50
