"""Addresses of these pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from infoport.ui.navigation import PAGES
from infoport.ui.pages.hall import matrix
from infoport.ui.pages.works import consolidation, duty, projects, standards, years
from inventory.works.stages import MOVES

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

PAGES.update({
    "audit/standards": standards.PAGE, "hosting/consolidation": "/hosting/consolidation/",
    "governance/projects": "/governance/plan/", "governance/duty": duty.PAGE, "inventory/hall": matrix.PAGE,
})  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    path("audit/standards/", standards.standards, name="standards"),
    path("audit/standards/unowned/", standards.alone, name="unowned"),
    path("hosting/consolidation/", consolidation.consolidation, name="consolidation"),
    path("governance/plan/", years.plan, name="plan"),
    path("governance/duty/", duty.duty, name="duty"),
    path("hall/matrix/", matrix.matrix, name="matrix"),
    *(
        path(f"works/projects/<int:pk>/{action}/", projects.move, {"action": action}, name=f"project_{action}")
        for action in MOVES
    ),
]
