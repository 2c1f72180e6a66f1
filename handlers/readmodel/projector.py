"""The projector: keeps the tables in step with the log. `run` returns when `stop` is set; raises `CannotProject`.

Its consumer brings what is new. What it brings is written only where it follows on what the tables have: whatever else
may have happened (delivered twice, taken by another projector, tables that were lost, restored or replaced), what is
missing is read from the log.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import nats.errors
import structlog
from nats.aio.client import Client
from nats.errors import TimeoutError as NothingCame
from sqlalchemy.exc import DBAPIError

from events import subjects
from handlers import clock as clocks
from handlers.readmodel.batch import Batch
from handlers.readmodel.generation import Generation
from handlers.readmodel.rebuilding import fill, fits, rebuild
from handlers.readmodel.shelves import Shelf, shelf_of
from handlers.readmodel.source import Delivered, Source, delivered
from handlers.readmodel.store import Standing
from handlers.readmodel.writing import Moved
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.streams.topology import PROJECTOR_DURABLE
from handlers.wire.connection import connect
from handlers.wire.frames import settle
from handlers.wire.jetstream import Missing, Unavailable
from handlers.wire.pull import Pull

log = structlog.get_logger(__name__)
AT_ONCE = 2_000
"""Messages that are written together, if as many wait."""
LOOK = 1.0
"""Seconds after which it looks whether others have replaced the tables, where nothing comes."""
PAUSE = 1.0


class CannotProject(Exception):
    """The tables cannot be kept; the sentence says why."""


class Projector:
    """Keeps the tables of these settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._shelf: Shelf = shelf_of(settings)
        self.stop, self.ready = asyncio.Event(), asyncio.Event()
        self._trouble = ""

    async def run(self) -> None:
        """Keep the tables until told to stop."""
        nc = await connect(self._settings, "projector", on_closed=lambda: self._gone("NATS gave up"), patience=30)
        try:
            while not self.stop.is_set():
                try:
                    await self._keep(nc)
                except (Unavailable, DBAPIError, OSError) as trouble:
                    log.warning("projector.waiting", why=_words(trouble))
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self.stop.wait(), PAUSE)
        finally:
            await self._shelf.close()
            with suppress(nats.errors.Error, OSError):
                await nc.close()
        if self._trouble:
            raise CannotProject(self._trouble)
        log.info("projector.stopped")

    async def _keep(self, nc: Client) -> None:
        await provision(nc, self._settings)
        source = Source(nc, await clocks.load(nc))
        keeping = Keeping(self._shelf, source)
        pull = await Pull(nc, subjects.STREAM, PROJECTOR_DURABLE, AT_ONCE, self._gone).open()
        try:
            await keeping.begin()
            log.info("projector.ready", tables=self._shelf.address, position=keeping.position)
            self.ready.set()
            while not self.stop.is_set():
                await self._next(nc, pull, keeping, source)
        finally:
            await pull.unsubscribe()

    async def _next(self, nc: Client, pull: Pull, keeping: "Keeping", source: Source) -> None:
        """What is waiting, into the tables; acknowledged once it is there."""
        try:
            messages = await pull.fetch(AT_ONCE, LOOK)
        except NothingCame:
            messages = []
        if not messages:  # nothing came, or word that the server has let the request go
            await keeping.look()
            await self._heed(source)
            return
        pull.begun()
        arrived = [delivered(message) for message in messages]
        if not arrived:  # a request has lapsed
            return
        await keeping.take(arrived)
        await settle(nc, [arrived[-1].reply])

    async def _heed(self, source: Source) -> None:
        """A consumer that was taken away while nothing was asked of it is silent for ever."""
        try:
            await source.handed_out()
        except Missing:
            self._gone(f"consumer {subjects.STREAM}.{PROJECTOR_DURABLE} is gone")

    def _gone(self, sentence: str) -> None:
        if not self.stop.is_set():
            log.critical("projector.cannot_go_on", why=sentence)
            self._trouble = sentence
            self.stop.set()


class Keeping:
    """The tables in use, and how they follow on what is delivered."""

    def __init__(self, shelf: Shelf, source: Source) -> None:
        self._shelf, self._source = shelf, source
        self._generation: Generation | None = None
        self._standing: Standing | None = None
        self._reached, self._number = 0, 0

    @property
    def position(self) -> int:
        """Up to which sequence of the log the tables are."""
        return self._standing.position if self._standing else 0

    async def begin(self) -> None:
        """Find the tables, or build them; then read what was handed out and is not in them."""
        await self._open()
        if self._generation is None:
            await rebuild(self._shelf, self._source)
            await self._open()
        self._reached, self._number = await self._source.handed_out()
        await self._catch_up()

    async def look(self) -> None:
        """Go over to other tables, if they have taken the place of these."""
        if self._generation is None or await self._shelf.current() != self._generation.name:
            if self._generation is not None:
                await self._shelf.release(self._generation.name)
            await self.begin()

    async def take(self, arrived: Sequence[Delivered]) -> None:
        """Write what follows on; read what is missing."""
        await self.look()
        follows = [each.number for each in arrived] == list(range(self._number + 1, self._number + 1 + len(arrived)))
        self._number = max(self._number, arrived[-1].number)
        self._reached = max(self._reached, *(each.message.seq for each in arrived))
        if follows and all(each.tries == 1 for each in arrived):
            await self._write(arrived)
        await self._catch_up()

    async def _write(self, arrived: Sequence[Delivered]) -> None:
        assert self._generation is not None
        assert self._standing is not None
        batch = Batch(self.position, self._source.clock)
        for each in arrived:
            if each.message.seq > self.position:
                batch.take(each.message)
        if batch.messages:
            with suppress(Moved):
                self._standing = await self._generation.write(batch, self._standing)
                return
            self._standing = await self._generation.standing()

    async def _catch_up(self) -> None:
        """Read from the log what was handed out and is not in the tables."""
        while self._standing is not None and self._generation is not None and self.position < self._reached:
            before = self.position
            self._standing = await fill(self._generation, self._source, self._standing, self._reached)
            if self.position == before:  # what was handed out last is stored no more
                return

    async def _open(self) -> None:
        """The tables in use, if they are of this release and of this log."""
        name = await self._shelf.current()
        self._generation = self._standing = None
        if name is None:
            return
        found = Generation(name, self._shelf, self._source.clock)
        standing = await found.standing()
        if fits(standing, await self._source.name(), await self._source.last()):
            self._generation, self._standing = found, standing
        else:
            log.warning("tables.of_another_log_or_version", generation=name)


def _words(fault: BaseException) -> str:
    said = str(getattr(fault, "orig", None) or fault).strip()
    return said.splitlines()[0] if said else type(fault).__name__
