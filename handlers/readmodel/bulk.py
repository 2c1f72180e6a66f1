"""Many rows at once, past the part of SQLAlchemy that makes a dictionary of every row before it makes a tuple of it.

That part takes longer than the database does. The statement and the form of the values are still SQLAlchemy's. SQLite
gets many rows with one statement: it works beside Python for as long as a statement takes, not a row.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Connection, Dialect, Table, insert
from sqlalchemy.engine.interfaces import SchemaTranslateMapType
from sqlalchemy.types import TypeEngine

SIZES = (1_000, 50)
"""Rows that a statement for SQLite has; what is left over goes row by row."""
VALUES = 30_000
"""Values that a statement for SQLite has, at most: it takes 32,766."""
Row = dict[str, Any]
Form = Callable[[Any], Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, of which each has every column of the table."""
    if not rows:
        return
    schema = (connection.get_execution_options().get("schema_translate_map") or {}).get(None)
    order, names, forms = _shaped(table, connection.dialect, schema)
    begun = 0
    for size in (min(each, VALUES // len(names)) for each in SIZES) if connection.dialect.name == "sqlite" else ():
        whole = len(rows) - (len(rows) - begun) % size
        for start in range(begun, whole, size):
            values = chain.from_iterable(_formed(rows[start : start + size], names, forms))
            connection.exec_driver_sql(_repeated(order, size), tuple(values))
        begun = whole
    if begun < len(rows):
        connection.exec_driver_sql(order, list(_formed(rows[begun:], names, forms)))


def _formed(rows: Sequence[Row], names: Sequence[str], forms: Sequence[Form | None]) -> Iterator[tuple[Any, ...]]:
    """The values of each row, in the order of the statement and as the driver takes them."""
    columns = zip(*map(itemgetter(*names), rows), strict=True)
    formed = [map(form, values) if form else values for values, form in zip(columns, forms, strict=True)]
    return zip(*formed, strict=True)


@lru_cache(maxsize=100)
def _repeated(order: str, rows: int) -> str:
    head, word, values = order.rpartition(" VALUES ")
    return f"{head}{word}{', '.join([values] * rows)}"


@lru_cache(maxsize=200)
def _shaped(table: Table, dialect: Dialect, schema: str | None) -> tuple[str, tuple[str, ...], tuple[Form | None, ...]]:
    """The statement for this database, the columns in its order, and what each value has to be brought into."""
    keys = [column.name for column in table.columns]
    translated: SchemaTranslateMapType | None = {None: schema} if schema else None
    compiled = insert(table).compile(
        dialect=dialect,
        column_keys=keys,
        schema_translate_map=translated,
        render_schema_translate=translated is not None,
    )
    names = tuple(compiled.positiontup or ())
    return str(compiled), names, tuple(_form(table.columns[name].type, dialect) for name in names)


def _form(kind: TypeEngine[Any], dialect: Dialect) -> Form | None:
    """What brings a value of this type into the form of the driver; both drivers take a boolean as it is."""
    return None if isinstance(kind, Boolean) else kind.dialect_impl(dialect).bind_processor(dialect)
