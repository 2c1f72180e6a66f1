"""Real orders and reviews through the real server: 3,584 of each, told in any order, judged as in memory.

    OLIST_DATA=FOLDER python -m benchmarks.reviews [--workers 2]

Prints the rate, and what stands in the log: sentiments, late and overdue orders, feedbacks before receipt. Exit 1 if
the data is not here.
"""

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime
from random import Random
from typing import Any

import uvloop

from benchmarks.broker import INPUTS, REACTIONS, broker, go, prepared, settled
from benchmarks.load import Body
from benchmarks.ours import between_records, workers
from benchmarks.processes import all_live
from events import subjects
from examples.brazilian_reviews.read import WHERE, found, rows
from handlers.wire.gets import history
from lifecycle.engine import records
from lifecycle.kinds import KINDS

SEED = 7


async def measure(bodies: list[Body], count: int) -> None:
    """Tell all of it to so many workers, and print what came of it."""
    async with broker() as over:
        await prepared(over, bodies)
        async with workers(over, count) as running:
            await go(over.nc)
            for _ in range(2):
                await settled(over.nc, (*INPUTS, REACTIONS), lambda: all_live(running))
        stored = await history(over.nc, subjects.STREAM, subjects.CASES, patience=120)
        seconds = await between_records(over.nc)
        print(f"{len(bodies):,} events, {len(stored):,} records in {seconds:.1f} s, {len(stored) / seconds:,.0f}/s")
        cases: dict[tuple[str, str], Any] = {}
        for message in stored:
            place = subjects.parse_case_record(message.subject)
            if place is not None:
                cases[place.kind, place.case_id] = records.read_case(KINDS[place.kind], records.read(message.payload))
        _told(cases)


def _told(cases: dict[tuple[str, str], Any]) -> None:
    orders = [case for (kind, _), case in cases.items() if kind == "order"]
    feedbacks = [case for (kind, _), case in cases.items() if kind == "feedback"]
    print(
        f"{len(orders):,} orders of {len({case.purchase for case in orders}):,} purchases, {len(feedbacks):,} feedbacks"
    )
    print(f"feedback: {dict(Counter(case.sentiment for case in feedbacks))}")
    print(f"when it was left: {dict(Counter(case.timeliness for case in feedbacks))}")
    print(f"delivery: {dict(Counter(case.delivery for case in orders))}")


def main() -> int:
    """Read, tell, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reviews")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    file = found()
    if file is None:
        print(f"the Olist data is not here; {WHERE} names its folder", file=sys.stderr)
        return 1
    bodies = [body for row in rows(file) for body in row.events()]
    Random(SEED).shuffle(bodies)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {given.workers} workers")
    uvloop.run(measure(bodies, given.workers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
