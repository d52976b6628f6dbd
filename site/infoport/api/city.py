"""Routes of the city's own answers that are no list of a type: what falls, what is joined, which rooms are ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import path

from infoport.api.actions.configs import Coverage, SearchConfigs
from infoport.api.actions.impact import WhatIf
from infoport.api.actions.inspections import Ranking
from infoport.api.actions.isolation import Joins
from infoport.api.actions.readiness import Board
from infoport.api.actions.topology import Topology
from infoport.api.actions.where import Where
from infoport.api.between import ChangedBetween
from infoport.api.searching import Search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.urls.resolvers import URLPattern

ROUTES: Final[Sequence[URLPattern]] = (
    path("plugins/services/impact/", WhatIf.as_view()),
    path("plugins/segments/joins/", Joins.as_view()),
    path("plugins/conferencing/readiness/", Board.as_view()),
    path("plugins/inspection/ranking/", Ranking.as_view()),
    path("plugins/configs/coverage/", Coverage.as_view()),
    path("plugins/configs/search/", SearchConfigs.as_view()),
    path("plugins/topology/", Topology.as_view()),
    path("plugins/topology/where/", Where.as_view()),
    path("plugins/core/between/", ChangedBetween.as_view()),
    path("plugins/core/search/", Search.as_view()),
)
