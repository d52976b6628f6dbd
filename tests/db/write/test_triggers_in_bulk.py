"""What the database keeps of writes costs about as much as the writes, and only where something changed."""

from __future__ import annotations

from types import SimpleNamespace

from sets import together

from inventory.core.models import ObjectChange, SearchRow
from inventory.dcim.models import Device


def test_an_update_of_what_is_not_searched_leaves_the_index_alone(room: SimpleNamespace) -> None:
    devices = together("dcim.device", [{**room.device, "name": f"sw{at}"} for at in range(3)])
    rows = SearchRow.objects.filter(label="dcim.device").order_by("pk")
    before = list(rows.values_list("pk", "object_id", "value"))
    Device.objects.update(status="planned")
    assert list(rows.values_list("pk", "object_id", "value")) == before
    Device.objects.filter(pk=devices[1].pk).update(name="renamed")
    after = list(rows.values_list("object_id", "value"))
    assert sorted(after) == sorted([(devices[0].pk, "sw0"), (devices[1].pk, "renamed"), (devices[2].pk, "sw2")])


def test_an_update_of_many_is_recorded_for_those_that_it_changes(room: SimpleNamespace) -> None:
    devices = together("dcim.device", [{**room.device, "name": f"sw{at}", "serial": str(at)} for at in range(3)])
    ObjectChange.objects.all().delete()
    Device.objects.update(serial="1")
    changes = ObjectChange.objects.order_by("changed_object_id")
    assert list(changes.values_list("changed_object_id", "prechange_data", "postchange_data")) == [
        (devices[0].pk, {"serial": "0"}, {"serial": "1"}),
        (devices[2].pk, {"serial": "2"}, {"serial": "1"}),
    ]
