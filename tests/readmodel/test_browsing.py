"""The list of cases and the page of one, as people go through them, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.readmodel.browsing import NOBODY, Line, Wanted, case_page, cases_page, kinds_of, marketplaces
from handlers.readmodel.cursors import Unfollowed
from handlers.readmodel.store import NoTables, open_store
from handlers.settings import Settings
from tests.readmodel.conftest import filled
from tests.readmodel.village import muddled, projected

NOW = datetime(2026, 7, 1, tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return filled(request, tmp_path_factory.mktemp("home"), muddled(5))


@pytest.fixture
async def tables(told: Settings) -> AsyncIterator[AsyncConnection]:
    store = open_store(told)
    async with store.reading() as connection:
        yield connection
    await store.close()


async def walked(tables: AsyncConnection, wanted: Wanted, order: str, limit: int = 7) -> list[Line]:
    """All pages, one after the other."""
    found, after = [], None
    while True:
        page = await cases_page(tables, wanted, now=NOW, order=order, after=after, limit=limit)
        found += page.lines
        assert len(page.lines) == limit or page.next is None
        if page.next is None:
            return found
        after = page.next


async def test_pages_follow_on_each_other_without_a_gap_or_a_repetition(tables):
    whole = (await cases_page(tables, Wanted(), now=NOW, limit=500)).lines
    assert len(whole) > 30
    due = await walked(tables, Wanted(), "due")
    assert due == whole == sorted(whole, key=lambda line: (line.due_at or NEVER, line.kind, line.id))
    changed = await walked(tables, Wanted(), "updated")
    assert changed == sorted(whole, key=lambda line: (line.updated_at, line.kind, line.id), reverse=True)


async def test_marketplaces_are_those_that_there_are_cases_of(tables):
    lines = (await cases_page(tables, Wanted(), now=NOW, limit=500)).lines
    assert await marketplaces(tables) == sorted({line.marketplace for line in lines if line.marketplace}) != []


@pytest.mark.parametrize("order", ["due", "updated"])
@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(kind="return"), lambda line: line.kind == "return"),
        (Wanted(kind="return", state="received"), lambda line: (line.kind, line.state) == ("return", "received")),
        (Wanted(is_open=False), lambda line: not line.is_open),
        (Wanted(marketplace="amazon.it", is_open=True), lambda line: line.marketplace == "amazon.it" and line.is_open),
        (Wanted(assignee=NOBODY), lambda line: line.assignee is None),
        (Wanted(assignee="anna"), lambda line: line.assignee == "anna"),
        (Wanted(flag="refunded_before_receipt"), lambda line: "refunded_before_receipt" in line.flags),
        (Wanted(overdue=True), lambda line: line.is_overdue(NOW)),
        (Wanted(text="R-IT"), lambda line: line.id.startswith("R-IT")),
        (Wanted(text=" 405-8312764-9120337 "), lambda line: line.order_id == "405-8312764-9120337"),
        (Wanted(text="%"), lambda line: False),
    ],
    ids=[
        "kind",
        "state",
        "closed",
        "market",
        "nobody",
        "assignee",
        "flag",
        "overdue",
        "beginning",
        "order",
        "nothing",
    ],
)
async def test_a_filter_shows_what_fits_and_nothing_else(tables, wanted, fits, order):
    whole = (await cases_page(tables, Wanted(), now=NOW, order=order, limit=500)).lines
    assert await walked(tables, wanted, order) == [line for line in whole if fits(line)]


@pytest.mark.parametrize("text", ["RA104582213IT", "ra104582213it", "r-it-1001", "R-it-1001"])
async def test_a_reference_leads_to_its_case_however_it_is_typed(tables, text):
    (line,) = (await cases_page(tables, Wanted(text=text), now=NOW)).lines
    assert line.id == "R-IT-1001"


@pytest.mark.parametrize(
    "token", ["", "x", "bm9uc2Vuc2U", "W10", "WyJ1cGRhdGVkIixudWxsLCJhIiwiYiJd", "é", "WzEsMiwzLDRd"]
)
async def test_a_token_that_leads_nowhere_is_refused_in_a_sentence(tables, token):
    if not token:
        assert (await cases_page(tables, Wanted(), now=NOW, after=token)).lines
        return
    with pytest.raises(Unfollowed, match="does not lead to a next page"):
        await cases_page(tables, Wanted(), now=NOW, after=token)


async def test_the_page_of_a_case_has_its_records_its_alerts_and_its_relatives(tables):
    page = await case_page(tables, "order", "O-US-3301")
    assert page is not None
    assert page.body["id"] == page.line.id == "O-US-3301"
    assert [row["seq"] for row in page.timeline] == sorted(row["seq"] for row in page.timeline)
    assert page.timeline[-1]["seq"] == page.line.revision
    assert {row["case_id"] for row in page.alerts} <= {"O-US-3301"}
    assert all(line.order_id == page.line.order_id for line in page.relatives)
    shortened = await case_page(tables, "order", "O-US-3301", most=3)
    assert shortened.timeline == page.timeline[-3:]
    assert await case_page(tables, "order", "O-NONE") is None
    assert await kinds_of(tables, "O-US-3301") == ["order"]


async def test_where_there_are_no_tables_a_sentence_says_so(tmp_path):
    store = open_store(Settings(home=tmp_path))
    assert await store.standing() is None
    with pytest.raises(NoTables, match="`reso projector` makes them"):
        async with store.reading():
            pass


async def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path):
    (tmp_path / "tables-1.db").write_bytes(b"no database" * 1_000)
    (tmp_path / "tables.db").symlink_to("tables-1.db")
    with pytest.raises(NoTables, match="cannot be read: file is not a database"):
        async with open_store(Settings(home=tmp_path)).reading():
            pass


async def test_a_reader_goes_over_to_tables_that_were_built_anew_and_reads_the_old_ones_to_the_end(tmp_path):
    settings = Settings(home=tmp_path)
    await projected(settings, muddled(5)[:60])
    store = open_store(settings)
    async with store.reading() as old:
        before = await cases_page(old, Wanted(), now=NOW)
        await projected(settings, muddled(5)[:200])
        async with store.reading() as new:
            assert len((await cases_page(new, Wanted(), now=NOW)).lines) > len(before.lines)
        assert await cases_page(old, Wanted(), now=NOW) == before
    await store.close()
    assert [path.name for path in tmp_path.glob("tables-*.db")] == ["tables-2.db"]
