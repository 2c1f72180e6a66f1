"""Conversations that wait: those with messages nobody has answered, the one that is due first before the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.readmodel.tables import cases, messages

SHOWN = ("id", "state", "marketplace", "order_id", "assignee", "flags", "updated_at", "due_name", "due_at")


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation in a list; `answer_by` and `since` (UTC) are of its unanswered messages, if it has any."""

    id: str
    state: str
    marketplace: str | None
    order_id: str | None
    assignee: str | None
    flags: Sequence[str]
    updated_at: datetime | None
    due_name: str | None
    due_at: datetime | None
    answer_by: datetime | None = None
    since: datetime | None = None
    unanswered: int = 0


async def unanswered(connection: AsyncConnection, most: int) -> list[Thread]:
    """The threads in which a buyer waits, by how much time is left; those without a clock come last."""
    waiting = (
        select(
            messages.c.case_id,
            func.min(messages.c.due_at).label("answer_by"),
            func.min(messages.c.at).label("since"),
            func.count().label("unanswered"),
        )
        .where(messages.c.answered_at.is_(None), messages.c.excluded_at.is_(None))
        .group_by(messages.c.case_id)
        .subquery()
    )
    told = (waiting.c.answer_by, waiting.c.since, waiting.c.unanswered)
    found = _threads(*told).join(waiting, waiting.c.case_id == cases.c.id)
    ordered = found.order_by(waiting.c.answer_by.is_(None), waiting.c.answer_by, waiting.c.since, cases.c.id)
    return await _read(connection, ordered.limit(most))


async def promised(connection: AsyncConnection, most: int) -> list[Thread]:
    """The threads in which the buyer was told by when he hears more, the next promise first."""
    found = _threads().where(cases.c.state == "interim_answered")
    return await _read(connection, found.order_by(cases.c.due_at.is_(None), cases.c.due_at, cases.c.id).limit(most))


async def answered(connection: AsyncConnection, most: int) -> list[Thread]:
    """The threads in which nobody waits, the last touched first."""
    found = _threads().where(cases.c.state.in_(("answered", "no_reply_needed")))
    return await _read(connection, found.order_by(cases.c.updated_at.desc(), cases.c.id).limit(most))


def _threads(*more: Any) -> Select[Any]:  # noqa: ANN401 - columns
    return select(*(cases.c[name] for name in SHOWN), *more).where(
        and_(cases.c.kind == "conversation", cases.c.is_open)
    )


async def _read(connection: AsyncConnection, query: Select[Any]) -> list[Thread]:
    rows: Sequence[Mapping[str, Any]] = (await connection.execute(query)).mappings().all()
    return [Thread(**{**row, "flags": row["flags"] or ()}) for row in rows]
