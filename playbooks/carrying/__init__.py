"""Carries out approved hosting requests: plays, one after the other, then proof from outside, or a clean way back.

carry(key)                    # does what is to be done for a request now, and returns where it then is

Only one process carries a request at a time, and only one play runs on a host; both are locks of PostgreSQL that end
with the connection of whoever holds them, so that a worker that is killed leaves none.
"""

from playbooks.carrying.carry import Ways, carry, due, stopping

__all__ = ["Ways", "carry", "due", "stopping"]
