"""Addresses of the maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from infoport.ui.pages.topology import maps, where

if TYPE_CHECKING:
    from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    path("topology/where/", where.where, name="topology-where"),
    *(
        path(f"topology/l{layer}/{tail}", view, {"layer": layer}, name=f"topology-l{layer}-{name}")
        for layer in maps.PAGES
        for tail, view, name in (("", maps.page, "map"), ("data/", maps.data, "data"), ("table/", maps.table, "table"))
    ),
]
