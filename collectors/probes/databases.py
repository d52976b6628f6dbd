"""Databases: whether one lets us in, answers a query, and keeps up with the server that it copies."""

import asyncio
from contextlib import closing
from typing import Any, Final, LiteralString

import psycopg
import pymysql
import pymysql.cursors
from msgspec import Struct

from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unasked, Unmet, probe

BEHIND: Final[LiteralString] = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
            WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
            ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 END
"""
"""Seconds that a copy is behind; NULL on a server that copies none. While the original is idle, the copy stays at 0."""


REFUSED: Final = frozenset({1044, 1045, 1698})
"""MySQL's and MariaDB's errors of accounts that are not let in: ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR, and
ER_ACCESS_DENIED_NO_PASSWORD_ERROR."""
UNKNOWN_STATEMENT: Final = 1064
LATE: Final = ("Seconds_Behind_Source", "Seconds_Behind_Master")
"""What servers since MySQL 8.0.22, and all others, call the seconds that a copy is late."""


class Login(Struct, frozen=True, kw_only=True):
    """How a database is reached. `host` may be the folder of a Unix socket."""

    host: str
    port: int = 5432
    database: str
    user: str
    password: str = ""

    def __repr__(self) -> str:
        """The login without its password."""
        return f"{self.user}@{self.host}:{self.port}/{self.database}"


async def postgresql(login: Login, bounds: Bounds, *, behind: float | None = None) -> Probed:
    """Whether a PostgreSQL database answers, read-only. Steps: connect, query, replication (if `behind` is given).

    A copy that is more than `behind` seconds late, or a server that copies none, is down. That our account is not let
    in is "unknown": the database answered, and what it would say to others is not known.
    """
    subject = f"database {login.database} at {login.host} port {login.port}"

    async def steps(taken: Steps) -> None:
        try:
            async with await _connected(login, bounds) as connection:
                taken.done("connect")
                await connection.execute("SELECT 1")
                taken.done("query")
                if behind is not None:
                    _keeps_up(subject, await (await connection.execute(BEHIND)).fetchone(), behind)
                    taken.done("replication")
        except psycopg.Error as error:
            # SQLSTATE class 28: invalid authorization (PostgreSQL, appendix A).
            kind = Unasked if (error.sqlstate or "").startswith("28") or "authentication" in str(error) else Unmet
            raise kind(f"{subject}: {str(error).strip() or type(error).__name__}") from error

    return await probe(subject, bounds, steps)


async def _connected(login: Login, bounds: Bounds) -> psycopg.AsyncConnection[tuple[float | None, ...]]:
    return await psycopg.AsyncConnection.connect(
        host=login.host, port=login.port, dbname=login.database, user=login.user, password=login.password or None,
        options=f"-c default_transaction_read_only=on -c statement_timeout={int(bounds.seconds * 1000)}",
        application_name="infoport-probe",
    )  # fmt: skip


def _keeps_up(subject: str, row: tuple[float | None, ...] | None, behind: float) -> None:
    late = row[0] if row else None
    if late is None:
        raise Unmet(f"{subject} copies no other server, or has copied nothing yet")
    if late > behind:
        raise Unmet(f"{subject} is {late:.0f} s behind the server that it copies, more than {behind:g} s")


async def mysql(login: Login, bounds: Bounds, *, behind: float | None = None) -> Probed:
    """Whether a MySQL or MariaDB database answers. Steps: connect, query, replication (if `behind` is given).

    Judged as a PostgreSQL database is.
    """
    subject = f"database {login.database} at {login.host} port {login.port}"

    async def steps(taken: Steps) -> None:
        try:
            await asyncio.to_thread(_ask_mysql, subject, login, bounds, behind, taken)
        except pymysql.MySQLError as error:
            code, text = (*error.args, "", "")[:2]
            kind = Unasked if code in REFUSED else Unmet
            raise kind(f"{subject}: {text or code or type(error).__name__}") from error

    return await probe(subject, bounds, steps)


def _ask_mysql(subject: str, login: Login, bounds: Bounds, behind: float | None, taken: Steps) -> None:
    with closing(
        pymysql.connect(
            host=login.host, port=login.port, user=login.user, password=login.password, database=login.database or None,
            connect_timeout=max(1, int(bounds.seconds)), read_timeout=bounds.seconds, write_timeout=bounds.seconds,
            program_name="infoport-probe", cursorclass=pymysql.cursors.DictCursor,
        )
    ) as connection, connection.cursor() as cursor:  # fmt: skip
        taken.done("connect")
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute("SELECT 1")
        taken.done("query")
        if behind is not None:
            row = _replica(cursor)
            _keeps_up(subject, (next((row[name] for name in LATE if name in row), None),), behind)
            taken.done("replication")


def _replica(cursor: Any) -> dict[str, Any]:
    """How the server copies another one; empty where it copies none."""
    try:
        cursor.execute("SHOW REPLICA STATUS")
    except pymysql.ProgrammingError as error:
        if error.args[:1] != (UNKNOWN_STATEMENT,):
            raise
        cursor.execute("SHOW SLAVE STATUS")  # servers before MySQL 8.0.22 and MariaDB 10.5.1
    return dict(cursor.fetchone() or {})
