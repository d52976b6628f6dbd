"""The demo city in a browser without a screen: Django's client, and a reader of the forms it is shown."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from infoport import demo

from inventory.users.models import ObjectPermission, User
from tests.db.wholes import wholes_of


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo city, loaded once and rolled back at the end of the module."""
    del django_db_setup
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(port=17_162)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def isolated(city: None) -> Iterator[None]:
    """Each test's own changes are undone."""
    del city
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def db(city: None) -> None:
    """The city's transaction stands in for pytest-django's."""


@pytest.fixture(scope="module")
def root(city: None) -> Client:
    """Somebody who may do everything, signed in once."""
    del city
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


@pytest.fixture
def person(db: None) -> Any:
    """Sign in somebody who may do `actions` on `labels`, within `constraints`."""

    def make(labels: list[str], actions: list[str], constraints: Any = None) -> Client:
        user = User.objects.create_user(f"person{User.objects.count()}")
        rule = ObjectPermission.objects.create(
            name="rule", object_types=labels, actions=actions, constraints=constraints
        )
        rule.users.add(user)
        if constraints and (wholes := wholes_of(labels[0])):  # a part is seen by who sees its whole
            seen = ObjectPermission.objects.create(name="wholes", object_types=wholes, actions=["view"])
            seen.users.add(user)
        client = Client()
        client.force_login(user)
        return client

    return make


class FormReader(HTMLParser):
    """What a browser would send for one form of a page: name → values."""

    def __init__(self, page: str, form: str) -> None:
        super().__init__()
        self.wanted, self.inside = form, False
        self.fields: dict[str, list[str]] = {}
        self.select: str | None = None
        self.first: str | None = None
        self.area: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.wanted
        if not self.inside or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            self.input(name, given)
        elif tag == "select":
            self.select, self.first, self.multiple = name, None, "multiple" in given
            self.fields.setdefault(name, [])
        elif tag == "option" and self.select is not None:
            self.first = given.get("value", "") if self.first is None else self.first
            if "selected" in given:
                self.fields[self.select].append(given.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]

    def input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"submit", "file"} or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        self.fields.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select is not None:
            if not self.fields[self.select] and not self.multiple and self.first is not None:
                self.fields[self.select].append(self.first)
            self.select = None
        elif tag == "textarea":
            self.area = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            # A line break right after the tag is markup, not content (HTML, 13.1.2.5).
            self.fields[self.area] = [self.fields[self.area][0] + data.removeprefix("\n")]


def form_of(response: Any, form: str = "form") -> dict[str, list[str]]:
    return FormReader(response.content.decode(), form).fields
