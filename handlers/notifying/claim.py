"""Who sends: one process at a time, by a claim in the bucket that lapses unless it is renewed.

Two that send at once would tell people twice; the claim keeps the second one waiting, ready to take over.
"""

import asyncio
from collections.abc import Callable

import structlog
from nats.aio.client import Client

from events import subjects
from handlers.notifying.outbox import STREAM
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import leader_last
from handlers.wire.jetstream import JetStreamError, Stale, ask

log = structlog.get_logger(__name__)


class Claim:
    """The right to send. `lost` hears that somebody else may have it now."""

    def __init__(self, nc: Client, name: str, lasts: float, lost: Callable[[str], None]) -> None:
        self._nc, self._name, self._lost = nc, name.encode(), lost
        self._seconds = max(2, round(lasts))
        self._revision = 0

    async def won(self) -> None:
        """Wait until nobody else sends, however long that takes."""
        waiting = False
        while not await self._written(0):
            if not waiting:
                log.info("notify.standing_by", why="another process sends")
            waiting = True
            await asyncio.sleep(self._seconds / 6)

    async def keep(self) -> None:
        """Renew it, for ever."""
        loop = asyncio.get_running_loop()
        renewed = loop.time()
        while True:
            await asyncio.sleep(self._seconds / 4)
            begun = loop.time()
            if await self._written(self._revision) or await self._written(0):
                renewed = begun
            elif loop.time() - renewed > self._seconds:
                self._lost("another process may send notifications now: this one could not renew its claim in time")
                return

    async def let_go(self) -> None:
        """Let somebody else send at once."""
        question = {"filter": subjects.NOTICE_CLAIM, "seq": self._revision + 1}
        try:
            await ask(self._nc, f"STREAM.PURGE.{STREAM}", question)
        except JetStreamError:
            log.debug("notify.claim_lapses")

    async def _written(self, expected: int) -> bool:
        headers = {EXPECTED: str(expected), "Nats-TTL": f"{self._seconds}s"}
        try:
            claim = Outgoing(subjects.NOTICE_CLAIM, self._name, headers)
            self._revision = (await commit(self._nc, [claim])).last_seq
        except Stale:
            return await self._is_ours()
        except JetStreamError as trouble:
            log.warning("notify.waiting", why=str(trouble))
            return False
        return True

    async def _is_ours(self) -> bool:
        """Whether the claim that stands is this process's own: an answer may have got lost."""
        try:
            stored = await leader_last(self._nc, STREAM, subjects.NOTICE_CLAIM)
        except JetStreamError:
            return False
        if stored is None or stored.payload != self._name:
            return False
        self._revision = stored.seq
        return True
