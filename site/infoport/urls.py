"""All addresses: the API, and the pages."""

from importlib.util import find_spec

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from infoport.api import scraping

urlpatterns = [
    path("api/", include("infoport.api.urls")),
    *scraping.ROUTES,
    path("i18n/setlang/", set_language, name="set_language"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
if find_spec("infoport.ui.urls"):
    urlpatterns.append(path("", include("infoport.ui.urls")))
    handler400 = "infoport.ui.errors.bad_request"
    handler403 = "infoport.ui.errors.forbidden"
    handler404 = "infoport.ui.errors.absent"
    handler500 = "infoport.ui.errors.failed"
