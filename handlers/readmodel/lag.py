"""How far the tables are behind the log: what stands in it and not in them, and since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from nats.aio.client import Client

from handlers.clock import Clock
from handlers.readmodel.source import Source
from handlers.readmodel.store import Standing, open_store
from handlers.readmodel.tables import VERSION
from handlers.settings import Settings

LONGEST = timedelta(minutes=5)
"""How old the oldest message that is missing may be before somebody has to look."""


@dataclass(frozen=True, slots=True)
class Lag:
    """What is missing: how many messages, and how long the first of them has been waiting, on the clock of the log."""

    address: str
    standing: Standing | None
    of_this_log: bool = True
    messages: int = 0
    waits: timedelta = timedelta(0)

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to do something; that nobody has asked for tables yet is no fault."""
        return self.standing is not None and (not self._fits or self.waits > LONGEST)

    @property
    def _fits(self) -> bool:
        return self.standing is not None and self.standing.version == VERSION and self.of_this_log

    def __str__(self) -> str:
        if self.standing is None:
            return f"none yet in {self.address}: `reso projector` makes them, and `reso up`"
        where = f"{self.address} ({self.standing.generation}, version {self.standing.version})"
        if not self._fits:
            return f"{where}: of another log or of version {VERSION}; `reso projector` builds them anew"
        behind = f"{self.messages:,} messages and {_shown(self.waits)} behind" if self.messages else "all there"
        return f"{where}: {behind}{self._skipped}"

    @property
    def _skipped(self) -> str:
        told = self.standing
        if told is None or not told.skipped:
            return ""
        return f"; {told.skipped:,} could not be read, the last: {told.fault}"


async def lag(nc: Client, settings: Settings, clock: Clock) -> Lag:
    """How far the tables of these settings are behind."""
    store, source = open_store(settings), Source(nc, clock)
    try:
        standing = await store.standing()
    finally:
        await store.close()
    if standing is None:
        return Lag(store.address, None)
    ours = standing.log == await source.name()
    messages, oldest = await source.missing(standing.position) if ours else (0, None)
    return Lag(store.address, standing, ours, messages, _since(oldest, clock))


def _since(oldest: datetime | None, clock: Clock) -> timedelta:
    return max(clock.now() - oldest, timedelta(0)) if oldest else timedelta(0)


def _shown(span: timedelta) -> str:
    seconds = span.total_seconds()
    return f"{seconds:,.1f} s" if seconds < 600 else str(timedelta(seconds=int(seconds)))
