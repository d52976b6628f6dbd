"""People who sign in, on an empty database."""

from typing import Any

import pytest
from django.test import Client

from inventory.dcim.models import Manufacturer
from inventory.users.models import ObjectPermission, User


@pytest.fixture
def root(db: None) -> Client:
    """A superuser's browser, in English; two manufacturers exist."""
    user = User.objects.create_superuser("root", password="x")
    for name in ("Huawei 华为", "H3C 新华三"):
        Manufacturer.objects.create(name=name, slug=name.split()[0].lower())
    return browser(user)


def browser(user: User) -> Client:
    """A browser of this person."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def person(db: None) -> Any:
    """The browser of somebody who may do `actions` on `labels`."""

    def make(labels: list[str], actions: list[str]) -> Client:
        user = User.objects.create_user(f"person{User.objects.count()}")
        ObjectPermission.objects.create(name="rule", object_types=labels, actions=actions).users.add(user)
        return browser(user)

    return make
