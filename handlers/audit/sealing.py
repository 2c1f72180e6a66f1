"""The worker's part: the one that holds the first partition seals the log every hour and when it stops."""

import asyncio
from collections.abc import Callable

import structlog
from nats.aio.client import Client

from handlers.audit.seal import Heads, seal
from handlers.wire.jetstream import JetStreamError

log = structlog.get_logger(__name__)
FIRST, EVERY = 60.0, 3600.0
"""Seconds until the first seal, which reads the whole log, from when it is our task; until the next, which reads on."""
LOOK = 10.0
"""Seconds from one look whose task it is to the next."""
AT_STOP = 3.0
"""Seconds that the last seal may take."""


class Sealing:
    """Seals while `ours()` says that this is our task; keeps what it has read."""

    def __init__(self, nc: Client, ours: Callable[[], bool]) -> None:
        self._nc, self._ours = nc, ours
        self.heads = Heads()

    @property
    def is_ours(self) -> bool:
        """Whether sealing is this worker's task."""
        return self._ours()

    async def keep(self) -> None:
        """Seal now and then, for ever; what was read is dropped once another worker has the task."""
        now = asyncio.get_running_loop().time
        at = now() + FIRST
        while True:
            await asyncio.sleep(LOOK)
            if not self.is_ours:
                self.heads = Heads()
                at = now() + FIRST
            elif now() >= at:
                await self._seal()
                at = now() + EVERY

    async def last(self) -> None:
        """Seal once more, if it takes no longer than `AT_STOP` seconds."""
        try:
            async with asyncio.timeout(AT_STOP):
                await self._seal()
        except TimeoutError:
            log.warning("seal.skipped", why=f"reading took longer than {AT_STOP:g} s; run `reso audit seal`")

    async def _seal(self) -> None:
        try:
            made = await seal(self._nc, self.heads)
        except JetStreamError as trouble:
            log.warning("seal.skipped", why=str(trouble))
        else:
            log.info("log.sealed", seal=made.to_text())
