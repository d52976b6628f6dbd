"""PostgreSQL databases: whether one lets us in, answers a query, and keeps up with the server that it copies."""

from typing import Final, LiteralString

import psycopg
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
