"""Lists of deadlines and of events that do not fit, read off the tables, in pages; cases are listed in `browsing`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.reading.pages import Order, Page, a_moment, a_text, page_of
from handlers.readmodel.tables import cases, deadlines, rejections

DUE: Final = Order(
    (deadlines.c.due_at, deadlines.c.kind, deadlines.c.case_id, deadlines.c.timer), (a_moment, a_text, a_text, a_text)
)
UNFIT: Final = Order((rejections.c.kind, rejections.c.case_id, rejections.c.identity), (a_text, a_text, a_text))


@dataclass(frozen=True, slots=True)
class Clocks:
    """Which deadlines: None stands for all there are."""

    standing: str = "running"
    kind: str | None = None
    marketplace: str | None = None
    assignee: str | None = None
    timer: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def list_deadlines(
    connection: AsyncConnection, wanted: Clocks, cursor: str | None = None, limit: int = 50
) -> Page:
    """A page of deadlines, the one that is, or was, due first before the others."""
    of_case = and_(cases.c.kind == deadlines.c.kind, cases.c.id == deadlines.c.case_id)
    query = select(deadlines, cases.c.state, cases.c.assignee, cases.c.order_id).join(cases, of_case)
    return await page_of(connection, query.where(*_runs(wanted)), DUE, cursor, limit)


async def list_rejections(
    connection: AsyncConnection,
    kind: str | None = None,
    standing: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page:
    """A page of events that do not fit their case as it stands."""
    query: Select[Any] = select(rejections)
    if kind is not None:
        query = query.where(rejections.c.kind == kind)
    if standing is not None:
        query = query.where(rejections.c.standing == standing)
    return await page_of(connection, query, UNFIT, cursor, limit)


def _runs(wanted: Clocks) -> Iterator[ColumnElement[bool]]:
    plain = {
        deadlines.c.standing: wanted.standing,
        deadlines.c.kind: wanted.kind,
        deadlines.c.marketplace: wanted.marketplace,
        deadlines.c.timer: wanted.timer,
        cases.c.assignee: wanted.assignee,
    }
    yield from (column == value for column, value in plain.items() if value is not None)
    if wanted.since is not None:
        yield deadlines.c.due_at >= wanted.since
    if wanted.until is not None:
        yield deadlines.c.due_at <= wanted.until
