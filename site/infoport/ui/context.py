"""What the shell's templates find in every context."""

from __future__ import annotations

from typing import Any

from infoport.ui import asof
from infoport.ui.navigation import navigation
from infoport.ui.preferences import chosen


def shell(request: Any) -> dict[str, Any]:
    """Theme and density for everyone, navigation for those who signed in."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    found: dict[str, Any] = {"theme": chosen(request, "theme") or "auto", "density": chosen(request, "density")}
    found.update(asof.control(request))
    if user.is_authenticated:
        found["navigation"] = navigation(request)
        found["single_keys"] = (user.preferences or {}).get("single_keys", True)
    return found
