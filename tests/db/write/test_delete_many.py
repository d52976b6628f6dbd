"""Deleting by ids removes what Django's collector would, names who forbids it, and leaves no reference to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, router, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from infoport import demo
from sets import together

from inventory.core.models import ObjectChange
from inventory.dcim.models import Cable, Device, Interface, Site
from inventory.declare import deleting, write
from inventory.declare.registry import specs
from inventory.extras.models import Tag

LABELS = [spec.label for spec in specs if spec.writable and spec.hooks.deleting is None]


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo city, loaded once and rolled back at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def in_city(city: None) -> Iterator[None]:
    """A test's own changes are undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def stored() -> dict[str, set[int]]:
    """Ids of every row that is neither history nor search."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in {each.app for each in specs} and not model._meta.label_lower.startswith("core."):
            found[model._meta.label_lower] = set(model._base_manager.values_list("pk", flat=True))
    return found


def whole() -> list[Any]:
    """A digest of every table: every column of every row, but when it was last updated."""
    digest = "md5(string_agg((to_jsonb(t) - 'last_updated')::text, ',' ORDER BY id))"
    parts = [f"SELECT '{spec.label}', {digest} FROM \"{spec.table}\" t" for spec in specs if spec.app != "core"]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return sorted(cursor.fetchall())


@pytest.mark.parametrize("label", LABELS)
def test_the_same_rows_are_gone_as_with_djangos_collector(in_city: None, label: str) -> None:
    del in_city
    rows = specs[label].model._base_manager.order_by("pk")
    for instance in (each for each in (rows.first(), rows.last()) if each is not None):
        mine, theirs = after(lambda one: write.delete(specs[label], [one]), instance), after(by_django, instance)
        if theirs is None:
            assert mine is None or forbidden_only_by_what_goes(instance)
        else:
            assert mine == theirs


def after(act: Any, instance: Any) -> Any:
    """The whole inventory after a deletion that is then undone; None when it was refused."""
    copy = type(instance)._base_manager.get(pk=instance.pk)
    result = None
    with transaction.atomic():
        try:
            with transaction.atomic():
                act(copy)
                connection.check_constraints()
        except (write.Conflict, ProtectedError, RestrictedError):
            pass
        else:
            result = whole()
        transaction.set_rollback(True)
    return result


def by_django(instance: models.Model) -> None:
    """Django's own deletion."""
    instance.delete()


def forbidden_only_by_what_goes(instance: Any) -> bool:
    """Whether all that Django finds protecting goes with the object anyway."""
    collector: Any = Collector(using=router.db_for_write(type(instance)))
    try:
        collector.collect([instance])
    except (ProtectedError, RestrictedError) as error:
        needing = getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", ())
        goes = deleting.consequences(specs[instance._meta.label_lower], [instance.pk]).goes
        return all(each.pk in goes.get(type(each), ()) for each in needing)
    return False


def test_what_is_told_beforehand_is_what_happens(in_city: None) -> None:
    del in_city
    spec = specs["dcim.device"]
    keys = list(Device.objects.order_by("pk").values_list("pk", flat=True))
    free = [key for key in keys if not deleting.consequences(spec, [key]).protected][:40]
    told = deleting.consequences(spec, free)
    before = stored()
    write.delete(spec, list(Device.objects.filter(pk__in=free)))
    gone = {label: len(before[label] - left) for label, left in stored().items() if before[label] - left}
    promised = {label: len(ids) for label, ids in ((m._meta.label_lower, k) for m, k in told.goes.items()) if ids}
    assert gone == promised
    connection.check_constraints()


def test_who_protects_is_named_with_ids_as_netbox_does(room: SimpleNamespace) -> None:
    one, other = together(
        "dcim.device", [{**room.device, "name": "sw1", "asset_tag": "A-1"}, {**room.device, "name": "sw2"}]
    )
    with pytest.raises(write.Conflict) as refused:
        write.delete(specs["dcim.devicerole"], [room.role])
    text = "Unable to delete object. 2 dependent objects were found: "
    assert str(refused.value) == f"{text}sw1 (A-1) ({one.pk}), sw2 ({other.pk})"
    assert room.role.pk


def test_what_goes_too_protects_nothing(room: SimpleNamespace) -> None:
    top, inner = together(
        "dcim.location",
        [{"name": "hall", "slug": "hall", "site": room.site.pk}, {"name": "x", "slug": "x", "site": room.site.pk}],
    )
    type(inner).objects.filter(pk=inner.pk).update(parent=top)
    with pytest.raises(write.Conflict):
        write.delete(specs["dcim.location"], [top])
    assert write.delete(specs["dcim.location"], [top, inner]) == 2


def test_many_devices_go_in_few_statements_with_their_cables_and_history(
    room: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    devices = together("dcim.device", [{**room.device, "name": f"d{at}", "tags": [room.tag.pk]} for at in range(50)])
    one, other = (Interface.objects.filter(device=each).earliest("pk") for each in devices[:2])
    ends = {
        f"{end}_terminations": [{"object_type": "dcim.interface", "object_id": port.pk}]
        for end, port in (("a", one), ("b", other))
    }
    together("dcim.cable", [ends])
    ObjectChange.objects.all().delete()
    with django_assert_max_num_queries(60):
        write.delete(specs["dcim.device"], devices[::2])
    assert Device.objects.count() == 25
    assert Interface.objects.count() == 100
    assert Interface.objects.get(pk=other.pk).cable_id in {None, *Cable.objects.values_list("pk", flat=True)}
    assert ObjectChange.objects.filter(action="delete", changed_object_type="dcim.device").count() == 25
    assert ObjectChange.objects.filter(action="delete", changed_object_type="dcim.interface").count() == 100


def test_a_deleted_tag_leaves_no_trace_in_arrays(room: SimpleNamespace) -> None:
    Site.objects.filter(pk=room.site.pk).update(tags=[room.tag.pk])
    write.delete(specs["extras.tag"], [Tag.objects.get(pk=room.tag.pk)])
    assert Site.objects.get(pk=room.site.pk).tags == []
