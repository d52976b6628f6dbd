"""The city of `cities`, and people with rights to look at it."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
from django.test import Client
from django.utils.translation import override

from inventory.users.models import ObjectPermission, User
from tests.db.pages.cities import City, build

Grant: TypeAlias = Callable[..., Client]
"""`grant("dcim.device", "view", constraints={…})`: a client with these rights and those granted before."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind; the next test begins in English, and so does this one's end."""
    with override("en"):
        yield


@pytest.fixture
def city(db: None) -> City:
    """Registered, and never polled."""
    del db
    return build()


@pytest.fixture
def differing(city: City) -> City:
    """Polled and compared: the access switch deviates."""
    city.poll(city.deviating())
    city.audit()
    return city


@pytest.fixture
def person(db: None) -> User:
    del db
    return User.objects.create(username="sunli", is_superuser=True)


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    """The client of somebody who may do everything."""
    client.force_login(person)
    return client


@pytest.fixture
def grant(db: None) -> Grant:
    """Make a client of somebody with some rights: `grant("dcim.device", "view", constraints=…)`."""
    del db
    reader = User.objects.create(username="reader")

    def give(label: str, *actions: str, constraints: Any = None) -> Client:
        right = ObjectPermission.objects.create(
            name=f"{label} {actions}", object_types=[label], actions=list(actions), constraints=constraints
        )
        right.users.add(reader)
        client = Client()
        client.force_login(User.objects.get(pk=reader.pk))
        return client

    return give
