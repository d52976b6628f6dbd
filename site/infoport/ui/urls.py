"""Addresses of pages: those of their own first, then the same few for every declared type."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.urls import include, path

from infoport.ui import documentation, kept, searching, typed
from infoport.ui.picking import pick
from infoport.ui.preferences import preferences
from infoport.ui.sign_in import SignIn

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", SignIn.as_view(), name="login"),
    path("preferences/", preferences, name="preferences"),
    path("search/", searching.search_page, name="search"),
    path("types/", documentation.types_page, name="types"),
    path("docs/<str:label>/", documentation.docs_page, name="docs"),
    path("pick/", pick, name="pick"),
    path("views/", kept.views, name="views"),
    path("bookmark/", kept.bookmark, name="bookmark"),
]
if find_spec("infoport.ui.pages.urls"):
    urlpatterns.append(path("", include("infoport.ui.pages.urls")))
urlpatterns += [
    path("<slug:app>/<slug:kind>/", typed.listed, name="list"),
    path("<slug:app>/<slug:kind>/import/", typed.imported, name="import"),
    path("<slug:app>/<slug:kind>/edit/", typed.edited_many, name="edit-many"),
    path("<slug:app>/<slug:kind>/delete/", typed.deleted_many, name="delete-many"),
    path("<slug:app>/<slug:kind>/<int:pk>/delete/", typed.deleted, name="delete"),
    path("<slug:app>/<slug:kind>/add/", typed.added, name="add"),
    path("<slug:app>/<slug:kind>/<int:pk>/", typed.shown, name="detail"),
    path("<slug:app>/<slug:kind>/<int:pk>/edit/", typed.edited, name="edit"),
    path("<slug:app>/<slug:kind>/<int:pk>/history/", typed.history, name="history"),
    path("<slug:app>/<slug:kind>/<int:pk>/<slug:tab>/", typed.related, name="related"),
]
