"""Addresses of the pages of their own; included before the generic ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path, re_path

from infoport.ui import between, custom, undoing
from infoport.ui.navigation import PAGES
from infoport.ui.pages import (
    bearing,
    business,
    impact,
    isolation,
    jobs,
    library,
    networks,
    numberfields,
    overview,
    prefixgaps,
    prefixtree,
    problems,
    racks,
    rehearsal,
    services,
    supply,
    venues,
    watched,
    whatishere,
)
from infoport.ui.pages.alerts import listing as alerts
from infoport.ui.pages.audit import actions, collection, listing
from infoport.ui.pages.configs import urls as configs
from infoport.ui.pages.device import panels as device
from infoport.ui.pages.discovery import adopting as discovery
from infoport.ui.pages.discovery import cards as discovered
from infoport.ui.pages.hosting import urls as hosting
from infoport.ui.pages.inspection import ranking
from infoport.ui.pages.inspection import site as inspected
from infoport.ui.pages.outposts import carrying as outposts
from infoport.ui.pages.outposts import standing
from infoport.ui.pages.topology import urls as topology
from infoport.ui.pages.tracing import urls as tracing
from infoport.ui.pages.works import urls as works

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

PAGES.update({"audit/differences": "/audit/differences/", "audit/collection": "/audit/collection/"})
PAGES.update({
    "overview/alerts": alerts.PAGE, "topology/l2": "/topology/l2/", "topology/where": "/topology/where/",
    "inventory/addresses": "/ipam/prefixes/tree/", "audit/isolation": "/plugins/segments/isolation/",
    "services/what-if": impact.PAGE,
    "services/venues": "/plugins/conferencing/board/",
    "services/databases": "/services/application-services/?kind=database",
    "services/websites": ranking.PAGE,
})  # fmt: skip

REGISTERING = (
    custom, networks, numberfields, services, business, supply, whatishere, standing, inspected, discovered, watched,
)  # fmt: skip
"""Modules that have no address: importing them hangs their cards on the pages of types."""

urlpatterns: list[URLPattern | URLResolver] = [
    *alerts.urlpatterns,
    *bearing.urlpatterns,
    *configs.urlpatterns,
    *discovery.urlpatterns,
    *jobs.urlpatterns,
    *works.urlpatterns,
    *hosting.urlpatterns,
    *outposts.urlpatterns,
    *topology.urlpatterns,
    *tracing.urlpatterns,
    path("", overview.overview, name="overview"),
    path("<slug:app>/<slug:kind>/<int:pk>/problems/", problems.problems_tab, name="problems"),
    path("core/between/", between.between_page, name="between"),
    path("core/undo/", undoing.undo_page, name="undo"),
    path("audit/differences/", listing.differences, name="differences"),
    path("audit/differences/accept/", actions.accept_bulk, name="accept_bulk"),
    path("audit/differences/ignore/", actions.ignore_bulk, name="ignore_bulk"),
    path("audit/differences/<int:pk>/", actions.difference, name="difference"),
    path("audit/differences/<int:pk>/accept/", actions.accept_one, name="accept"),
    path("audit/differences/<int:pk>/ignore/", actions.ignore_one, name="ignore"),
    path("audit/differences/<int:pk>/reopen/", actions.reopen, name="reopen"),
    path("plugins/segments/isolation/", isolation.isolation, name="isolation"),
    path("plugins/services/impact/", impact.what_if, name="impact"),
    path("inspection/ranking/", ranking.ranking, name="inspection_ranking"),
    path("inspection/asleep/", ranking.asleep, name="inspection_asleep"),
    path("inspection/inspect/", ranking.inspect_now, name="inspect_now"),
    re_path("^inspection/report[.](?P<kind>pdf|xlsx)$", ranking.export, name="inspection_export"),
    path("status/", watched.status, name="public_status"),
    path("plugins/conferencing/board/", venues.board, name="board"),
    path("conferencing/readiness/", rehearsal.readiness, name="readiness"),
    path("conferencing/readiness/report.pdf", rehearsal.report, name="readiness_report"),
    path("conferencing/readiness/ask/", rehearsal.ask_now, name="ask_venues"),
    path("dcim/device-types/library/", library.library, name="type_library"),
    path("audit/run/", actions.run, name="audit_run"),
    path("audit/collection/", collection.collection, name="collection"),
    path("audit/collection/<int:pk>/poll/", collection.poll_now, name="poll_now"),
    path("ipam/prefixes/tree/", prefixtree.tree, name="prefix_tree"),
    path("ipam/prefixes/<int:pk>/level/", prefixtree.level, name="prefix_level"),
    path("ipam/prefixes/<int:pk>/addresses/", prefixgaps.addresses, name="prefix_addresses"),
    path("dcim/devices/<int:pk>/observed/", device.observed, name="device_observed"),
    path("dcim/racks/elevations/", racks.rack_elevations, name="rack_elevations"),
    path("dcim/racks/<int:pk>/elevation.svg", racks.rack_elevation, name="rack_elevation"),
]
