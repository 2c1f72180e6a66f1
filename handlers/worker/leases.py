"""Who works on which partition: claims in a bucket whose entries vanish unless they are renewed.

Every worker shows a sign of life and holds its fair share of the partitions. A killed worker's claims lapse, and the
others take them over. Correctness never rests on a claim: the expected sequence of every write does that.
"""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from nats.aio.client import Client

from events import subjects
from events.partitions import PARTITIONS
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.jetstream import JetStreamError, Stale, ask

log = structlog.get_logger(__name__)
Change = Callable[[int], Awaitable[None]]


class Leases:
    """The partitions that one worker holds."""

    def __init__(self, nc: Client, worker: str, seconds: float, gained: Change, lost: Change) -> None:
        self._nc, self._worker, self._seconds = nc, worker, seconds
        self._gained, self._lost = gained, lost
        self.held: dict[int, int] = {}
        self._round: asyncio.Future[None] | None = None
        self._leaving = False

    async def keep(self) -> None:
        """Renew, claim and release, for ever; who ends this calls `rest` afterwards."""
        while True:
            self._round = asyncio.ensure_future(self.tick())
            with suppress(JetStreamError):
                await asyncio.shield(self._round)
            await asyncio.sleep(self._seconds / 4)

    async def rest(self) -> None:
        """Claim nothing more, and wait until the round under way has ended: only what it wrote can be released."""
        self._leaving = True
        if self._round is not None:
            await asyncio.gather(self._round, return_exceptions=True)

    async def tick(self) -> None:
        """One round: show a sign of life, renew what is held, then move towards the fair share."""
        await commit(self._nc, [Outgoing(subjects.worker_of(self._worker), b"")])
        await self._renew()
        share = math.ceil(PARTITIONS / max(1, await self._alive()))
        for partition in sorted(self.held)[share:]:
            await self.release(partition)
        free = [partition for partition in range(PARTITIONS) if partition not in self.held]
        random.shuffle(free)
        taken = await self._taken()
        for partition in free:
            if self._leaving or len(self.held) >= share:
                break
            if partition not in taken:
                await self._claim(partition)

    async def release(self, partition: int) -> None:
        """Stop working on a partition, then let others have it."""
        revision = self.held.pop(partition, None)
        if revision is None:
            return
        await self._lost(partition)
        with suppress(JetStreamError):
            await ask(
                self._nc,
                f"STREAM.PURGE.{bucket_stream(subjects.BUCKET_LEASES)}",
                {"filter": subjects.lease_of(partition), "seq": revision + 1},
            )
        log.info("lease.released", partition=partition)

    async def release_all(self) -> None:
        """Stop working on everything, and show no sign of life any more."""
        await asyncio.gather(*(self.release(partition) for partition in list(self.held)))
        with suppress(JetStreamError):
            place = subjects.worker_of(self._worker)
            await ask(self._nc, f"STREAM.PURGE.{bucket_stream(subjects.BUCKET_WORKERS)}", {"filter": place})

    async def _renew(self) -> None:
        for partition, revision in list(self.held.items()):
            if not await self._renewed(partition, revision):
                log.warning("lease.lost", partition=partition)
                self.held.pop(partition, None)
                await self._lost(partition)

    async def _renewed(self, partition: int, revision: int) -> bool:
        """Whether the claim still stands; one that lapsed and that nobody took is claimed again."""
        for expected in (revision, 0):
            try:
                self.held[partition] = await self._write(partition, expected)
            except Stale:
                continue
            return True
        return False

    async def _claim(self, partition: int) -> None:
        try:
            self.held[partition] = await self._write(partition, 0)
        except Stale:
            return
        log.info("lease.claimed", partition=partition)
        await self._gained(partition)

    async def _write(self, partition: int, expected: int) -> int:
        place = Outgoing(subjects.lease_of(partition), self._worker.encode(), {EXPECTED: str(expected)})
        return (await commit(self._nc, [place])).last_seq

    async def _alive(self) -> int:
        return len(await self._subjects(subjects.BUCKET_WORKERS))

    async def _taken(self) -> set[int]:
        names = await self._subjects(subjects.BUCKET_LEASES)
        return {int(name.rpartition(".")[2]) for name in names}

    async def _subjects(self, bucket: str) -> list[str]:
        told = await ask(self._nc, f"STREAM.INFO.{bucket_stream(bucket)}", {"subjects_filter": f"$KV.{bucket}.>"})
        return list(told["state"].get("subjects") or ())
