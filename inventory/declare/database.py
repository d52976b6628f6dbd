"""Functions kept in the database: only core PostgreSQL, no extension, no ICU."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTIONS: Final = r"""
CREATE OR REPLACE FUNCTION natkey(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT string_agg(
    CASE WHEN part[1] ~ '^\d+$' THEN lpad(part[1], greatest(8, length(part[1])), '0') ELSE part[1] END,
    '' ORDER BY at)
  FROM regexp_matches(lower(value), '\d+|\D+', 'g') WITH ORDINALITY AS runs(part, at)
$$;
CREATE OR REPLACE FUNCTION bigrams(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT coalesce(array_agg(DISTINCT substr(lower(value), at, 2)), '{}')
  FROM generate_series(1, greatest(length(value) - 1, 1)) AS at
$$;
"""


def create_functions(connection: BaseDatabaseWrapper) -> None:
    """Create or replace `natkey(text)` (natural sort key) and `bigrams(text)` (search index terms)."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
