"""Addresses of traces and of connecting many ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from infoport.ui.pages.tracing import connecting, page
from inventory.dcim.rules.cables import COMPATIBLE
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    path("dcim/cables/connect/", connecting.connect_page, name="connect"),
    path("dcim/cables/connect/undo/", connecting.undo, name="connect_undo"),
    *(
        path(f"{spec.path}/<int:pk>/trace/", page.trace_page, {"label": spec.label}, name=f"trace-{spec.label}")
        for spec in specs
        if spec.label in COMPATIBLE
    ),
]
