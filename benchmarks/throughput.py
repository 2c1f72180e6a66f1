"""How fast is it, and compared with what? Prints ratios first, then the figures they come from. Judges nothing.

python -m benchmarks.throughput [--returns 5000] [--runs 3] [--cases 200000] [--short]
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import uvloop

from benchmarks import ceiling, cold, latency, ours, peer
from benchmarks.ceiling import Ceiling
from benchmarks.cold import Cold
from benchmarks.load import Body, load
from benchmarks.report import Figures, report
from benchmarks.runs import Run
from handlers.server.server import binary

Result = TypeVar("Result")
PLAIN_SHARE = 5
"""The plain workers are given a fifth of the returns: their rate is steady, and lower."""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    returns: int
    runs: int
    cases: int
    quiet_returns: int


def main() -> None:
    """Measure and print."""
    size = _size()
    print(f"{machine()}\n{size.returns:,} returns of 6 events, median of {size.runs}\n", flush=True)
    print(report(measure(size)))


def _size() -> Size:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput")
    parser.add_argument("--returns", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--short", action="store_true", help="a fraction of everything, one run")
    given = parser.parse_args()
    if given.short:
        return Size(min(given.returns, 1000), 1, min(given.cases, 5000), 200)
    return Size(given.returns, given.runs, given.cases, 700)


def measure(size: Size) -> Figures:
    """Everything, one after the other; ours and the plain workers by turns, so that both meet the same weather."""
    events = load(size.returns, datetime.now(UTC))
    few = load(max(50, size.returns // PLAIN_SHARE), datetime.now(UTC))
    both: dict[int, list[Run]] = {1: [], 2: []}
    plain: dict[int, list[Run]] = {1: [], 2: []}
    for number in range(1, size.runs + 1):
        for count in (1, 2):
            both[count].append(_done(f"run {number}, ours, {count}", partial(ours.measure, events, count)))
            plain[count].append(_done(f"run {number}, plain, {count}", partial(peer.measure, few, count)))
    top = _ceiling(events, size.runs)
    quiet = _done("latency", partial(latency.measure, load(size.quiet_returns, datetime.now(UTC))))
    return Figures(both, plain, top, quiet, _done("cold cases", partial(cold.measure, size.cases)))


def _ceiling(events: Sequence[Body], runs: int) -> list[Ceiling]:
    batches = _done("noting the messages", partial(ceiling.noted, events))
    return [_done("ceiling", partial(ceiling.measure, len(events), batches)) for _ in range(runs)]


def _done(name: str, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Measure one thing, and say on stderr what and how it went."""
    found = uvloop.run(work())
    rate = f"{found.rate:,.0f}/s" if isinstance(found, Run | Ceiling | Cold) else "done"
    print(f"  {name}: {rate} (load {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)
    return found


def machine() -> str:
    """What this ran on."""
    version = subprocess.run([binary(), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}, {version}, every write synced"


if __name__ == "__main__":
    main()
