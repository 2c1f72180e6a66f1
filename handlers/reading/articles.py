"""The returns behind the figures of an article."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.readmodel.tables import cases, lines


class Behind(NamedTuple):
    """A line of a return that is about an article."""

    case_id: str
    state: str
    marketplace: str | None
    currency: str | None
    opened_at: datetime | None
    reason: str | None
    received: int | None
    close_reason: str | None


async def returns_of(connection: AsyncConnection, sku: str, marketplace: str | None, most: int) -> list[Behind]:
    """The returns of an article, the newest first; at most so many."""
    line, case = lines.c, cases.c
    columns = (
        case.id,
        case.state,
        case.marketplace,
        case.currency,
        case.opened_at,
        line.reason,
        line.received,
        case.close_reason,
    )
    joined = lines.join(cases, and_(case.kind == line.kind, case.id == line.case_id))
    wanted = select(*columns).select_from(joined).where(line.kind == "return", line.sku == sku)
    if marketplace is not None:
        wanted = wanted.where(case.marketplace == marketplace)
    rows = await connection.execute(wanted.order_by(case.opened_at.desc(), case.id).limit(most))
    return [Behind(*row) for row in rows]
