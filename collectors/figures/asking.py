"""Asking a PostgreSQL database for a number: read-only, and for a limited time."""

from decimal import Decimal

import psycopg

from collectors.figures.reading import Unread
from collectors.probes.databases import Login


async def number_in_sql(login: Login, query: str, seconds: float) -> Decimal:
    """The one number that a query gives, which may change nothing and take at most `seconds`.

    The transaction is read-only and always rolled back; what may be read is for the account's rights to say.
    Raises `Unread` with the reason.
    """
    limits = f"-c default_transaction_read_only=on -c statement_timeout={int(seconds * 1000)}"
    try:
        connection = await psycopg.AsyncConnection.connect(
            host=login.host, port=login.port, dbname=login.database, user=login.user, password=login.password or None,
            connect_timeout=max(2, int(seconds)), options=limits, application_name="infoport-figures",
        )  # fmt: skip
        async with connection, connection.transaction(force_rollback=True):
            # Prepared, so that it is one statement: a second one could turn the limits off.
            rows = await (await connection.execute(query.encode(), prepare=True)).fetchmany(2)
    except psycopg.Error as error:
        raise Unread(f"{login!r}: {str(error).strip()}") from error
    if len(rows) != 1 or len(rows[0]) != 1:
        raise Unread(f"{login!r}: the query gives {len(rows)} rows or more, expected one value in one row")
    (value,) = rows[0]
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise Unread(f"{login!r}: the query gives {value!r}, expected a number")
    return Decimal(str(value))
