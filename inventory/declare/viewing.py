"""One rule for every read: within a person's request, each statement sees only the rows that person may see.

PostgreSQL takes a `WITH` query before a table of the same name. A statement that reads `dcim_device` on behalf of
somebody with limited rights is preceded by `WITH dcim_device AS (… what they may see …)`, so that lists, nested
objects, counts, choices and panels agree without asking for permissions one by one.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Q

from inventory.declare.permissions import allowed
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from inventory.declare.spec import Spec

SHAPING: Final = frozenset({
    "extras.customfield", "extras.customfieldchoiceset", "extras.configcontext", "users.objectpermission",
})  # fmt: skip
"""Types whose rows decide what other objects look like; hiding one would change objects that may be seen."""
WORD: Final = re.compile(r"\b[a-z]+_[a-z0-9_]+\b")
READS: Final = re.compile(r"\s*\(?\s*(SELECT|WITH)\b", re.IGNORECASE)


class View:
    """What one person sees. `whose` yields the person when first needed; nobody yet means no limits yet."""

    def __init__(self, whose: Callable[[], Any]) -> None:
        self._whose = whose
        self._rows: dict[str, str | None] = {}

    def person(self) -> Any:
        """The person with limited rights on whose behalf is read; None for a superuser and before signing in."""
        with unlimited():
            user = self._whose()
            return None if not user.is_authenticated or (user.is_active and user.is_superuser) else user

    def limited(self, sql: str) -> str:
        """The statement with a `WITH` query for each table of which the person may not see every row."""
        names = tables_in(sql)
        if not names or (user := self.person()) is None:
            return sql
        seen = {name: rows for name in names if (rows := self._seen(user, name)) is not None}
        if not seen:
            return sql
        # All conditions come first: they are asked of the real tables, not of one another's limited ones.
        firsts = (f'"seen {name}" AS NOT MATERIALIZED ({rows})' for name, rows in seen.items())
        thens = (
            f'"{name}" AS NOT MATERIALIZED (SELECT * FROM "{name}" WHERE id IN (SELECT id FROM "seen {name}"))'
            for name in seen
        )
        body = f"SELECT * FROM ({sql}) AS seen" if sql.lstrip()[:4].upper() == "WITH" else sql
        return f"WITH {', '.join((*firsts, *thens))} {body}"

    def _seen(self, user: Any, name: str) -> str | None:
        """SQL of the ids that may be seen in a table; None when all may be."""
        if name not in self._rows:
            with unlimited():
                self._rows[name] = _ids(_by_table()[name], user)
        return self._rows[name]


_view: ContextVar[View | None] = ContextVar("view", default=None)


def limited(sql: str) -> str:
    """`sql` as the person sees it within whose request it runs; as it is outside of requests."""
    view = _view.get()
    return sql if view is None else view.limited(sql)


@contextmanager
def viewing(view: View) -> Iterator[None]:
    """Limit the read plans' statements to what `view` may see."""
    token = _view.set(view)
    try:
        yield
    finally:
        _view.reset(token)


@contextmanager
def unlimited() -> Iterator[None]:
    """Read everything: for what the product needs to know, not the person."""
    token = _view.set(None)
    try:
        yield
    finally:
        _view.reset(token)


@contextmanager
def every_statement() -> Iterator[None]:
    """Limit the ORM's statements too; only for requests that write nothing, whose checks must see everything."""
    with connection.execute_wrapper(_wrapper):
        yield


def _wrapper(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    if isinstance(sql, str) and READS.match(sql):
        sql = limited(sql)
    return execute(sql, params, many, context)


def within(view: View, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A streamed answer, each piece of which is made as the person sees it."""
    source = iter(pieces)
    while True:
        with viewing(view), every_statement():
            piece = next(source, None)
        if piece is None:
            return
        yield piece


@lru_cache(maxsize=2048)
def tables_in(sql: str) -> tuple[str, ...]:
    """The declared tables that a statement names."""
    return tuple(sorted(_by_table().keys() & set(WORD.findall(sql))))


@lru_cache(maxsize=1)
def _by_table() -> Mapping[str, Spec]:
    return {spec.table: spec for spec in specs if spec.label not in SHAPING}


def _ids(spec: Spec, user: Any) -> str | None:
    condition = visible(spec, user)
    if condition is not None and not condition:
        return None
    if condition is None:
        return "SELECT NULL::bigint AS id WHERE false"
    found = spec.model._default_manager.filter(condition).order_by().values("pk")  # noqa: SLF001 - any declared model
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        text: str = cursor.mogrify(sql, params)
    return f"SELECT pk AS id FROM ({text}) AS known(pk)".replace("%", "%%")


def visible(spec: Spec, user: Any) -> Q | None:
    """The condition for seeing a row; a part is seen with its whole, and everyone sees themselves."""
    if spec.about and spec.fields[spec.about].kind == "ref":
        whole = specs[spec.fields[spec.about].target or ""]
        condition = visible(whole, user)
        if condition is None or not condition:
            return condition
        return Q(**{f"{spec.about}__in": whole.model._default_manager.filter(condition).values("pk")})  # noqa: SLF001
    condition = allowed(user, spec.label, "view")
    if spec.label == "users.user" and (condition is None or condition):
        return Q(pk=user.pk) if condition is None else condition | Q(pk=user.pk)
    return condition
