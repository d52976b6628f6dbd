"""A department's people see what is their own, of every type, by one step."""

import json
from typing import Any

import pytest
from django.test import Client

from inventory.declare.departments import routes, shared
from inventory.declare.permissions import restrict
from inventory.declare.personal import is_personal
from inventory.declare.registry import specs
from inventory.tenancy.models import Tenant
from inventory.users.models import DepartmentScope, Group, Token, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Tenant:
    return Tenant.objects.create(name="Water bureau", slug="water")


@pytest.fixture
def member(department: Tenant) -> User:
    user = User.objects.create_user("li")
    group = Group.objects.create(name="Water people")
    user.groups.add(group)
    DepartmentScope.objects.create(group=group, tenant=department)
    return user


@pytest.mark.parametrize("spec", list(specs), ids=lambda spec: spec.label)
def test_the_scope_is_a_condition_that_every_type_can_be_asked(spec: Any, member: User) -> None:
    list(restrict(spec.model._default_manager.all(), member, "view")[:1])


@pytest.mark.parametrize("spec", [spec for spec in specs if routes(spec.label)], ids=lambda spec: spec.label)
def test_nobody_sees_the_objects_of_a_department_without_its_scope(spec: Any, member: User) -> None:
    assert member.may(spec.label, "view")
    assert not member.may(spec.label, "change") and not member.may(spec.label, "add")


def test_types_that_lead_to_no_department_are_closed_unless_they_are_catalogues(member: User) -> None:
    for spec in specs:
        if not routes(spec.label) and not shared(spec):
            assert is_personal(spec.label) or not member.may(spec.label, "view"), spec.label


def test_own_tenant_is_seen_and_others_are_not(department: Tenant, member: User) -> None:
    other = Tenant.objects.create(name="Secret bureau", slug="secret")
    _token, text = Token.issue(member)
    headers = {"Authorization": f"Token {text}"}
    listed = Client().get("/api/tenancy/tenants/", headers=headers).json()
    assert [row["slug"] for row in listed["results"]] == ["water"]
    assert Client().get(f"/api/tenancy/tenants/{other.pk}/", headers=headers).status_code == 404
    assert "Secret" not in json.dumps(listed)


def test_a_scope_that_is_switched_off_opens_nothing(department: Tenant, member: User) -> None:
    DepartmentScope.objects.update(enabled=False)
    assert not User.objects.get(pk=member.pk).may("tenancy.tenant", "view")


def test_a_member_may_change_own_objects_only_where_the_scope_says_so(department: Tenant, member: User) -> None:
    other = Tenant.objects.create(name="Secret bureau", slug="secret")
    DepartmentScope.objects.update(may_change=True)
    fresh = User.objects.get(pk=member.pk)
    _token, text = Token.issue(fresh)
    headers = {"Authorization": f"Token {text}"}
    for tenant, status in ((department, 200), (other, 404)):
        answer = Client().patch(
            f"/api/tenancy/tenants/{tenant.pk}/", {"description": "x"}, "application/json", headers=headers
        )
        assert answer.status_code == status
