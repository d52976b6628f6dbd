"""NetBox's two ways of paging: offset with a count, and a cursor by id without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rest_framework.exceptions import APIException, ErrorDetail
from rest_framework.utils.urls import remove_query_param, replace_query_param

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEFAULT: Final = 50
MAXIMUM: Final = 1000
OFFSETS: Final = range(2**31)


class BadPage(APIException):
    """400 with a list of reasons, as NetBox answers."""

    status_code = 400

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.detail = [ErrorDetail(reason)]  # the wire form is a bare list


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows are asked for: `start` is the cursor (an id) or None for offset paging."""

    limit: int
    offset: int = 0
    start: int | None = None


def requested(params: Mapping[str, str]) -> Page:
    """Read `limit`, `offset`, `start`. An unparsable limit or offset is ignored; an over-large limit is clamped."""
    limit = _whole(params.get("limit"))
    size = DEFAULT if limit is None else min(limit or MAXIMUM, MAXIMUM)
    if "start" not in params:
        return Page(size, _whole(params.get("offset")) or 0)
    if "offset" in params:
        raise BadPage("'start' and 'offset' are mutually exclusive.")
    if "ordering" in params:
        raise BadPage("Ordering cannot be specified in conjunction with cursor-based pagination.")
    start = _whole(params["start"])
    if start is None:
        raise BadPage("Invalid 'start' parameter: must be a non-negative integer.")
    return Page(size, 0, start)


def _whole(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit():
        return None
    return int(text) if int(text) in OFFSETS else OFFSETS.stop - 1


def next_url(url: str, page: Page, ids: Sequence[int], count: int | None) -> str | None:
    """The address of the next page, or None on the last."""
    if page.start is not None:
        if len(ids) <= page.limit:
            return None
        return replace_query_param(replace_query_param(url, "limit", page.limit), "start", ids[page.limit])
    if count is None or page.offset + page.limit >= count:
        return None
    return replace_query_param(replace_query_param(url, "limit", page.limit), "offset", page.offset + page.limit)


def previous_url(url: str, page: Page) -> str | None:
    """The address of the previous page, or None on the first and in cursor mode."""
    if page.start is not None or page.offset <= 0:
        return None
    url = replace_query_param(url, "limit", page.limit)
    before = page.offset - page.limit
    return replace_query_param(url, "offset", before) if before > 0 else remove_query_param(url, "offset")
