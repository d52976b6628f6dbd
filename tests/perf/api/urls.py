"""Our own addresses and the yardstick's."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from tests.perf.api.yardstick import DeviceViews

router = SimpleRouter()
router.register("devices", DeviceViews, basename="yard-device")
urlpatterns = [path("api/yard/", include(router.urls)), path("", include("infoport.urls"))]
