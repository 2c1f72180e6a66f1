"""Once a day, where the tables are in step with the log: the figures of the accounts are published.

    await keep_publishing(settings, stop)       # until `stop` is set; what goes wrong is said, and tried again

It looks every minute what is missing, so it does not matter when it was started or for how long it was away.
"""

import asyncio
from contextlib import suppress
from datetime import date

import nats.errors
import structlog
from nats.aio.client import Client
from sqlalchemy.exc import DBAPIError

from handlers import clock as clocks
from handlers.operating.measuring import Done, publish
from handlers.packs import pack_in_force
from handlers.readmodel.refusals import NoTables
from handlers.readmodel.source import Source
from handlers.readmodel.store import Store, open_store
from handlers.settings import Settings
from handlers.stats.books import Books
from handlers.wire.connection import ServerUnavailable, connect
from handlers.wire.jetstream import JetStreamError
from lifecycle.kinds import KINDS

log = structlog.get_logger(__name__)
LOOK, SOON = 60.0, 2.0
"""Seconds until it looks again; sooner while the tables are behind the log."""
PASSING = (NoTables, JetStreamError, DBAPIError, OSError, nats.errors.Error)
"""What goes by: the server or the database is away, or the tables are being made."""


def begin(settings: Settings, stop: asyncio.Event) -> asyncio.Task[None]:
    """Keep publishing beside other work; a fault of ours ends this alone, and is told."""
    task = asyncio.create_task(keep_publishing(settings, stop))
    task.add_done_callback(_ended)
    return task


def _ended(task: "asyncio.Task[None]") -> None:
    fault = None if task.cancelled() else task.exception()
    if fault is not None:
        log.error("figures.ended", error=repr(fault))


async def keep_publishing(settings: Settings, stop: asyncio.Event) -> None:
    """Publish what is missing until told to stop."""
    try:
        nc = await connect(settings, "figures", patience=30)
    except ServerUnavailable as trouble:
        log.warning("figures.not_published", why=str(trouble))
        return
    daily = Daily(nc, settings)
    try:
        while not stop.is_set():
            wait = await daily.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)
    finally:
        await daily.close()
        with suppress(nats.errors.Error, OSError):
            await nc.close()


class Daily:
    """Looks what is missing and publishes it."""

    def __init__(self, nc: Client, settings: Settings) -> None:
        self._nc, self._pack = nc, pack_in_force(settings)
        self._store: Store = open_store(settings)
        self._said: tuple[str, ...] = ()
        self._settled: frozenset[tuple[str, date]] = frozenset()

    async def look(self) -> float:
        """Publish what is missing, if the tables are in step with the log; answers when to look again, in seconds."""
        try:
            done = await self.publish()
        except PASSING as trouble:
            log.debug("figures.waiting", why=str(trouble))
            return SOON
        if done is None:
            return SOON
        self._tell(done)
        return LOOK

    async def publish(self) -> Done | None:
        """What was published; None while the tables are behind the log."""
        clock = await clocks.load(self._nc)
        last, standing = await Source(self._nc, clock).last(), await self._store.standing()
        if standing is None or standing.position < last:
            return None
        async with self._store.reading() as connection:
            books = Books(connection=connection, kinds=KINDS, pack=self._pack, nc=self._nc)
            done = await publish(self._nc, books, clock.now(), self._settled)
            self._settled = done.settled
            return done

    async def close(self) -> None:
        """Let go of the tables."""
        await self._store.close()

    def _tell(self, done: Done) -> None:
        if done.stored:
            log.info("figures.published", count=done.stored)
        if done.without != self._said:
            self._said = done.without
            log.info("figures.without_account", marketplaces=", ".join(done.without))
