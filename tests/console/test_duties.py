"""What is due next, what was missed, how much of it: given rows of the tables, then what the page tells."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

from handlers.reading.duties import Whose, coming, heaps, missed
from handlers.readmodel.tables import cases, deadlines, metadata

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ROWS = (
    # case     timer        due in hours  standing    done   marketplace   in hand
    ("R-1", "T-AUTH", 2, "running", False, "amazon.it", "anna"),
    ("R-2", "T-AUTH", 30, "running", False, "amazon.it", None),
    ("R-3", "T-AUTH", 400, "running", False, "amazon.de", None),
    ("R-4", "T-AUTH", -1, "running", False, "amazon.de", "anna"),
    ("R-5", "T-REFUND", -50, "missed", False, "amazon.it", None),
    ("R-6", "T-REFUND", -60, "missed", True, "amazon.it", None),
    ("R-7", "T-REFUND", -3, "met", True, "amazon.it", None),
)


@pytest.fixture
async def connection():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection:
        await connection.run_sync(metadata.create_all)
        for case, timer, hours, standing, done, market, who in ROWS:
            due = NOW + timedelta(hours=hours)
            told = {"timer": timer, "due_at": due, "standing": standing, "done_at": NOW if done else None}
            await connection.execute(insert(deadlines).values(kind="return", case_id=case, marketplace=market, **told))
            await connection.execute(insert(cases).values(kind="return", id=case, state="requested", assignee=who))
        yield connection
    await engine.dispose()


def ids(duties):
    return [duty.case_id for duty in duties]


async def test_what_is_due_next_comes_in_its_order(connection):
    assert ids(await coming(connection, Whose(), NOW, 40)) == ["R-1", "R-2", "R-3"]
    assert ids(await coming(connection, Whose(), NOW, 2)) == ["R-1", "R-2"]


async def test_what_was_missed_is_shown_until_it_is_done_the_latest_first(connection):
    assert ids(await missed(connection, Whose(), NOW, 40)) == ["R-4", "R-5"]


async def test_everybody_sees_what_is_his(connection):
    assert ids(await coming(connection, Whose(assignee="anna"), NOW, 40)) == ["R-1"]
    assert ids(await missed(connection, Whose(assignee="anna"), NOW, 40)) == ["R-4"]
    assert ids(await coming(connection, Whose(marketplace="amazon.de"), NOW, 40)) == ["R-3"]
    assert ids(await coming(connection, Whose(kind="claim"), NOW, 40)) == []


async def test_what_lies_there_is_counted_by_kind_and_marketplace(connection):
    found = await heaps(connection, Whose(), NOW)
    assert found.counts == {
        ("return", "amazon.de"): {"missed": 1},
        ("return", "amazon.it"): {"missed": 1, "day": 1, "week": 1},
    }
    assert [found.total(heap) for heap in ("missed", "day", "week")] == [2, 1, 1]
    mine = await heaps(connection, Whose(assignee="anna"), NOW)
    assert [mine.total(heap) for heap in ("missed", "day", "week")] == [1, 1, 0]
