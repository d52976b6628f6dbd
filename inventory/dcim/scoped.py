"""Counts of what is scoped to a place, itself or below it."""

from __future__ import annotations

from typing import Final

SITE_PREFIXES: Final = """SELECT count(*) FROM ipam_prefix c
    WHERE (c.scope_type = 'dcim.site' AND c.scope_id = {t}.id) OR (c.scope_type = 'dcim.location'
        AND c.scope_id IN (SELECT l.id FROM dcim_location l WHERE l.site_id = {t}.id))"""
SITE_CIRCUITS: Final = """SELECT count(DISTINCT c.circuit_id) FROM circuits_circuittermination c
    WHERE (c.termination_type = 'dcim.site' AND c.termination_id = {t}.id) OR (c.termination_type = 'dcim.location'
        AND c.termination_id IN (SELECT l.id FROM dcim_location l WHERE l.site_id = {t}.id))"""


def prefixes_in(label: str, column: str) -> str:
    """SQL counting the prefixes scoped to a region or site group `{t}`, or to a site in it or a location there.

    `column` is the reference of a site to that kind of group.
    """
    sites = f"SELECT s.id FROM dcim_site s WHERE s.{column} = {{t}}.id"  # noqa: S608 - both come from declarations
    return f"""SELECT count(*) FROM ipam_prefix c WHERE (c.scope_type = '{label}' AND c.scope_id = {{t}}.id)
        OR (c.scope_type = 'dcim.site' AND c.scope_id IN ({sites})) OR (c.scope_type = 'dcim.location'
        AND c.scope_id IN (SELECT l.id FROM dcim_location l WHERE l.site_id IN ({sites})))"""  # noqa: S608 - as above
