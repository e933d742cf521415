"""Reading by prepared statement, where planning a query anew would cost more than answering it."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from psycopg import Cursor


def read(statement: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that is always the same but for its parameters.

    It runs on the connection and in the transaction that is open, with parameters bound by the server and results in
    binary. `%(name)s` stands for a parameter, `%%` for a percent sign.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters or {}, prepare=True, binary=True)
        return cursor.fetchall()
