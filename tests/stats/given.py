"""A read model in memory, filled with rows as they are told: given these rows, then these figures. Times are UTC."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import create_async_engine

from events import subjects
from handlers.readmodel.rows import history, kinds
from handlers.readmodel.rows.deadlines import Trail
from handlers.readmodel.rows.told import Happened, read
from handlers.readmodel.tables import cases, deadlines, events, feedback, metadata, orders
from handlers.stats.books import Books
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import shipped_pack
from tests.lifecycle.desk import Desk
from tests.lifecycle.village import Village

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Rows = list[tuple[Table, Mapping[str, Any]]]
MARKET = "amazon.it"
sequences = count(1)


@cache
def pack():
    return shipped_pack()


@asynccontextmanager
async def books(*told: Rows) -> AsyncIterator[Books]:
    """Books in which these rows stand."""
    engine = create_async_engine("sqlite+aiosqlite://")
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
            for table, rows in _by_table(each for part in told for each in part).items():
                await connection.execute(table.insert(), rows)
            yield Books(connection=connection, kinds=KINDS, pack=pack())
    finally:
        await engine.dispose()


def _by_table(told: Iterable[tuple[Table, Mapping[str, Any]]]) -> dict[Table, list[dict[str, Any]]]:
    """The rows of each table, each with every column, so that many go in at once."""
    found: dict[Table, list[dict[str, Any]]] = {}
    for table, row in told:
        found.setdefault(table, []).append({column.name: row.get(column.name) for column in table.columns})
    return found


def days(ago: float) -> datetime:
    """The moment so many times 24 hours before now."""
    return NOW - timedelta(days=ago)


def case(kind: str, case_id: str, **more: Any) -> Rows:
    return [(cases, {"kind": kind, "id": case_id, "state": "open", "marketplace": MARKET, **more})]


def order(case_id: str, placed: float | None, channel: str = "MFN", **more: Any) -> Rows:
    at = None if placed is None else days(placed)
    row = {"id": case_id, "order_id": case_id, "marketplace": MARKET, "channel": channel, "ordered_at": at, **more}
    known = {name: row[name] for name in ("marketplace", "order_id", "forwards_to", "body") if name in row}
    return [*case("order", case_id, **known), (orders, row)]


def defect(order_id: str, teller: str, counts: str, ago: float, reason: str = "a_to_z") -> Rows:
    """A claim, or a feedback (`F-…`), has told whether the order counts."""
    kind = "feedback" if teller.startswith("F-") else "claim"
    data = {"case_kind": kind, "case_id": teller, "counts": counts, "reason": reason}
    return [event("order", order_id, "defect_told", ago, data=data)]


def event(kind: str, case_id: str, name: str, ago: float, **more: Any) -> tuple[Table, Mapping[str, Any]]:
    told = {"seq": next(sequences), "kind": kind, "case_id": case_id, "event": name, "counts": True}
    return events, {**told, "time": days(ago), "source": "/shop", **more}


def rated(case_id: str, rating: int | None, ago: float, source: str = "/shop", **more: Any) -> Rows:
    """A feedback, left so many days ago."""
    row = {"id": case_id, "order_id": f"O-{case_id}", "marketplace": MARKET, "rating": rating, "left_at": days(ago)}
    counted = {"rating_counted": None if more.get("removed_at") else rating}
    told = event("feedback", case_id, "received", ago, source=source)
    known = {"body": more.pop("body", None), "marketplace": more.get("marketplace", MARKET)}
    return [*case("feedback", case_id, **known), (feedback, {**row, **counted, **more}), told]


def written(village: Village) -> Rows:
    """What the projector writes of everything that a village has recorded."""
    return [row for key, desk in village.desks.items() for row in _of_desk(*key, desk)]


def _of_desk(kind: str, case_id: str, desk: Desk) -> Iterator[tuple[Table, Mapping[str, Any]]]:
    told = [
        read(next(sequences), subjects.case_record(kind, case_id, each.name), each.payload, NOW) for each in desk.log
    ]
    trail = Trail((kind, case_id))
    for each in told:
        yield events, history.row(each)
        yield from kinds.figures(each)
        trail.take(each)
    asked = [each for each in told if each.event in kinds.ASKED.get(kind, ())]
    happened = [
        Happened(each.event, each.at, each.said.historical, json.loads(bytes(each.said.data))) for each in asked
    ]
    yield from kinds.rows(told[-1], min(each.at for each in told), happened)
    yield from ((deadlines, row) for row in trail.rows(desk.kind.market(desk.case)))
