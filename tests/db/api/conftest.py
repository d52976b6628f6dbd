import json
from typing import Any

import pytest
from django.test import Client

from inventory.users.models import ObjectPermission, Token, User
from tests.db.wholes import wholes_of


class Api:
    """A client that speaks JSON and signs with a token."""

    def __init__(self, user: User, **token: Any) -> None:
        self.user = user
        self.token, self.text = Token.issue(user, **token)
        self.client = Client(headers={"authorization": f"Bearer {self.text}"})

    def __call__(self, method: str, url: str, body: Any = None, **headers: str) -> Any:
        data = None if body is None else body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.client.generic(
            method, url, data if data is not None else "", content_type="application/json", headers=headers
        )

    def get(self, url: str) -> Any:
        return self("GET", url)


@pytest.fixture
def api(db: None) -> Api:
    return Api(User.objects.create_superuser("root", password="x"))


@pytest.fixture
def person(db: None) -> Any:
    """Make a person who may do `actions` on `labels`, within `constraints`."""

    def make(labels: list[str], actions: list[str], constraints: Any = None, **token: Any) -> Api:
        user = User.objects.create_user(f"person{User.objects.count()}")
        rule = ObjectPermission.objects.create(
            name="rule", object_types=labels, actions=actions, constraints=constraints
        )
        rule.users.add(user)
        if constraints and (wholes := wholes_of(labels[0])):  # a part is seen by who sees its whole
            seen = ObjectPermission.objects.create(name="wholes", object_types=wholes, actions=["view"])
            seen.users.add(user)
        return Api(user, **token)

    return make
