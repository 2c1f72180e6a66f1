"""Lists in pages: whatever the rows and the size of a page, every row is told once, in its order."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

from handlers.reading.listing import Clocks, list_deadlines
from handlers.reading.pages import NoCursor
from handlers.readmodel.tables import cases, deadlines, metadata

START = datetime(2026, 11, 1, tzinfo=UTC)
KEYS = st.tuples(st.sampled_from(("return", "order")), st.sampled_from("abc"), st.sampled_from(("T-1", "T-2")))
ROWS = st.dictionaries(st.tuples(KEYS, st.integers(0, 2)), st.none(), max_size=14)


async def pages(rows: Sequence[Any], limit: int) -> list[dict[str, Any]]:
    """The deadlines of a database with these, page by page."""
    engine = create_async_engine("sqlite+aiosqlite://")
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all, tables=[cases, deadlines])
            owners = {(kind, case_id) for (kind, case_id, _), _ in rows}
            for kind, case_id in owners:
                await connection.execute(insert(cases).values(kind=kind, id=case_id, state="requested"))
            for (kind, case_id, timer), day in rows:
                row = {"kind": kind, "case_id": case_id, "timer": timer, "due_at": START + timedelta(days=day)}
                await connection.execute(insert(deadlines).values(**row, standing="running"))
            found: list[dict[str, Any]] = []
            cursor: str | None = None
            while True:
                page = await list_deadlines(connection, Clocks(), cursor, limit)
                assert len(page.items) <= limit
                found += [dict(item) for item in page.items]
                cursor = page.next
                if cursor is None:
                    return found
    finally:
        await engine.dispose()


@settings(max_examples=12, deadline=None)
@given(rows=ROWS, limit=st.integers(1, 5))
def test_every_row_is_told_once_in_its_order(rows: dict[Any, None], limit: int):
    found = asyncio.run(pages(list(rows), limit))
    told = [(row["due_at"], row["kind"], row["case_id"], row["timer"]) for row in found]
    assert told == sorted(((START + timedelta(days=day)).isoformat(), *key) for key, day in rows)


@pytest.mark.parametrize(
    "cursor", ["", "x", "W10", "WzEsMiwzLDRd", "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwiYSIsImIiLCJjIl0", "é"]
)
async def test_what_is_no_cursor_is_refused(cursor: str):
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        with pytest.raises(NoCursor, match="take the `next` of an answer as it is"):
            await list_deadlines(connection, Clocks(), cursor)
    await engine.dispose()
