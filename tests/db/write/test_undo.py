"""Undoing a request leaves the inventory as it was before; what was written since is never lost silently."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from infoport import demo

from inventory.core import reversal
from inventory.core.models import ObjectChange
from inventory.core.undoing import Refused, undo
from inventory.dcim.models import Device, Interface, Rack, Site
from inventory.declare import deleting, write
from inventory.declare.history import UNRECORDED, Actor, acting
from inventory.declare.personal import SECRET
from inventory.declare.registry import specs
from inventory.ipam.models import VLAN
from inventory.users.models import ObjectPermission, User

LABELS = [
    spec.label
    for spec in specs
    if spec.writable and spec.hooks.deleting is None and spec.label not in SECRET | UNRECORDED and spec.app != "users"
]


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo city, loaded once and rolled back at the end of the module."""
    del django_db_setup
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(port=17_163)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_city(city: None) -> Iterator[None]:
    """A test's own changes are undone."""
    del city
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root")


def requested(act: Callable[[], Any]) -> uuid.UUID:
    """What one request does."""
    key = uuid.uuid4()
    with acting(Actor(user_name="root", request_id=key)):
        act()
    return key


def whole() -> list[Any]:
    """A digest of every table and every table of pairs, but for when rows were last updated."""
    digest = "md5(string_agg((to_jsonb(t) - 'last_updated')::text, ',' ORDER BY id))"
    parts = [f"SELECT '{spec.label}', {digest} FROM \"{spec.table}\" t" for spec in specs if spec.app != "core"]
    for spec in specs:
        for many in spec.model._meta.many_to_many:
            near, far, table = many.m2m_column_name(), many.m2m_reverse_name(), many.m2m_db_table()
            pairs = f'md5(string_agg("{near}" || \'-\' || "{far}", \',\' ORDER BY "{near}", "{far}"))'
            parts.append(f"SELECT '{table}', {pairs} FROM \"{table}\"")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return sorted(cursor.fetchall())


def differing(before: list[Any], after: list[Any]) -> list[str]:
    return [one[0] for one, other in zip(before, after, strict=True) if one != other]


@pytest.mark.parametrize("label", LABELS)
def test_a_deletion_is_undone_with_all_that_went_and_all_that_was_emptied(label: str, root: User) -> None:
    spec = specs[label]
    instance = next(
        (
            each
            for each in spec.model._base_manager.order_by("pk")
            if not deleting.consequences(spec, [each.pk]).protected
        ),
        None,
    )
    if instance is None:
        pytest.skip("the demo city has none that may be deleted")
    before = whole()
    key = requested(lambda: write.delete(spec, [instance]))
    assert whole() != before
    undo(reversal.planned(reversal.of_request(key)), user=root)
    connection.check_constraints()
    unkept = UNRECORDED  # what is not recorded does not come back, however far below it lay
    assert [each for each in differing(before, whole()) if each not in unkept] == []


def test_one_deletion_of_many_comes_back_alone_with_what_it_owned(root: User) -> None:
    devices = list(Device.objects.filter(interfaces__isnull=False).distinct().order_by("pk"))
    chosen = [each for each in devices if not deleting.consequences(specs["dcim.device"], [each.pk]).protected][:2]
    keys = [each.pk for each in chosen]
    ports = Interface.objects.filter(device=keys[0]).count()
    key = requested(lambda: write.delete(specs["dcim.device"], chosen))
    change = ObjectChange.objects.get(request_id=key, changed_object_type="dcim.device", changed_object_id=keys[0])
    undo(reversal.planned(reversal.whole(change)), user=root)
    assert Device.objects.filter(pk__in=keys).count() == 1
    assert Interface.objects.filter(device=keys[0]).count() == ports > 0


def test_an_edit_is_undone_field_by_field_and_as_a_change_of_its_own(root: User) -> None:
    site = Site.objects.order_by("pk")[0]
    before = whole()
    values = {"facility": "elsewhere", "tags": [], "description": "new"}
    key = requested(lambda: write.save(specs["dcim.site"], site, values))
    again = requested(lambda: undo(reversal.planned(reversal.of_request(key)), user=root))
    assert differing(before, whole()) == []
    undo(reversal.planned(reversal.of_request(again)), user=root)
    assert Site.objects.get(pk=site.pk).facility == "elsewhere"


def test_what_a_request_added_goes_again(root: User) -> None:
    before = whole()
    kind = Device.objects.order_by("pk")[0].device_type
    like = Device.objects.order_by("pk")[0]
    values = {"name": "undone", "device_type": kind, "role": like.role, "site": like.site}
    key = requested(lambda: write.save(specs["dcim.device"], Device(), values))
    undo(reversal.planned(reversal.of_request(key)), user=root)
    assert differing(before, whole()) == []


def test_relations_to_many_go_back(root: User) -> None:
    port = Interface.objects.filter(mode="access").order_by("pk")[0]
    before = whole()
    vlans = list(VLAN.objects.order_by("pk")[:2])
    values = {"mode": "tagged", "tagged_vlans": vlans, "untagged_vlan": None}
    key = requested(lambda: write.save(specs["dcim.interface"], port, values))
    undo(reversal.planned(reversal.of_request(key)), user=root)
    assert differing(before, whole()) == []


def test_a_later_change_of_the_same_field_forbids_it_and_is_named(root: User) -> None:
    site = Site.objects.order_by("pk")[0]
    first = requested(lambda: write.save(specs["dcim.site"], site, {"facility": "one"}))
    requested(lambda: write.save(specs["dcim.site"], site, {"facility": "two"}))
    planned = reversal.planned(reversal.of_request(first))
    (obstacle,) = planned.obstacles
    assert (obstacle.column, obstacle.change and obstacle.change.postchange_data) == ("facility", {"facility": "two"})
    with pytest.raises(Refused):
        undo(planned, user=root)
    assert Site.objects.get(pk=site.pk).facility == "two"


def test_a_later_change_of_another_field_does_not_matter(root: User) -> None:
    site = Site.objects.order_by("pk")[0]
    was = site.facility
    first = requested(lambda: write.save(specs["dcim.site"], site, {"facility": "one"}))
    requested(lambda: write.save(specs["dcim.site"], site, {"description": "kept"}))
    undo(reversal.planned(reversal.of_request(first)), user=root)
    site.refresh_from_db()
    assert (site.facility, site.description) == (was, "kept")


def test_one_value_is_restored_whatever_came_later(root: User) -> None:
    rack = Rack.objects.order_by("pk")[0]
    was = rack.serial
    first = requested(lambda: write.save(specs["dcim.rack"], rack, {"serial": "X1", "description": "kept"}))
    requested(lambda: write.save(specs["dcim.rack"], rack, {"serial": "X2"}))
    undo(reversal.restored(ObjectChange.objects.get(request_id=first), "serial"), user=root)
    rack.refresh_from_db()
    assert (rack.serial, rack.description) == (was, "kept")


def test_what_is_no_longer_valid_is_refused_with_the_reason(root: User) -> None:
    vlan = VLAN.objects.filter(group__isnull=False).order_by("pk")[0]
    free = next(vid for vid in range(2, 4095) if not VLAN.objects.filter(group=vlan.group, vid=vid).exists())
    old = vlan.vid
    key = requested(lambda: write.save(specs["ipam.vlan"], vlan, {"vid": free}))
    VLAN.objects.create(group=vlan.group, vid=old, name="taken")
    with pytest.raises(Refused, match=re.escape(str(vlan))):
        undo(reversal.planned(reversal.of_request(key)), user=root)


def test_every_right_it_needs_is_asked_for() -> None:
    reader = User.objects.create_user("reader")
    rule = ObjectPermission.objects.create(name="r", object_types=["dcim.site"], actions=["view", "add"])
    rule.users.add(reader)
    site = Site.objects.order_by("pk")[0]
    key = requested(lambda: write.save(specs["dcim.site"], site, {"facility": "one"}))
    with pytest.raises(Refused, match="change sites"):
        undo(reversal.planned(reversal.of_request(key)), user=reader)
    assert Site.objects.get(pk=site.pk).facility == "one"


def test_nothing_is_left_to_undo_twice(root: User) -> None:
    site = Site.objects.order_by("pk")[0]
    key = requested(lambda: write.save(specs["dcim.site"], site, {"facility": "one"}))
    undo(reversal.planned(reversal.of_request(key)), user=root)
    assert len(reversal.planned(reversal.of_request(key))) == 0
