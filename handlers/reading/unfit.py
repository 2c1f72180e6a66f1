"""Events that do not fit their case as it stands, over all cases."""

from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.readmodel.tables import cases, rejections


class Misfit(NamedTuple):
    """An event that is parked or rejected: of which case (and revision), what it is, and why it does not count."""

    kind: str
    case_id: str
    revision: int
    marketplace: str | None
    type: str
    source: str
    id: str
    standing: str
    reason: str | None
    severity: str | None


async def misfits(connection: AsyncConnection, most: int) -> list[Misfit]:
    """Those that wait for a person first (rejected), then those that wait for an event; at most so many."""
    told, case = rejections.c, cases.c
    joined = rejections.join(cases, and_(case.kind == told.kind, case.id == told.case_id))
    columns = (
        told.kind,
        told.case_id,
        case.revision,
        case.marketplace,
        told.type,
        told.source,
        told.id,
        told.standing,
        told.reason,
        told.severity,
    )
    wanted = select(*columns).select_from(joined).where(told.standing.in_(("rejected", "parked")))
    rows = await connection.execute(
        wanted.order_by(told.standing.desc(), case.recorded_at.desc(), told.kind, told.case_id, told.id).limit(most)
    )
    return [Misfit._make(row) for row in rows]


async def counted(connection: AsyncConnection) -> dict[str, int]:
    """How many events stand how."""
    told = rejections.c.standing
    rows = await connection.execute(select(told, func.count()).where(told.in_(("rejected", "parked"))).group_by(told))
    return {row[0]: row[1] for row in rows}
