"""Routes under `/api/`: a list and a detail per declared type, and the actions it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import path, re_path
from django.utils.module_loading import import_string

from infoport.api import alertmanager, city, outposts, prometheus, root, scraping
from infoport.api.actions.connecting import BulkConnect
from infoport.api.actions.handling import Handling
from infoport.api.actions.jobs import Imports
from infoport.api.actions.violations import Violations
from infoport.api.attachments import Attachments
from infoport.api.describing.document import Document
from infoport.api.views import DetailView, ListView
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.urls.resolvers import URLPattern

LISTS: Final = {"extras.attachment": Attachments}
"""Types whose list takes something else than JSON."""


def _routes() -> Iterator[URLPattern]:
    yield path("", root.Root.as_view(), name="root")
    yield path("status/", root.Status.as_view(), name="status")
    yield path("schema/", Document.as_view(), name="schema")
    yield path("authentication-check/", root.AuthenticationCheck.as_view())
    yield path("users/tokens/provision/", root.Provision.as_view())
    yield path("users/config/", root.OwnConfig.as_view())
    yield path("plugins/installed-plugins/", root.InstalledPlugins.as_view())
    yield path("plugins/works/violations/", Violations.as_view())
    yield path("plugins/hosting/handling/", Handling.as_view())
    yield path("plugins/dcim/bulk-connect/", BulkConnect.as_view())
    yield path("plugins/core/imports/", Imports.as_view(spec=specs["core.job"]))
    yield from city.ROUTES
    yield from outposts.ROUTES
    yield scraping.TARGETS
    yield from alertmanager.ROUTES
    for address, view in prometheus.views():
        yield path(f"plugins/{address}", view)
    for spec in specs:
        prefix = spec.api.removeprefix("/api/")
        name = spec.label.replace(".", "-")
        yield path(prefix, LISTS.get(spec.label, ListView).as_view(spec=spec), name=f"{name}-list")
        yield path(f"{prefix}<int:pk>/", DetailView.as_view(spec=spec), name=f"{name}-detail")
        for action in spec.actions:
            view = import_string(action.handler).as_view(spec=spec)
            yield path(f"{prefix}<int:pk>/{action.path}/", view, name=f"{name}-{action.path}")
    yield path("<str:app>/", root.Root.as_view())
    yield re_path(r"^.*$", root.NotFound.as_view())


app_name = "api"
urlpatterns = list(_routes())
