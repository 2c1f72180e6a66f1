"""The list of cases, page by page, and one case with all that is told of it: what the API and the console show.

    page = await cases_page(connection, Wanted(kind="return", is_open=True), order="due", now=now)
    page = await cases_page(connection, Wanted(kind="return", is_open=True), order="due", now=now, after=page.next)
    found = await case_page(connection, "return", "R-1001")

A page goes on after the last case of the one before it, so the hundredth costs no more than the first; how many there
are is not counted. Moments are UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import desc, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.readmodel.cursors import Place, Unfollowed, read_cursor, write_cursor
from handlers.readmodel.listing import MOST, NOBODY, SHOWN, Order, Wanted, looked_up, parts
from handlers.readmodel.tables import alerts, cases, events

__all__ = (
    "MOST", "NOBODY", "CasePage", "Line", "Order", "Page", "Unfollowed", "Wanted", "case_page", "cases_page",
    "kinds_of", "relatives",
)  # fmt: skip
LIMIT = 50
"""Cases on one page, unless it is said otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case in the list; the columns of the table `cases`."""

    kind: str
    id: str
    state: str
    is_open: bool
    escalated: bool
    revision: int
    marketplace: str | None
    order_id: str | None
    currency: str | None
    channel: str | None
    assignee: str | None
    flags: Sequence[str]
    unfit: int
    halted: str | None
    close_reason: str | None
    opened_at: datetime | None
    updated_at: datetime | None
    recorded_at: datetime | None
    closed_at: datetime | None
    due_name: str | None
    due_at: datetime | None
    forwards_to: str | None

    def is_overdue(self, now: datetime) -> bool:
        """Whether a deadline that still runs has passed."""
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases in their order; `next` leads to those after them, None where there are none."""

    lines: Sequence[Line]
    next: str | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case: its line, all of it as the log has it, its records, its alerts, the other cases of its order.

    Records and alerts are rows of the tables `events` and `alerts`, the oldest first; of many the newest.
    """

    line: Line
    body: dict[str, Any]
    timeline: Sequence[dict[str, Any]] = field(default_factory=list)
    alerts: Sequence[dict[str, Any]] = field(default_factory=list)
    relatives: Sequence[Line] = field(default_factory=list)


async def cases_page(
    connection: AsyncConnection,
    wanted: Wanted,
    *,
    now: datetime,
    order: Order = "due",
    after: str | None = None,
    limit: int = LIMIT,
) -> Page:
    """A page of cases, the earliest deadline first or the newest change first; at most `MOST` of them.

    By deadline the cases that wait for nothing come last. Raises `Unfollowed` if `after` is no `next` of this order.
    """
    place = read_cursor(after, order) if after else None
    limit = max(1, min(limit, MOST))
    found: list[Line] = []
    for part in parts(wanted, order, place, now):
        lines = await connection.execute(looked_up(part.limit(limit + 1 - len(found)), order))
        found += [_line(row) for row in lines.mappings()]
        if len(found) > limit:
            break
    shown = found[:limit]
    return Page(shown, _cursor(shown[-1], order) if len(found) > limit else None)


async def case_page(connection: AsyncConnection, kind: str, case_id: str, *, most: int = MOST) -> CasePage | None:
    """One case; None if the tables have none of this name."""
    found = await connection.execute(select(*SHOWN, cases.c.body).where(cases.c.kind == kind, cases.c.id == case_id))
    row = found.mappings().first()
    if row is None:
        return None
    line = _line(row)
    timeline = select(events).where(events.c.kind == kind, events.c.case_id == case_id).order_by(desc(events.c.seq))
    heard = select(alerts).where(alerts.c.kind == kind, alerts.c.case_id == case_id).order_by(desc(alerts.c.seq))
    return CasePage(
        line,
        row["body"],
        [dict(each) for each in reversed((await connection.execute(timeline.limit(most))).mappings().all())],
        [dict(each) for each in reversed((await connection.execute(heard.limit(most))).mappings().all())],
        await relatives(connection, line),
    )


async def relatives(connection: AsyncConnection, line: Line) -> list[Line]:
    """The other cases of the same order."""
    if line.order_id is None:
        return []
    of_order = select(*SHOWN).where(cases.c.order_id == line.order_id).order_by(cases.c.kind, cases.c.id).limit(MOST)
    found = [_line(row) for row in (await connection.execute(of_order)).mappings()]
    return [each for each in found if (each.kind, each.id) != (line.kind, line.id)]


async def kinds_of(connection: AsyncConnection, case_id: str) -> list[str]:
    """The kinds of which there is a case of this id."""
    found = await connection.execute(select(cases.c.kind).where(cases.c.id == case_id).order_by(cases.c.kind))
    return list(found.scalars())


async def marketplaces(connection: AsyncConnection) -> list[str]:
    """The marketplaces that there are cases of, each found by one step in an index."""
    at, found = cases.c.marketplace, list[str]()
    step = select(func.min(at))
    while (name := (await connection.execute(step)).scalar()) is not None:
        found.append(name)
        step = select(func.min(at)).where(at > name)
    return found


def _line(row: Any) -> Line:  # noqa: ANN401 - a row of whatever the driver makes
    return Line(**{name: row[name] for name in Line.__dataclass_fields__})


def _cursor(line: Line, order: Order) -> str:
    return write_cursor(order, Place(line.due_at if order == "due" else line.updated_at, line.kind, line.id))
