"""Column types that say the same on SQLite and on PostgreSQL: instants in UTC, exact amounts, JSON."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import DateTime, Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

LENGTH = len("2026-11-20 10:00:00.000000")
"""How SQLite keeps an instant: as text in UTC that sorts as time does."""


class Moment(TypeDecorator[datetime]):
    """An aware instant: `timestamptz` on PostgreSQL, text in UTC to the microsecond on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column as this database keeps it."""
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """Into the database."""
        return None if dialect.name == "postgresql" else _stamp

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Out of the database, in UTC."""
        return _in_utc if dialect.name == "postgresql" else _instant


class Amount(TypeDecorator[Decimal]):
    """An exact amount: `numeric` on PostgreSQL, decimal text on SQLite, which has no exact fractions."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column as this database keeps it."""
        return dialect.type_descriptor(Numeric(asdecimal=True) if dialect.name == "postgresql" else Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], Any] | None:
        """Into the database."""
        return None if dialect.name == "postgresql" else _plain

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Decimal | None] | None:
        """Out of the database."""
        return _decimal


class Json(TypeDecorator[Any]):
    """A JSON value as compact text."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None] | None:
        """Into the database; text is taken as JSON that is written already."""
        return _dumped

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any] | None:
        """Out of the database."""
        return _loaded


@lru_cache(maxsize=1 << 16)
def _stamp(at: datetime | None) -> str | None:
    """The same moment stands in many rows of a case."""
    if at is None:
        return None
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ", "microseconds")[:LENGTH]


def _instant(stamp: str | None) -> datetime | None:
    return None if stamp is None else datetime.fromisoformat(stamp).replace(tzinfo=UTC)


def _in_utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _decimal(found: object) -> Decimal | None:
    return None if found is None else Decimal(str(found))


def _dumped(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


def _loaded(text: str | None) -> Any:  # noqa: ANN401 - JSON
    return None if text is None else orjson.loads(text)
