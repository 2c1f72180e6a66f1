"""All kinds of case against returns alone, by turns in the same run: committed records a second, and their ratio.

    python -m benchmarks.mixed [--orders 1500] [--runs 3] [--workers 2]

What cases tell each other counts: reactions are events, and they are recorded like all others.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

import orjson
import uvloop

from benchmarks.broker import INPUTS, REACTIONS, broker, go, prepared, settled
from benchmarks.load import EACH, Body, load
from benchmarks.mixed_load import mixed
from benchmarks.ours import between_records, cause, identity, workers
from benchmarks.processes import all_live
from benchmarks.runs import Clocked, Cost
from benchmarks.throughput import machine
from events import subjects
from handlers.wire.gets import Stored, history, last
from lifecycle.engine.reaction import SOURCE


@dataclass(frozen=True)
class Measured:
    """Records that were committed, those of them that reactions brought, and the seconds it took."""

    records: int
    told: int
    seconds: float
    cost: Cost

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


async def measure(bodies: Sequence[Body], count: int) -> Measured:
    """Let `count` workers take all events in and say all there is to say; raises `AssertionError` if one is lost."""
    async with broker() as over:
        await prepared(over, bodies)
        async with workers(over, count) as running:
            clocked = Clocked([process.pid for process in running], over.pid)
            await go(over.nc)
            for _ in range(2):  # what one case is told may make it tell another
                await settled(over.nc, (*INPUTS, REACTIONS), lambda: all_live(running))
            cost = clocked.cost(1)
        seconds = await between_records(over.nc)
        stored = await history(over.nc, subjects.STREAM, subjects.CASES, patience=120)
        _audit(stored, bodies)
        assert await last(over.nc, subjects.STREAM, subjects.DEADS) is None, "an event lies dead"
        told = sum(identity(record)[0].startswith(SOURCE) for record in stored if cause(record) == "input")
        return Measured(len(stored), told, seconds, cost)


def _audit(stored: Sequence[Stored], bodies: Sequence[Body]) -> None:
    """Every event is recorded, once; whatever a reaction told, once too."""
    inputs = Counter(
        (orjson.loads(record.payload)["event"]["subject"], *identity(record))
        for record in stored
        if cause(record) == "input"
    )
    assert set(inputs.values()) == {1}, "an event is recorded twice"
    missing = {(body["subject"], body["source"], body["id"]) for body in bodies} - inputs.keys()
    assert not missing, f"{len(missing)} events are missing"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mixed")
    parser.add_argument("--orders", type=int, default=1500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    all_kinds = mixed(given.orders, datetime.now(UTC))
    alone = load(len(all_kinds) // EACH, datetime.now(UTC))
    print(f"{machine()}\n{len(all_kinds):,} events of all kinds, {len(alone):,} of returns, {given.workers} workers\n")
    both: dict[str, list[Measured]] = {"all kinds": [], "returns": []}
    for number in range(1, given.runs + 1):
        for name, bodies in (("returns", alone), ("all kinds", all_kinds)):
            found = uvloop.run(measure(bodies, given.workers))
            both[name].append(found)
            spent = (found.cost.workers / found.records, found.cost.server / found.records, found.cost.idle)
            words = f"{found.records:,} records ({found.told:,} told by reactions) in {found.seconds:.2f} s"
            words += "; us a record: workers {:.0f}, server {:.0f}; idle {:.0%}".format(*spent)
            print(f"  run {number}, {name}: {found.rate:,.0f}/s, {words}", file=sys.stderr, flush=True)
    rates = {name: median(run.rate for run in runs) for name, runs in both.items()}
    for name, rate in rates.items():
        print(f"{name}: {rate:,.0f} records/s (median of {given.runs})")
    print(f"all kinds against returns alone: {rates['all kinds'] / rates['returns']:.2f}")


if __name__ == "__main__":
    main()
