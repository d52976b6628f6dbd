"""What a department does with what runs for it: receive its password, ask for a change, give it back."""

from typing import Any

import pytest
from django.test import Client

from inventory.hosting import notices, vault, working
from inventory.hosting.advance import advance
from inventory.hosting.models import Notice, Request, Step
from inventory.users.models import User

pytestmark = pytest.mark.usefixtures("undone")
WORD = "never-in-any-mail"


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


@pytest.fixture
def database(ask: Any, officer: Any) -> Request:
    user = User.objects.get(username="department")
    request = ask("database", asker=user, name="低保库")
    advance(request.pk, "submit", user=user)
    request.refresh_from_db()
    working.plan(request.pk, request.revision)
    advance(request.pk, "approve", user=officer)
    for name in ("start", "check"):
        advance(request.pk, name)
    vault.kept(f"request:{request.pk}:database", lambda: {"word": WORD})
    return advance(request.pk, "finish", result={"database": "db_ghj_01"}).request


def test_a_password_is_shown_to_its_department_until_it_was_received(database: Request, person: Any) -> None:
    department = signed_in("department")
    page = department.get(f"/portal/{database.pk}/").content.decode()
    assert f"/portal/{database.pk}/password/" in page
    assert WORD not in page
    person("reader", "add")  # may see, and add, but it is another's
    assert signed_in("reader").post(f"/portal/{database.pk}/password/").status_code == 403
    assert department.get(f"/portal/{database.pk}/password/").status_code == 405
    answer = department.post(f"/portal/{database.pk}/password/")
    assert WORD in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert department.post(f"/portal/{database.pk}/received/").status_code == 302
    assert department.post(f"/portal/{database.pk}/password/").status_code == 403
    assert "/password/" not in department.get(f"/portal/{database.pk}/").content.decode()
    moves = Step.objects.filter(request=database).order_by("pk").values_list("move", "actor")
    assert list(moves)[-2:] == [("shown", "department"), ("received", "department")]
    assert WORD not in str(list(Step.objects.filter(request=database).values())) + str(database.result)


def test_a_change_is_asked_on_the_page_of_what_runs(database: Request) -> None:
    department = signed_in("department")
    answer = department.post(f"/portal/{database.pk}/follow/change/")
    draft = Request.objects.get(about=database)
    assert answer["Location"] == f"/portal/{draft.pk}/edit/"
    assert (draft.purpose, draft.state, draft.item) == ("change", "draft", "database")
    assert department.get(answer["Location"]).status_code == 200
    back = department.post(f"/portal/{database.pk}/follow/return/")
    assert department.get(back["Location"]).status_code == 200
    department.post(f"/portal/{database.pk}/follow/move/")
    assert Request.objects.filter(about=database).count() == 2, "a host with data is not moved"


def test_what_failed_technically_is_for_officers(database: Request) -> None:
    Request.objects.filter(pk=database.pk).update(state="verifying")
    advance(database.pk, "fail", message="ansible: rc 137 on db-ghj-01")
    page = signed_in("department").get(f"/portal/{database.pk}/").content.decode()
    assert "rc 137" not in page
    told = {each.address: notices.message(each).body for each in Notice.objects.filter(request=database, event="fail")}
    outside = User.objects.get(username="department").email
    assert {address for address, body in told.items() if "rc 137" not in str(body)} == {outside}
    assert "rc 137" in signed_in("planner").get(f"/hosting/requests/{database.pk}/").content.decode()
