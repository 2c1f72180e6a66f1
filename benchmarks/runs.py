"""What a run is, and what it cost: rate, processor time an event, and how much of the machine others took."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.processes import idle_share, processor_seconds


@dataclass(frozen=True)
class Cost:
    """Microseconds of processor time an event, in all workers together and in the server; shares of the machine."""

    workers: float
    server: float
    idle: float
    others: float


@dataclass(frozen=True)
class Run:
    """One run: how many events, and the seconds from the first to the last that was stored."""

    events: int
    seconds: float
    cost: Cost

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


class Clocked:
    """A stretch of work whose cost is counted from here on."""

    def __init__(self, workers: Sequence[int], server: int) -> None:
        self._workers, self._server = workers, server
        self._from = self._now()

    def cost(self, events: int) -> Cost:
        """What it has cost so far."""
        ours, server, idle, ticks = (now - then for now, then in zip(self._now(), self._from, strict=True))
        share = (ours + server) / (ticks / os.sysconf("SC_CLK_TCK"))
        return Cost(ours / events * 1e6, server / events * 1e6, idle / ticks, max(0.0, 1 - idle / ticks - share))

    def _now(self) -> tuple[float, float, int, int]:
        return processor_seconds(self._workers), processor_seconds([self._server]), *idle_share()


def middle(runs: Sequence[Run], of: Callable[[Run], float] = lambda run: run.rate) -> float:
    """The median over runs."""
    return median(map(of, runs))
