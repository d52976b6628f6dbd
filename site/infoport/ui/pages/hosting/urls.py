"""Addresses of hosting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from infoport.ui.navigation import PAGES
from infoport.ui.pages.hosting import desk, following, handling, papers, portal, receiving, remedy
from inventory.hosting.states import PERSONAL

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

PAGES.update({"hosting/requests": desk.PAGE})

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", portal.front, name="portal"),
    path("portal/new/<slug:item>/", portal.new, name="portal_new"),
    path("portal/<int:pk>/", portal.one, name="portal_request"),
    path("portal/<int:pk>/files/<int:file>/", papers.download, name="portal_file"),
    path("portal/<int:pk>/follow/<slug:purpose>/", following.follow, name="portal_follow"),
    path("portal/<int:pk>/password/", receiving.show, name="portal_password"),
    path("portal/<int:pk>/received/", receiving.received, name="portal_received"),
    path("portal/<int:pk>/edit/", portal.edit, name="portal_edit"),
    *(path(f"portal/<int:pk>/{name}/", portal.move, {"name": name}, name=f"portal_{name}") for name in portal.OWN),
    path("audit/differences/<int:pk>/remediate/", remedy.remediate, name="remediate"),
    path("hosting/handling/", handling.report, name="hosting_handling"),
    path("hosting/desk/", desk.desk, name="hosting_desk"),
    path("hosting/requests/<int:pk>/live/", desk.live, name="hosting_live"),
    path("hosting/runs/<int:pk>/cancel/", desk.cancel, name="hosting_cancel"),
    *(
        path(f"hosting/requests/<int:pk>/{each.name}/", desk.move, {"name": each.name}, name=f"hosting_{each.name}")
        for each in PERSONAL
    ),
]
