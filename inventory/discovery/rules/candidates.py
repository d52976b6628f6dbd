"""What can be done with a candidate."""

from typing import Final

from inventory.declare.spec import Action

_HANDLERS: Final = "infoport.api.actions.discovery"
CANDIDATE_ACTIONS: Final = [
    Action("adopt", f"{_HANDLERS}.Adopt"), Action("ignore", f"{_HANDLERS}.Ignore"),
    Action("reopen", f"{_HANDLERS}.Reopen"),
]  # fmt: skip
