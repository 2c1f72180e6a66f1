"""The worker's part of the sweep: each partition soon after it is gained, and every hour from then on.

The sweep is the net below the work: it never holds the work up and never ends it.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog
from nats.aio.client import Client

from handlers.caselog import CaseLog
from handlers.packs import PackMissing
from handlers.streams.sweep import sweep
from handlers.wire.jetstream import JetStreamError

log = structlog.get_logger(__name__)
LOOK = 5.0
"""Seconds from one look at the partitions that are held to the next."""
EVERY, AGAIN = 3600.0, 60.0
"""Seconds from one sweep of a partition to the next; to the next try of one that failed."""


class Sweeping:
    """Sweeps the partitions that `held()` names; `due_ttl` is how long a wake-up waits for a worker."""

    def __init__(self, nc: Client, cases: CaseLog, due_ttl: timedelta, held: Callable[[], Iterable[int]]) -> None:
        self._nc, self._cases, self._due_ttl, self._held = nc, cases, due_ttl, held
        self._next: dict[int, float] = {}

    async def keep(self) -> None:
        """Sweep what is due, for ever."""
        now = asyncio.get_running_loop().time
        while True:
            self._next = {partition: self._next.get(partition, now()) for partition in self._held()}
            due = [partition for partition, at in self._next.items() if at <= now()]
            if due:
                pause = EVERY if await self._swept(due) else AGAIN
                self._next |= dict.fromkeys(due, now() + pause)
            await asyncio.sleep(LOOK)

    async def _swept(self, partitions: Iterable[int]) -> bool:
        """Whether these could be swept."""
        try:
            await sweep(self._nc, self._cases, partitions, self._due_ttl)
        except (JetStreamError, PackMissing) as trouble:
            log.warning("sweep.postponed", why=str(trouble), again_in=AGAIN)
            return False
        except Exception as trouble:
            log.error("sweep.postponed", why=f"{type(trouble).__name__}: {trouble}", again_in=AGAIN, exc_info=trouble)
            return False
        return True
