"""Long lists in pages: a cursor names the last row that was told, so that nothing is told twice or left out.

What comes in or moves meanwhile stands where it belongs; there are no totals, for they would be wrong by the next page.
"""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.reading.plain import plain

MOST: Final = 200
LARGEST: Final = 2**63
"""Beyond it no sequence goes."""


class NoCursor(ValueError):
    """What was given is no cursor of this list."""

    def __init__(self) -> None:
        super().__init__("this is no cursor of this list: take the `next` of an answer as it is, or leave it out")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as JSON, and the cursor after which it goes on; None where that was all."""

    items: Sequence[Mapping[str, Any]]
    next: str | None

    def to_json(self) -> dict[str, Any]:
        """The page for programs."""
        return {"items": [dict(item) for item in self.items], "next": self.next}


@dataclass(frozen=True, slots=True)
class Order:
    """By which columns a list is sorted: together they name a row."""

    columns: tuple[ColumnElement[Any], ...]
    reads: tuple[Callable[[Any], Any], ...]

    def after(self, cursor: str | None) -> tuple[ColumnElement[bool], ...]:
        """What holds for the rows after a cursor; raises `NoCursor`."""
        if cursor is None:
            return ()
        return (_after(self.columns, self._values(cursor)),)

    def sorted(self, query: Select[Any]) -> Select[Any]:
        """The query in this order."""
        return query.order_by(*self.columns)

    def cursor(self, row: Mapping[str, Any]) -> str:
        """The cursor that names a row."""
        told = orjson.dumps([plain(row[column.key or ""]) for column in self.columns])
        return base64.urlsafe_b64encode(told).decode().rstrip("=")

    def _values(self, cursor: str) -> list[Any]:
        try:
            told = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
            if not isinstance(told, list) or len(told) != len(self.reads):
                raise NoCursor
            return [read(value) for read, value in zip(self.reads, told, strict=True)]
        except (binascii.Error, ValueError, TypeError, OverflowError):
            raise NoCursor from None


async def page_of(
    connection: AsyncConnection, query: Select[Any], order: Order, cursor: str | None, limit: int
) -> Page:
    """One page of a query; raises `NoCursor`."""
    asked = order.sorted(query.where(*order.after(cursor))).limit(min(limit, MOST) + 1)
    rows = [dict(row) for row in (await connection.execute(asked)).mappings()]
    shown = rows[: min(limit, MOST)]
    items = [{name: plain(value) for name, value in row.items()} for row in shown]
    return Page(items, order.cursor(shown[-1]) if len(rows) > len(shown) else None)


def a_text(value: object) -> str:
    """A text of a cursor."""
    if isinstance(value, str) and "\0" not in value:
        return value
    raise ValueError(value)


def a_moment(value: object) -> datetime:
    """A moment of a cursor."""
    at = datetime.fromisoformat(a_text(value))
    if at.tzinfo is None:
        raise ValueError(value)
    return at.astimezone(UTC)


def _after(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether these columns, the first of them first, are beyond these values."""
    (column, *rest), (value, *others) = columns, values
    return or_(column > value, and_(column == value, _after(rest, others))) if rest else column > value
