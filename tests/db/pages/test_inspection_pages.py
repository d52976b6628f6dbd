"""The ranking of web sites, a site's page, those asleep, and the report on paper."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from infoport.ui import paper
from infoport.ui.pages.inspection import shown

from inventory.core.models import Job
from inventory.inspection import storing
from inventory.inspection.models import HelpGiven, Website
from inventory.services.models import ApplicationService, SupportTeam
from inventory.tenancy.models import Tenant

if TYPE_CHECKING:
    from tests.db.pages.conftest import Grant

URL = "https://{}.changchun.example/"
DEAD = {
    "kind": "dead-link", "page": URL.format("awake"), "evidence": "旧专题 → /old/1.html", "home": True,
    "detail": "it answers 404",
}  # fmt: skip
OLD = {"kind": "home-old", "page": URL.format("sleeper"), "evidence": "=1+1", "detail": "2026-07-01", "home": True}


@pytest.fixture
def sites(db: None) -> dict[str, Website]:
    """Two departments: one site awake, one asleep for ten days and awake before."""
    del db
    team, made, now = SupportTeam.objects.create(name="中心", slug="centre"), {}, timezone.now()
    for slug in ("awake", "sleeper", "new"):
        service = ApplicationService.objects.create(
            name=f"{slug}网站", slug=slug, kind="website", site_kind="department", responsible=team,
            web_address=URL.format(slug), tenant=Tenant.objects.create(name=slug, slug=slug),
        )  # fmt: skip
        made[slug] = Website.objects.create(service=service)
    columns = [{"title": "工作动态", "url": "/gzdt/", "kind": "news", "read": True, "items": 4, "newest": "2026-11-01"}]
    detail = {"columns": columns, "deductions": {"dead-link": 1.0}, "pages": 9, "links": 40, "seconds": 12.0}
    for slug, days, result, points, finding in (
        ("awake", 20, "pass", 80, None), ("awake", 1, "pass", 99, DEAD),
        ("sleeper", 20, "pass", 90, None), ("sleeper", 10, "fail", 50, OLD), ("sleeper", 1, "fail", 45, OLD),
    ):  # fmt: skip
        seen = storing.Seen(
            at=now - timedelta(days=days), result=result, points=points, asleep=result == "fail", newest=None,
            opened=100,
            vetoes=("home-old",) if result == "fail" else (), findings=[finding] if finding else (), detail=detail,
        )  # fmt: skip
        storing.keep(made[slug].pk, seen)
    storing.place()
    HelpGiven.objects.create(website=made["sleeper"], on=now.date(), kind="training", team=team, description="培训两人")
    return made


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_the_ranking_leads_to_each_site_and_what_is_wrong_there(browser: Client, sites: dict[str, Website]) -> None:
    page = text(browser, "/inspection/ranking/")
    assert page.index("awake网站") < page.index("sleeper网站") < page.index("new网站")
    for said in ("72.0 points on average", "+19", "Home page not updated", "never inspected", "Inspect now"):
        assert said in page, said
    only = text(browser, "/inspection/ranking/?show=asleep")
    assert "sleeper网站" in only and "awake网站" not in only
    site = text(browser, f"/inspection/websites/{sites['awake'].pk}/")
    for said in (
        "旧专题",
        "→ /old/1.html",
        "it answers 404",
        "工作动态",
        "rank 1",
        "9 pages read, 40 links tried",
        "−1",
    ):
        assert said in site, said
    assert "Never inspected" in text(browser, f"/inspection/websites/{sites['new'].pk}/")
    service = text(browser, f"/services/application-services/{sites['sleeper'].service_id}/")
    assert "Site inspection" in service and "asleep" in service


def test_the_asleep_are_listed_since_when_with_their_help(browser: Client, sites: dict[str, Website]) -> None:
    page = text(browser, "/inspection/asleep/")
    for said in ("sleeper网站", "10 d", "Training · 培训两人", "中心", "each is being helped", "Note help"):
        assert said in page, said
    assert "awake网站" not in page
    HelpGiven.objects.update(settled=timezone.localdate())
    assert "1 of them is not being helped" in text(browser, "/inspection/asleep/")


def test_a_department_sees_its_own_and_may_not_have_it_inspected(grant: Grant, sites: dict[str, Website]) -> None:
    for label, path in (("website", ""), ("inspection", "website__"), ("finding", "inspection__website__")):
        grant(f"inspection.{label}", "view", constraints={f"{path}service__tenant__slug": "awake"})
    grant("tenancy.tenant", "view", constraints={"slug": "awake"})
    reader = grant("services.applicationservice", "view", constraints={"tenant__slug": "awake"})
    page = text(reader, "/inspection/ranking/")
    assert "awake网站" in page and "sleeper" not in page
    assert "Inspect now" not in page
    assert reader.post("/inspection/inspect/").status_code == 403
    rows = openpyxl.load_workbook(io.BytesIO(reader.get("/inspection/report.xlsx").content)).worksheets[0]
    assert [row[1] for row in rows.iter_rows(min_row=2, values_only=True)] == ["awake网站"]
    found = reader.get("/api/plugins/inspection/ranking/").json()
    assert [(each["rank"], each["result"], each["points"]) for each in found["results"]] == [(1, "pass", 99.0)]
    assert grant("dcim.site", "view").get(f"/inspection/websites/{sites['sleeper'].pk}/").status_code == 404


def test_somebody_asks_for_an_inspection(browser: Client, sites: dict[str, Website]) -> None:
    answer = browser.post("/inspection/inspect/", {"site": sites["new"].pk})
    job = Job.objects.get(kind="inspect")
    assert answer["Location"] == f"/core/jobs/{job.pk}/"
    assert "/core/jobs/" in text(browser, "/inspection/ranking/")


def test_the_report_is_chinese_on_paper_and_in_a_workbook(browser: Client, sites: dict[str, Website]) -> None:
    answer = browser.get("/inspection/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-") and b"%%EOF" in answer.content[-8:]
    assert paper.font() in {"infoport", paper.STANDARD}
    if paper.font() == "infoport":  # a subset of a font is inside
        assert b"/FontFile2" in answer.content
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/inspection/report.xlsx?language=en").content))
    assert book.sheetnames == ["Ranking", "Asleep sites", "Findings"]
    cell = book["Findings"]["D3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")  # never a formula


def test_what_the_inspector_says_can_be_said_in_any_language() -> None:
    for told in (
        "3 of 5 visits", "it answers 503", "it took 16.2 s, more than 15 s", "no whole answer within 15 s",
        "gb18030, not declared", "gbk, declared as utf-8", "certificate has expired", "something new",
    ):  # fmt: skip
        assert shown.said(told) == told
