"""Every type of the audit, one file each."""

from inventory.reconcile.models.access import Access
from inventory.reconcile.models.credential import Credential
from inventory.reconcile.models.difference import Difference
from inventory.reconcile.models.observation import Observation
from inventory.reconcile.models.poll import Poll
from inventory.reconcile.models.presence import Presence
from inventory.reconcile.models.secret import Secret
from inventory.reconcile.models.sighting import Sighting

__all__ = ["Access", "Credential", "Difference", "Observation", "Poll", "Presence", "Secret", "Sighting"]
