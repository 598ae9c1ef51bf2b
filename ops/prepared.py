"""Statements that are the same for every page: the database plans them once, as well as it can.

Their parameters are written into them. PostgreSQL then keeps the first plan for as long as the connection lives, and
SQLite sees which partial index will do. It knows connections, and nothing of what is asked.
"""

from collections.abc import Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.db import connection
from psycopg import Cursor


class _Cursor(Cursor[Any]):
    """One that Django may ask what it did: its `last_executed_query` reads the bytes of `_query.query`."""

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> "_Cursor":
        """As psycopg's; only its cursors that bind in the client remember a query themselves."""
        super().execute(query, *args, **kwargs)
        self._query = SimpleNamespace(query=query.encode())  # type: ignore[assignment]
        return self


def rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The answer to a statement that is asked again and again with the same parameters: none that a visitor chose."""
    connection.ensure_connection()
    with _cursor() as cursor:
        cursor.execute(_written_out(statement, tuple(parameters)))
        return list(cursor.fetchall())


def _cursor() -> Any:
    """One that prepares, unless a pooler between may send the next transaction to another server process, of which
    Django is told by DISABLE_SERVER_SIDE_CURSORS."""
    if connection.vendor != "postgresql" or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return connection.cursor()
    connection.connection.prepare_threshold = 0  # for this kind of cursor; Django's own prepare nothing
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrapped(_Cursor(connection.connection))  # type: ignore[arg-type]  # as Django itself does


@lru_cache(maxsize=32)
def _written_out(statement: str, parameters: tuple[Any, ...]) -> str:
    if connection.vendor == "postgresql":
        return str(connection.ops.compose_sql(statement, parameters))  # type: ignore[attr-defined]  # only PostgreSQL
    quoted = ", ".join(["QUOTE(?)"] * len(parameters))
    return statement % connection.connection.execute(f"SELECT {quoted}", parameters).fetchone()
