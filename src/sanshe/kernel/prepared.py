"""Reading by prepared statement, where planning a query anew would cost more than answering it."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg import Cursor

Row = TypeVar("Row", bound=Model)


def read(statement: str, parameters: Mapping[str, Any] | None = None, *, binary: bool = True) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that is always the same but for its parameters.

    It runs on the connection and in the transaction that is open, with parameters bound by the server and results in
    binary. `%(name)s` stands for a parameter, `%%` for a percent sign. Where queries are counted, it counts.
    """
    connection.ensure_connection()
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": ""})
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters or {}, prepare=True, binary=binary)
        return cursor.fetchall()


class ByKeys(Generic[Row]):
    """Rows of a model by their keys, with what is joined to them; compiled once, where Django compiles each time.

    Parameters
    ----------
    rows : callable that returns a query set
        Called when rows are first asked for. It may join (`select_related`) and defer, but neither filter nor annotate.
    """

    def __init__(self, rows: Callable[[], QuerySet[Row]]) -> None:
        self._rows = rows

    def __call__(self, keys: Iterable[UUID]) -> dict[UUID, Row]:
        """Return the rows that have these keys."""
        compiler, statement = self._compiled
        wanted = list(keys)
        if not wanted:
            return {}
        found = read(statement, {"keys": wanted}, binary=False)
        # From here on as `django.db.models.query.ModelIterable` does with what it has fetched.
        own = compiler.klass_info["select_fields"]
        first, last = own[0], own[-1] + 1
        names = [column.target.attname for column, _, _ in compiler.select[first:last]]
        populators = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]
        rows: dict[UUID, Row] = {}
        for values in compiler.results_iter([found]):
            row = compiler.klass_info["model"].from_db(connection.alias, names, values[first:last])
            for populator in populators:
                populator.populate(values, row)
            rows[row.pk] = row
        return rows

    @cached_property
    def _compiled(self) -> tuple[Any, str]:
        compiler = self._rows().order_by().query.get_compiler(connection.alias)
        statement, parameters = compiler.as_sql()
        if parameters or " WHERE " in statement:
            raise ValueError("rows that are read by their keys cannot be filtered or annotated")
        quote = connection.ops.quote_name
        model = compiler.query.model._meta
        key = f"{quote(model.db_table)}.{quote(model.pk.column)}"
        return compiler, f"{statement.replace('%', '%%')} WHERE {key} = ANY(%(keys)s::uuid[])"
