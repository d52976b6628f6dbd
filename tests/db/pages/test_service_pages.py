from datetime import timedelta

from django.test import Client
from django.utils import timezone
from infoport.ui.pages.services import health_of

from inventory.reconcile.models import Access
from inventory.services.models import Protection, ServiceInstance
from inventory.virtualization.models import Cluster, ClusterType, VirtualMachine
from tests.db.pages.cities import City


def health(city: City) -> tuple[str, str]:
    found = health_of([(city.service.pk, city.service.status)])[city.service.pk]
    return found.state.shape, found.why


def test_a_service_is_fine_while_its_hosts_answer(city: City) -> None:
    city.poll()
    assert health(city)[0] == "ok"


def test_it_is_degraded_with_one_host_down_and_down_with_all(city: City) -> None:
    city.poll(silent=[city.core])
    assert health(city)[0] == "degraded"
    city.poll(silent=[city.core, city.access])
    assert health(city)[0] == "down"


def test_it_is_unknown_without_a_polled_host(city: City) -> None:
    Access.objects.all().delete()
    assert health(city) == ("unknown", "no host is polled")
    ServiceInstance.objects.all().delete()
    assert health(city) == ("unknown", "no instance is registered")


def test_a_virtual_machine_runs_while_any_host_of_its_cluster_does(city: City) -> None:
    cluster = Cluster.objects.create(name="KVM", type=ClusterType.objects.create(name="KVM", slug="kvm"))
    type(city.core).objects.update(cluster=cluster)
    machine = VirtualMachine.objects.create(name="vm1", cluster=cluster)
    ServiceInstance.objects.all().delete()
    ServiceInstance.objects.create(
        service=city.service, name="vm", host_type="virtualization.virtualmachine", host_id=machine.pk
    )
    city.poll(silent=[city.core])
    assert health(city)[0] == "ok"
    city.poll(silent=[city.core, city.access])
    assert health(city)[0] == "down"


def test_the_page_shows_hosts_dependencies_copies_and_endpoints(browser: Client, city: City) -> None:
    city.poll(silent=[city.core])
    Protection.objects.update(last_good_copy=timezone.now() - timedelta(hours=3))
    page = browser.get(f"/services/application-services/{city.service.pk}/").content.decode()
    for text in ("core01", "目录服务", "older than agreed", "https://oa.example/"):
        assert text in page


def test_the_service_it_depends_on_names_it_as_dependant(browser: Client, city: City) -> None:
    other = city.service.dependencies.get().depends_on
    page = browser.get(f"/services/application-services/{other.pk}/").content.decode()
    assert "公文交换" in page
    assert "Depend on it" in page
