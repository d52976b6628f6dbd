"""The departments' portal and the centre's desk."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from inventory.hosting import catalogue, working
from inventory.hosting.models import Request
from inventory.tenancy.models import Tenant
from inventory.users.models import ObjectPermission, User
from inventory.works.models import Project

pytestmark = pytest.mark.usefixtures("undone")


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def asked(client: Client, item: str = "website", **values: Any) -> Any:
    fields = client.get(f"/portal/new/{item}/").context["form"].fields
    given = {
        "name": "规划公示网站", "contact": "李工", "segment": fields["segment"].choices[0][0], "exposure": "extranet",
        "backup": "daily", "q_size": "small", "_submit": "1",
    }  # fmt: skip
    return client.post(f"/portal/new/{item}/", {**given, **values})


def test_a_department_asks_and_the_office_approves() -> None:
    department, planner = signed_in("department"), signed_in("planner")
    front = department.get("/portal/")
    assert front.status_code == 200
    assert len(front.context["offers"]) == 7
    answer = asked(department)
    assert answer.status_code == 302, answer.context["form"].errors
    request = Request.objects.get(name="规划公示网站")
    assert (request.state, request.tenant.slug) == ("submitted", "ghj")
    assert working.plan(request.pk, request.revision) == "planned"
    page = planner.get(f"/hosting/requests/{request.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "web-ghj-01" in text
    digest = request.plans.get().digest
    assert digest in text
    planner.post(f"/hosting/requests/{request.pk}/approve/", {"digest": "0" * 64})
    request.refresh_from_db()
    assert request.state == "planned", "another plan than the one that was read is not approved"
    planner.post(f"/hosting/requests/{request.pk}/approve/", {"digest": digest})
    request.refresh_from_db()
    assert request.state == "approved"
    assert department.get(f"/portal/{request.pk}/").status_code == 200
    assert planner.get("/hosting/desk/").status_code == 200
    assert planner.get(f"/hosting/requests/{request.pk}/live/").status_code == 200


def test_another_department_sees_nothing_of_it() -> None:
    asked(signed_in("department"))
    request = Request.objects.get(name="规划公示网站")
    stranger = User.objects.create_user("elsewhere")
    rule = ObjectPermission.objects.create(
        name="elsewhere", object_types=["hosting.request", "tenancy.tenant"], actions=["view", "add", "change"],
        constraints={"tenant__slug": "jtj"},
    )  # fmt: skip
    rule.object_types = ["hosting.request"]
    rule.save()
    rule.users.add(stranger)
    client = Client()
    client.force_login(stranger)
    assert "规划公示网站" not in client.get("/portal/").content.decode()
    for tail in ("", "edit/"):
        assert client.get(f"/portal/{request.pk}/{tail}").status_code == 404
    for name in ("withdraw", "answer"):
        assert client.post(f"/portal/{request.pk}/{name}/").status_code == 404
    request.refresh_from_db()
    assert request.state == "submitted"


def test_what_the_form_refuses_is_said_and_nothing_is_stored() -> None:
    client = signed_in("department")
    before = Request.objects.count()
    for item, values, field in (
        ("website", {"q_size": "enormous"}, "q_size"), ("website", {"q_domain": "不行"}, "q_domain"),
        ("rack-space", {"q_units": "900", "q_watts": "1", "q_ports": "0"}, "q_units"),
        ("website", {"name": ""}, "name"), ("website", {"segment": "999999"}, "segment"),
    ):  # fmt: skip
        answer = asked(client, item, **values)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
    assert client.get("/portal/new/castle/").status_code == 404
    assert Request.objects.count() == before


def test_a_question_is_asked_and_answered() -> None:
    department, engineer = signed_in("department"), signed_in("engineer")
    asked(department)
    request = Request.objects.get(name="规划公示网站")
    engineer.post(f"/hosting/requests/{request.pk}/ask/", {"message": ""})
    request.refresh_from_db()
    assert request.state == "submitted", "a question without words is none"
    engineer.post(f"/hosting/requests/{request.pk}/ask/", {"message": "需要哪些端口？"})
    page = department.get(f"/portal/{request.pk}/")
    assert "需要哪些端口？" in page.content.decode()
    assert department.get(f"/portal/{request.pk}/edit/").status_code == 200
    department.post(f"/portal/{request.pk}/answer/", {"message": "443"})
    request.refresh_from_db()
    assert request.state == "submitted"
    assert department.post(f"/hosting/requests/{request.pk}/approve/", {"digest": ""}).status_code in {302, 403}


@pytest.mark.parametrize(
    "item", ["machine", "database", "rack-space", "connection", "mailboxes", "conference-room", "website"]
)
def test_every_item_has_a_form(item: str) -> None:
    assert signed_in("department").get(reverse("ui:portal_new", args=[item])).status_code == 200


def test_the_demo_shows_requests_of_every_kind_and_each_department_its_own() -> None:
    rows = Request.objects.exclude(state="draft")
    assert {each.item for each in rows} == set(catalogue.OFFERS)
    assert {each.state for each in rows} == {
        "planned", "questioned", "unfit", "live", "failed", "released", "rejected", "withdrawn", "retired",
    }  # fmt: skip
    assert all(each.plans.first().fits == (each.state != "unfit") for each in rows)
    front = signed_in("transport").get("/portal/").content.decode()
    assert "公交线路查询" in front
    assert "规划公众参与平台" not in front
    assert "公交线路查询" in signed_in("planner").get("/hosting/desk/").content.decode()
    question = signed_in("department").get("/portal/")
    assert [each["name"] for each in question.context["waiting"]] == ["建设项目选址意见书数据库"]


def test_files_are_known_by_their_content_and_read_by_those_who_see_the_request(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIRECTORY = tmp_path
    department = signed_in("department")
    drawing = SimpleUploadedFile("图纸.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png")
    assert asked(department, papers=[drawing]).status_code == 302
    request = Request.objects.get(name="规划公示网站")
    page = department.get(f"/portal/{request.pk}/")
    [file] = page.context["files"]
    assert file["name"] == "图纸.png"
    answer = department.get(file["url"])
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert answer["X-Content-Type-Options"] == "nosniff"
    inside = signed_in("planner").get(file["url"])
    assert b"".join(inside.streaming_content)
    assert signed_in("transport").get(file["url"]).status_code == 404
    assert department.get(f"/portal/{request.pk}/files/999999/").status_code == 404
    before = Request.objects.count()
    for name, text in (("假.png", b"<script>alert(1)</script>"), ("run.exe", b"MZ" + bytes(64)), ("空.txt", b"")):
        refused = asked(department, name="带文件", papers=[SimpleUploadedFile(name, text)])
        assert refused.status_code == 422, name
        assert refused.context["form"].errors["papers"], name
        assert refused.context["form"]["name"].value() == "带文件", "what was typed is kept"
    settings.ATTACHMENT_OCTETS = 10
    assert asked(department, papers=[SimpleUploadedFile("长.txt", b"x" * 11)]).status_code == 422
    assert Request.objects.count() == before, "nothing is stored with a file that is refused"


def test_a_request_cites_the_departments_own_project_and_lot() -> None:
    own = Project.objects.filter(lots__isnull=False).order_by("pk").first()
    lot = own.lots.first()
    Project.objects.filter(pk=own.pk).update(tenant=Tenant.objects.get(slug="ghj"))
    department = signed_in("department")
    assert asked(department, cited=f"{own.pk}:{lot.pk}").status_code == 302
    request = Request.objects.get(name="规划公示网站")
    assert (request.project_id, request.lot_id) == (own.pk, lot.pk)
    assert own.name in department.get(f"/portal/{request.pk}/").content.decode()
    foreign = Project.objects.exclude(tenant__slug="ghj").first()
    assert asked(department, cited=f"{foreign.pk}:").status_code == 422
