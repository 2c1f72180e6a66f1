"""Cases as they stood at a moment, by what had happened until then.

The tables hold every case as it stands. One that something happened to after the moment is folded anew from its
history in the log, with the rule packs that its records pin: exact, and dear only for moments long past.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from nats.aio.client import Client
from sqlalchemy import ColumnElement, String, select, type_coerce

from events import subjects
from handlers.caselog import fact_of, up_to
from handlers.packs import PackShelf
from handlers.readmodel.tables import cases as table
from handlers.stats.books import Books
from handlers.stats.question import Question
from handlers.wire.gets import history
from lifecycle.engine import records
from lifecycle.engine.fold import fold
from lifecycle.engine.kind import Kind

AT_ONCE = 50
"""Histories that are read at once."""


class PastUnknown(LookupError):
    """Cases have moved since the moment that is asked about, and there is no log to fold them from."""


class _Row(NamedTuple):
    id: str
    updated_at: datetime | None
    body: str


async def standing(books: Books, kind: str, question: Question, *only: ColumnElement[bool]) -> list[Any]:
    """Every case of a kind as it stood at the moment of the question, by id; those merged into others are left out.

    `only` are conditions on the table of cases that it has to meet.

    Raises `PastUnknown` where the past is needed and the books lead to no log.
    """
    rows = await _rows(books, kind, question, only)
    decoder = msgspec.json.Decoder(books.kinds[kind].case)
    now = [row for row in rows if row.updated_at is None or row.updated_at <= question.as_of]
    moved = [row.id for row in rows if row.updated_at is not None and row.updated_at > question.as_of]
    found = [decoder.decode(row.body) for row in now] + await _folded(books, kind, moved, question.as_of)
    return sorted(found, key=lambda case: case.id)


async def _rows(books: Books, kind: str, question: Question, only: Sequence[ColumnElement[bool]]) -> list[_Row]:
    told = table.c
    wanted = select(told.id, told.updated_at, type_coerce(told.body, String)).where(
        told.kind == kind, told.forwards_to.is_(None), told.opened_at <= question.as_of, *only
    )
    if question.marketplace is not None:
        wanted = wanted.where(told.marketplace == question.marketplace)
    return [_Row(*row) for row in await books.connection.execute(wanted)]


async def _folded(books: Books, kind: str, moved: Sequence[str], moment: datetime) -> list[Any]:
    if not moved:
        return []
    if books.nc is None:
        raise PastUnknown(f"{len(moved)} cases have moved since {moment.isoformat()}, and their history is not at hand")
    shelf, found = PackShelf(books.nc, books.pack), []
    for start in range(0, len(moved), AT_ONCE):
        part = moved[start : start + AT_ONCE]
        found += await asyncio.gather(*(_as_of(books.nc, books.kinds[kind], each, shelf, moment) for each in part))
    return [case for case in found if case is not None]


async def _as_of(nc: Client, kind: Kind[Any], case_id: str, shelf: PackShelf, moment: datetime) -> Any:  # noqa: ANN401
    """The case as all events make it that had happened; None if none had."""
    stored = await history(nc, subjects.STREAM, subjects.records_of(kind.name, case_id))
    told = [records.read(message.payload) for message in stored]
    every = [fact_of(kind, case_id, record) for record in told if records.is_fact(record)]
    await shelf.want(fact.policy for fact in every)
    facts = up_to(kind, case_id, every, shelf, moment)
    return fold(kind, case_id, facts, shelf, moment) if facts else None
