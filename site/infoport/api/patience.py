"""How long a read may keep the database busy."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECONDS: Final = 5
"""A list of a quarter of a million rows by a harmless pattern takes a tenth of that."""


@contextmanager
def bounded(params: Mapping[str, object]) -> Iterator[None]:
    """Stop a list that is filtered by a regular expression, which may take for ever, after `SECONDS`.

    Raises `BadFilter` naming the parameter. Other filters cost what their rows cost, and are left alone.
    """
    name = next((each for each in params if each.endswith("regex")), "")
    if not name:
        yield
        return
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{SECONDS}s"])
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise BadFilter(name, _("This pattern takes longer than %s seconds.") % SECONDS) from error
    except QueryCanceled as error:
        raise BadFilter(name, _("This pattern takes longer than %s seconds.") % SECONDS) from error
