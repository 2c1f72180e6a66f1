"""What is due next, what was missed and is not done yet, and how much of it there is: read off the tables.

A deadline is missed from its due moment on, also in the little while before its case has recorded that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, desc, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.readmodel.tables import cases, deadlines

Heap = Literal["missed", "day", "week"]
"""Missed and not done; due within 24 hours; due within the six days after that."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)
OF_CASE: Final = and_(cases.c.kind == deadlines.c.kind, cases.c.id == deadlines.c.case_id)
SHOWN: Final = (
    *(deadlines.c[name] for name in ("kind", "case_id", "timer", "due_at", "rule", "marketplace")),
    *(cases.c[name] for name in ("state", "assignee", "order_id", "escalated")),
)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose deadlines, of which cases: None stands for all there are."""

    kind: str | None = None
    marketplace: str | None = None
    assignee: str | None = None


class Duty(NamedTuple):
    """A deadline with its case; `due_at` in UTC."""

    kind: str
    case_id: str
    timer: str
    due_at: datetime
    rule: str | None
    marketplace: str | None
    state: str
    assignee: str | None
    order_id: str | None
    escalated: bool | None


@dataclass(frozen=True, slots=True)
class Heaps:
    """How many deadlines lie on each heap, by kind and marketplace."""

    counts: Mapping[tuple[str, str | None], Mapping[Heap, int]]

    def total(self, heap: Heap) -> int:
        """How many there are altogether."""
        return sum(each.get(heap, 0) for each in self.counts.values())


async def coming(connection: AsyncConnection, whose: Whose, now: datetime, most: int) -> list[Duty]:
    """What is due next, at most so many; `now` is UTC."""
    ahead = [deadlines.c.standing == "running", deadlines.c.due_at >= now]
    return await _duties(connection, _joined(whose).where(*ahead).order_by(deadlines.c.due_at).limit(most))


async def missed(connection: AsyncConnection, whose: Whose, now: datetime, most: int) -> list[Duty]:
    """What was missed and is not done yet, the latest first."""
    return await _duties(connection, _joined(whose).where(_missed(now)).order_by(desc(deadlines.c.due_at)).limit(most))


async def heaps(connection: AsyncConnection, whose: Whose, now: datetime) -> Heaps:
    """How much is missed, due within a day, due within a week."""
    counted: dict[tuple[str, str | None], dict[Heap, int]] = {}
    for heap, kind, marketplace, many in await connection.execute(union_all(*_counts(whose, now))):
        counted.setdefault((kind, marketplace), {})[heap] = many
    return Heaps(dict(sorted(counted.items(), key=lambda each: (each[0][0], each[0][1] or ""))))


async def _duties(connection: AsyncConnection, query: Select[Any]) -> list[Duty]:
    return [Duty(*row) for row in await connection.execute(query)]


def _counts(whose: Whose, now: datetime) -> Iterator[Select[Any]]:
    running, due = deadlines.c.standing == "running", deadlines.c.due_at
    conditions: Mapping[Heap, ColumnElement[bool]] = {
        "missed": _missed(now),
        "day": and_(running, due >= now, due < now + DAY),
        "week": and_(running, due >= now + DAY, due < now + WEEK),
    }
    place = (deadlines.c.kind, deadlines.c.marketplace)
    for heap, condition in conditions.items():
        counted = select(literal(heap), *place, func.count()).select_from(deadlines)
        if whose.assignee is not None:
            counted = counted.join(cases, OF_CASE)
        yield counted.where(condition, *_of(whose)).group_by(*place)


def _missed(now: datetime) -> ColumnElement[bool]:
    open_still = and_(deadlines.c.standing == "missed", deadlines.c.done_at.is_(None))
    return or_(open_still, and_(deadlines.c.standing == "running", deadlines.c.due_at < now))


def _joined(whose: Whose) -> Select[Any]:
    return select(*SHOWN).join_from(deadlines, cases, OF_CASE).where(*_of(whose))


def _of(whose: Whose) -> Iterator[ColumnElement[bool]]:
    plain = {
        deadlines.c.kind: whose.kind,
        deadlines.c.marketplace: whose.marketplace,
        cases.c.assignee: whose.assignee,
    }
    yield from (column == value for column, value in plain.items() if value is not None)
