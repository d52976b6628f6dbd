"""The tab that tells what is wrong with an object: every finding with its evidence, and cheap when nothing is."""

import pytest
from django.test import Client, RequestFactory
from infoport.ui.panels import problems_of

from inventory.dcim.models import Site
from inventory.declare.registry import specs
from inventory.ipam.models import VRF, IPAddress, Prefix
from inventory.services.models import Protection
from inventory.tenancy.models import Tenant
from inventory.users.models import User
from inventory.virtualization.models import Cluster, ClusterType, VirtualMachine
from tests.db.counting import Counted
from tests.db.pages.cities import City
from tests.db.pages.conftest import Grant


def told(browser: Client, address: str) -> list[str]:
    answer = browser.get(f"{address}problems/")
    assert answer.status_code == 200
    return [each.title for each in answer.context["problems"]]


def test_differences_of_a_device_are_listed_and_counted_on_every_tab(browser: Client, differing: City) -> None:
    address = f"/dcim/devices/{differing.access.pk}/"
    assert len(told(browser, address)) >= 2
    for tab in ("", "interfaces/", "history/"):
        tabs = browser.get(f"{address}{tab}").context["tabs"]
        (badge,) = [each for each in tabs if each["url"].endswith("/problems/")]
        assert badge["count"] >= 2
    port = differing.port(differing.access, 3)
    assert told(browser, f"/dcim/interfaces/{port.pk}/")
    assert any("acc01" in each for each in told(browser, f"/dcim/sites/{differing.site.pk}/"))
    assert any("acc01" in each for each in told(browser, f"/dcim/racks/{differing.rack.pk}/"))


def test_what_has_no_centre_says_where_one_is_named(browser: Client, city: City) -> None:
    assert "No centre is responsible" not in told(browser, f"/dcim/sites/{city.site.pk}/")
    Site.objects.filter(pk=city.site.pk).update(responsible=None)
    assert "No centre is responsible" in told(browser, f"/dcim/sites/{city.site.pk}/")
    page = browser.get(f"/dcim/devices/{city.core.pk}/problems/").content.decode()
    assert f"/services/responsibilities/add/?site={city.site.pk}" in page


def test_missing_backups_and_copies_never_tried_are_told(browser: Client, city: City) -> None:
    address = f"/services/application-services/{city.service.pk}/"
    found = told(browser, address)
    assert "documents off site: no good copy is known" in found
    assert "documents off site: restoring was never tried" in found
    Protection.objects.all().delete()
    assert "Nothing protects it" in told(browser, address)
    text = browser.get(f"{address}problems/").content.decode()
    assert (
        f"/services/protections/add/?subject_type=services.applicationservice&amp;subject_id={city.service.pk}" in text
    )


def test_what_is_registered_twice_is_told(browser: Client, city: City) -> None:
    loose = VRF.objects.create(name="loose", enforce_unique=False)
    one, other = (Prefix.objects.create(prefix="10.44.0.0/24", vrf=loose) for _at in range(2))
    assert "The network is registered twice in one routing table" in told(browser, f"/ipam/prefixes/{one.pk}/")
    other.delete()
    assert told(browser, f"/ipam/prefixes/{one.pk}/") == []
    first, _second = (IPAddress.objects.create(address="10.44.0.1/24", vrf=loose) for _at in range(2))
    assert "Another address is the same" in told(browser, f"/ipam/ip-addresses/{first.pk}/")


def test_a_finding_of_what_may_not_be_seen_is_not_told(city: City, differing: City, grant: Grant) -> None:
    reader = grant("dcim.interface", "view")
    port = differing.port(differing.access, 3)
    assert told(reader, f"/dcim/interfaces/{port.pk}/") == []
    assert reader.get(f"/dcim/devices/{differing.access.pk}/problems/").status_code == 403


def test_a_type_nobody_checks_has_no_tab(browser: Client, city: City) -> None:
    tenant = Tenant.objects.create(name="T", slug="t")
    tabs = browser.get(f"/tenancy/tenants/{tenant.pk}/").context["tabs"]
    assert not any(each["url"].endswith("/problems/") for each in tabs)
    assert browser.get(f"/tenancy/tenants/{tenant.pk}/problems/").status_code == 200


@pytest.mark.parametrize("label", ["dcim.site", "dcim.rack", "dcim.interface", "ipam.prefix", "ipam.ipaddress",
                                   "virtualization.virtualmachine", "dcim.device"])  # fmt: skip
def test_where_nothing_is_wrong_few_queries_tell_so(city: City, person: User, label: str) -> None:
    kind = ClusterType.objects.create(name="K", slug="k")
    cluster = Cluster.objects.create(name="C", type=kind)
    machine = VirtualMachine.objects.create(name="m", cluster=cluster)
    Prefix.objects.create(prefix="10.1.0.0/24")
    Protection.objects.create(
        name="m", subject_type="virtualization.virtualmachine", subject_id=machine.pk, target=city.site
    )
    made = {"virtualization.virtualmachine": machine, "dcim.device": city.core, "dcim.site": city.site}
    instance = made.get(label) or specs[label].model._default_manager.order_by("pk")[0]
    instance = specs[label].model._default_manager.get(pk=instance.pk)
    request = RequestFactory().get("/")
    request.user = person
    with Counted() as counted:
        problems_of(request, specs[label], instance)
    assert counted.count <= (8 if label == "dcim.device" else 5)
