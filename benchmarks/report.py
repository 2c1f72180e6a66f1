"""The figures as a table for people: ratios first."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.ceiling import Ceiling
from benchmarks.cold import Cold
from benchmarks.runs import Run, middle

MB = 1_000_000


@dataclass(frozen=True)
class Figures:
    """All that was measured: runs by number of workers, the ceiling, quiet time, cold cases."""

    ours: dict[int, list[Run]]
    plain: dict[int, list[Run]]
    ceiling: list[Ceiling]
    quiet: dict[int, float]
    cold: Cold


def report(figures: Figures) -> str:
    """All of it."""
    parts = (_ratios(figures), _rates(figures), _top(figures), _cold(figures.cold))
    return "\n\n".join("\n".join(part) for part in parts)


def _ratios(figures: Figures) -> Iterator[str]:
    one, two = middle(figures.ours[1]), middle(figures.ours[2])
    top = median(found.rate for found in figures.ceiling)
    yield f"{one / middle(figures.plain[1]):>9.1f} x  one worker to one plain worker"
    yield f"{two / middle(figures.plain[2]):>9.1f} x  two workers to two plain workers"
    yield f"{two / one:>9.1f} x  two workers to one"
    yield f"{one / top:>9.0%}    one worker's share of the broker's ceiling; two: {two / top:.0%}"
    told = ", ".join(f"p{percentile} {took:.1f}" for percentile, took in figures.quiet.items())
    yield f"{figures.quiet[50]:>9.1f} ms published to recorded in quiet times: {told}"


def _rates(figures: Figures) -> Iterator[str]:
    yield f"{'':24}{'events/s':>9}{'worst':>8}{'best':>8}   {'worker us':>9}{'server us':>10}{'idle':>6}{'others':>8}"
    for count in (1, 2):
        for name, runs in (("Reso", figures.ours[count]), ("plain", figures.plain[count])):
            yield _row(f"{name}, {count} worker{'s' * (count > 1)}", runs)


def _row(name: str, runs: list[Run]) -> str:
    rates = [run.rate for run in runs]
    costs = (middle(runs, lambda run: run.cost.workers), middle(runs, lambda run: run.cost.server))
    shares = (middle(runs, lambda run: run.cost.idle), middle(runs, lambda run: run.cost.others))
    return (
        f"{name:24}{middle(runs):>9,.0f}{min(rates):>8,.0f}{max(rates):>8,.0f}"
        f"   {costs[0]:>9,.0f}{costs[1]:>10,.0f}{shares[0]:>6.0%}{shares[1]:>8.0%}"
    )


def _top(figures: Figures) -> Iterator[str]:
    found = sorted(figures.ceiling, key=lambda ceiling: ceiling.rate)[len(figures.ceiling) // 2]
    size = found.messages / found.batches
    yield f"{found.rate:>9,.0f}    events/s: the ceiling, their messages as bare batches of {size:.0f} on the average"
    yield f"{found.messages / found.seconds:>9,.0f}    messages/s of {found.payload / found.messages:,.0f} bytes"
    yield f"{found.messages / found.events:>9.2f}    messages an event"


def _cold(cold: Cold) -> Iterator[str]:
    yield f"{cold.cases:>9,}    open cases, made in {cold.made:.0f} s"
    yield f"{cold.rate:>9,.0f}    events/s on {cold.events:,} of them, at random, that no cache holds (one worker)"
    yield f"{cold.disk / cold.cases / 1000:>9.1f} kB on disk an open case"
    held = f"{cold.memory_started / MB:,.0f} MB after it, {cold.memory_worked / MB:,.0f} MB after the events"
    yield f"{cold.memory_made / MB:>9,.0f} MB in the server with them; restarted in {cold.started:.1f} s: {held}"
