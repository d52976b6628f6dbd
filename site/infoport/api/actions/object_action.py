"""What every action on one object shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from infoport.api.views import SpecView

if TYPE_CHECKING:
    from rest_framework.request import Request


class ObjectAction(SpecView):
    """An address below one object: `spec` is the object's type. Subclasses write `get` or `post`."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate only; what the asker may do is decided with the object, by `instance`."""
        super(SpecView, self).initial(request, *args, **kwargs)

    def instance(self, pk: int, action: str = "view", *, lock: bool = False) -> Any:
        """The object on which the asker may do `action`; `lock` holds its row until the transaction ends.

        Raises `Http404` when there is none.
        """
        rows = self.allowed_rows(action).filter(pk=pk).order_by()
        found = next(iter((rows.select_for_update(of=("self",)) if lock else rows)[:1]), None)
        if found is None:
            raise Http404(f"No {self.spec.model.__name__} matches the given query.")
        return found
