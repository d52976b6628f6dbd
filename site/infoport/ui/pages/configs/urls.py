"""Addresses of the configuration archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from infoport.ui.navigation import PAGES
from infoport.ui.pages.configs import coverage, device, intended, matrix, searching, wrong

if TYPE_CHECKING:
    from django.urls import URLPattern

PAGES[coverage.MENU] = coverage.PAGE
REGISTERING = (wrong,)
DEVICE = "dcim/devices/<int:pk>/configuration"

urlpatterns: list[URLPattern] = [
    path("audit/configs/", coverage.coverage_page, name="configs"),
    path("audit/configs/search/", searching.search_page, name="configs_search"),
    path("audit/configs/compliance/", matrix.matrix, name="configs_compliance"),
    path(f"{DEVICE}/", device.running, name="device_configuration"),
    path(f"{DEVICE}/compare/", device.compare, name="device_compare"),
    path(f"{DEVICE}/compliance/", device.compliance, name="device_compliance"),
    path(f"{DEVICE}/fetch/", device.fetch_now, name="device_fetch"),
    path(f"{DEVICE}/intended/", intended.intended, name="device_intended"),
    path(f"{DEVICE}/<int:version>/download/", device.download, name="device_config_file"),
]
