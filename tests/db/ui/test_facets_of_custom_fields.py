"""Custom fields of few values are counted beside a list, and lead to what they counted."""

from typing import Any

from django.test import Client

from inventory.dcim.models import Device, Site
from inventory.extras.models import CustomField


def facet_of(client: Client, url: str, name: str) -> Any:
    page = client.get(url)
    return next(facet for facet in page.context["facets"] if facet.name == name)


def test_a_boolean_a_selection_and_an_object_are_counted(root: Client) -> None:
    site = Site.objects.order_by("pk")[0]
    CustomField.objects.create(
        name="twin", label="Twin", type="object", object_types=["dcim.device"], related_object_type="dcim.site"
    )
    backed, other = Device.objects.order_by("pk")[:2]
    Device.objects.filter(pk=backed.pk).update(custom_fields={"backup_enable": True, "twin": site.pk})
    Device.objects.filter(pk=other.pk).update(custom_fields={"backup_enable": False})
    enabled = facet_of(root, "/dcim/devices/", "cf_backup_enable")
    assert enabled.title == "备份配置"
    told = {value.text: (int(value.number.replace(",", "")), value.url) for value in enabled.values}
    assert told["yes"][0] == Device.objects.filter(custom_fields__backup_enable=True).count()
    for number, url in told.values():
        assert root.get(url).context["total"] == number
    twin = facet_of(root, "/dcim/devices/", "cf_twin")
    named = next(value for value in twin.values if value.text == site.name)
    assert (named.number, root.get(named.url).context["total"]) == ("1", 1)
    chosen = facet_of(root, named.url, "cf_twin")
    assert chosen.values[0].on
    assert facet_of(root, "/dcim/sites/", "cf_uplink_media").values


def test_a_field_that_is_not_filtered_is_not_counted(root: Client) -> None:
    CustomField.objects.filter(name="backup_enable").update(filter_logic="disabled")
    names = [facet.name for facet in root.get("/dcim/devices/").context["facets"]]
    assert "cf_backup_enable" not in names
