"""How long it is known which batches arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from inventory.outposts.models import Arrival

KEPT: Final = timedelta(days=30)
"""An outpost delivers a batch again within minutes; a bundle is carried again within weeks."""


def forget() -> int:
    """Forget batches that arrived a month ago; how many."""
    return Arrival.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
