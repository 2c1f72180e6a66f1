"""How fast is a page of the list, and the page of a case, with a million cases in the tables?

python -m benchmarks.reading [--cases 1000000] [--requests 1000]

The cases are generated in SQL, each with its records and alerts, in a SQLite file and in PostgreSQL (the tests' own
binaries). One client asks 1,000 warm requests of each sort: lists with mixed filters, in both orders, up to hundreds of
pages deep, without exact totals; then pages of cases. Prints p50 and p99, and which lists took longer than 25 ms in one
of ten further requests; judges nothing.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generated import POSTGRESQL, SQLITE, generate
from handlers.clock import Clock
from handlers.readmodel.browsing import Order, Wanted, case_page, cases_page
from handlers.readmodel.generation import Generation
from handlers.readmodel.shelves import shelf_of
from handlers.readmodel.store import Store, open_store
from handlers.settings import Settings
from tests.postgres import server

NOW = datetime(2026, 11, 1, tzinfo=UTC)
KINDS = {6: "claim", 7: "feedback", 8: "conversation", 9: "order"}
DEEP = 300
"""Pages that a cursor lies deep, at most."""
FILTERS: Sequence[Wanted] = (
    Wanted(),
    Wanted(is_open=True),
    Wanted(kind="return"),
    Wanted(kind="return", is_open=True),
    Wanted(kind="return", state="received"),
    Wanted(kind="claim", state="announced"),
    Wanted(marketplace="amazon.it"),
    Wanted(marketplace="amazon.pl", kind="claim", is_open=True),
    Wanted(marketplace="amazon.de", state="closed"),
    Wanted(assignee="anna"),
    Wanted(assignee="anna", is_open=True, kind="return"),
    Wanted(assignee=""),
    Wanted(flag="hold"),
    Wanted(flag="over_refunded", kind="return"),
    Wanted(flag="rare"),
    Wanted(overdue=True),
    Wanted(overdue=True, marketplace="amazon.fr"),
    Wanted(text="R-0001"),
    Wanted(text="O-000777"),
    Wanted(text="RMA-000123"),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=1_000)
    told = parser.parse_args()
    with TemporaryDirectory(prefix="reso-bench-") as folder:
        asyncio.run(measure("SQLite", Settings(home=Path(folder)), told.cases, told.requests))
    with server() as url:
        settings = Settings(home=Path.cwd(), database_url=url % "postgres")
        asyncio.run(measure("PostgreSQL", settings, told.cases, told.requests))


async def measure(name: str, settings: Settings, cases: int, requests: int) -> None:
    """Fill tables, ask, print."""
    started = time.perf_counter()
    await _filled(settings, cases)
    print(f"{name}: {cases:,} cases made in {time.perf_counter() - started:.0f} s")
    store, chance = open_store(settings), random.Random(7)
    lists = [(chance.choice(FILTERS), chance.choice(("due", "updated"))) for _ in range(requests)]
    pages = {key: await _walked(store, *key) for key in dict.fromkeys(lists)}
    _tell("list", [await _timed(_listed(store, *key, chance.choice(pages[key]))) for key in lists])
    for wanted, order in sorted(pages, key=str):
        taken = [
            await _timed(_listed(store, wanted, order, each)) for each in chance.choices(pages[wanted, order], k=10)
        ]
        if max(taken) > 0.025:
            print(f"    slow: {order} {wanted} {max(taken) * 1000:.0f} ms")
    ids = [chance.randrange(cases) for _ in range(requests)]
    for each in ids:
        await _shown(store, each)()
    _tell("case page", [await _timed(_shown(store, each)) for each in ids])
    await store.close()


async def _filled(settings: Settings, cases: int) -> None:
    shelf = shelf_of(settings)
    name = await shelf.begin_copy()
    copy = Generation(name, shelf, Clock())
    await copy.lay_out("generated")
    await generate(shelf, name, SQLITE if settings.database_url is None else POSTGRESQL, cases)
    await copy.furnish()
    await shelf.swap(name)
    await shelf.close()


async def _walked(store: Store, wanted: Wanted, order: Order) -> list[str | None]:
    """Where pages begin, at most `DEEP` of them; asking for them warms what is measured afterwards."""
    found: list[str | None] = [None]
    async with store.reading() as connection:
        while len(found) < DEEP:
            page = await cases_page(connection, wanted, now=NOW, order=order, after=found[-1], limit=200)
            if page.next is None:
                break
            found.append(page.next)
    return found


def _listed(store: Store, wanted: Wanted, order: Order, after: str | None) -> Callable[[], Awaitable[object]]:
    async def ask() -> object:
        async with store.reading() as connection:
            return await cases_page(connection, wanted, now=NOW, order=order, after=after)

    return ask


def _shown(store: Store, number: int) -> Callable[[], Awaitable[object]]:
    async def ask() -> object:
        async with store.reading() as connection:
            found = await case_page(connection, KINDS.get(number % 10, "return"), f"R-{number:07d}")
            assert found is not None
            return found

    return ask


async def _timed(ask: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await ask()
    return time.perf_counter() - started


def _tell(what: str, seconds: Sequence[float]) -> None:
    cut = statistics.quantiles(seconds, n=100, method="inclusive")
    print(
        f"  {what:10} p50 {cut[49] * 1000:6.1f} ms   p99 {cut[98] * 1000:6.1f} ms   most {max(seconds) * 1000:6.1f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
