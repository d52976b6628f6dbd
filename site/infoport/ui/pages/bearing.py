"""Addresses of what any object bears: notes, files, configurations, deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from infoport.ui.pages import configuration, notes, outbox

if TYPE_CHECKING:
    from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    path("notes/add/", notes.add_note, name="add_note"),
    path("files/add/", notes.attach, name="attach"),
    path("extras/attachments/<int:pk>/content/", notes.download, name="attachment"),
    path("extras/deliveries/replay/", outbox.replay, name="replay"),
    path("virtualization/<slug:kind>/<int:pk>/configuration/", configuration.page, name="machine_configuration"),
]
