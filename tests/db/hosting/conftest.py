"""The demo city with people who ask, handle and approve; every test is undone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from infoport import demo

from inventory.declare.history import Actor, acting
from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.hosting.models import Request
from inventory.segments.models import Segment
from inventory.tenancy.models import Tenant
from inventory.users.models import ObjectPermission, User


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    del django_db_setup
    with django_db_blocker.unblock(), transaction.atomic():
        assert demo.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def undone(city: None) -> Iterator[None]:
    """What a test writes is taken back, the city stays."""
    del city
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def person(undone: None) -> Callable[..., User]:
    del undone

    def make(name: str, *actions: str) -> User:
        user = User.objects.create_user(name)
        if actions:
            rule = ObjectPermission.objects.create(
                name=name, object_types=["hosting.request"], actions=["view", *actions]
            )
            rule.users.add(user)
        return user

    return make


@pytest.fixture
def asker(person: Callable[..., User]) -> User:
    return person("liaison", "add")


@pytest.fixture
def officer(person: Callable[..., User]) -> User:
    return person("officer", "handle", "approve")


@pytest.fixture
def ask(asker: User) -> Callable[..., Request]:
    """A draft of the Planning Bureau in the extranet."""

    def make(item: str = "website", /, **values: Any) -> Request:
        spec = specs["hosting.request"]
        given = {
            "name": "规划公示网站", "item": item, "tenant": Tenant.objects.get(slug="ghj"), "contact": "李工",
            "segment": Segment.objects.get(slug="extranet"), "exposure": "extranet", "answers": {"size": "small"},
        }  # fmt: skip
        with acting(Actor(user_id=asker.pk, user_name=asker.username)):
            return save(spec, Request(), {**given, **values})

    return make
