"""What a web process does once, before its first request, so that no visitor pays for it."""

from __future__ import annotations

import gc

from django.urls import get_resolver

from inventory.declare.filters import filters_of
from inventory.declare.readplan import brief_sql, plan
from inventory.declare.registry import specs


def warm() -> None:
    """Compile every route, filter and read plan, then move what is there out of the garbage collector's sight.

    NetBox pauses some 600 ms per full collection over 719,000 start-up objects; ours are never looked at again.
    """
    get_resolver().url_patterns  # noqa: B018 - reading it imports and compiles the routes
    for spec in specs:
        plan(spec.label)
        brief_sql(spec.label, "t")
        filters_of(spec)
    gc.collect()
    gc.freeze()
