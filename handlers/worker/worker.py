"""One worker: connects, claims partitions, works, and leaves nothing in hand when it is told to stop."""

import asyncio
import os
import socket
import uuid
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

import nats.errors
import structlog
from faststream.nats import NatsBroker
from nats.aio.client import Client

from handlers import clock as clocks
from handlers.audit.sealing import Sealing
from handlers.packs import PackShelf, pack_in_force
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.streams.sweeping import Sweeping
from handlers.streams.watchdog import watch
from handlers.wire.connection import connect_with, connection_options
from handlers.wire.ending import ended
from handlers.wire.jetstream import JetStreamError, Unavailable
from handlers.worker.intake import Intake
from handlers.worker.leases import Leases
from handlers.worker.silence import Listening
from handlers.worker.workbench import Bench
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack

log = structlog.get_logger(__name__)


class CannotGoOn(Exception):
    """Something under the worker has changed or gone; the sentence says what."""


class Broker(NatsBroker):
    """FastStream's broker on a connection made our way: it never gives up and never talks to an old server."""

    def __init__(self, options: dict[str, Any], closed: Callable[[], None]) -> None:
        super().__init__(options["servers"], logger=None, apply_types=False)
        self._options, self._closed = options, closed

    async def _connect(self) -> Client:
        connection = await connect_with(self._options, on_closed=self._closed)
        self.config.connect(connection)
        return connection


class Worker:
    """A worker process. `run` returns when `stop` is set; raises `CannotGoOn` rather than fall silent."""

    def __init__(self, settings: Settings, kinds: Mapping[str, Kind[Any]] = KINDS, pack: Pack | None = None) -> None:
        self._settings, self._kinds = settings, kinds
        self._pack = pack or pack_in_force(settings)
        self._trouble: asyncio.Future[str] = asyncio.get_event_loop().create_future()
        self.stop = asyncio.Event()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Work until told to stop; what is in hand is then committed, what is not is given back at once."""
        name = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        broker = Broker(connection_options(self._settings, f"worker {name}"), lambda: self._gone("NATS gave up"))
        nc = await broker.connect()
        try:
            bench = await self._bench(nc)
            intake = Intake(broker, bench, self._gone)
            leases = Leases(nc, _token(name), self._settings.lease_seconds, intake.start, intake.stop)
            await intake.start_common()
            log.info("worker.ready", worker=name)
            sealing = Sealing(nc, lambda: 0 in leases.held)
            await self._work(nc, bench, leases, sealing)
            ours = sealing.is_ours
            await leases.release_all()
            await intake.stop_all()
            if ours:
                await sealing.last()
        finally:
            for leave in (broker.stop, nc.close):
                with suppress(nats.errors.Error, OSError):  # there may be no server to take leave of
                    await leave()
        log.info("worker.stopped", worker=name)

    async def _bench(self, nc: Client) -> Bench:
        """A bench, as soon as the server answers."""
        while True:
            try:
                return await self._opened(nc)
            except Unavailable as trouble:
                log.warning("worker.waiting", why=str(trouble))
                await asyncio.sleep(1)

    async def _opened(self, nc: Client) -> Bench:
        await provision(nc, self._settings)
        shelf = PackShelf(nc, self._pack)
        await shelf.store_current()
        return Bench(nc, self._kinds, shelf, await clocks.load(nc), self._settings)

    async def _work(self, nc: Client, bench: Bench, leases: Leases, sealing: Sealing) -> None:
        with suppress(JetStreamError):  # the next round comes soon
            await leases.tick()
        self.ready.set()
        listening = Listening(nc, bench.clock, lambda: 0 in leases.held, self._settings.alert_ttl)
        bench.heard = listening.hear
        sweeping = Sweeping(nc, bench.cases, self._settings.due_ttl, lambda: leases.held)
        chores: tuple[Coroutine[Any, Any, Any], ...] = (
            leases.keep(),
            sweeping.keep(),
            sealing.keep(),
            listening.keep(),
            watch(nc, self._settings, self._gone),
            self.stop.wait(),
        )
        tasks: list[asyncio.Future[Any]] = [self._trouble, *(asyncio.create_task(chore) for chore in chores)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if self._trouble.done():
                raise CannotGoOn(self._trouble.result())
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            await ended(tasks)
            await leases.rest()

    def _gone(self, sentence: str) -> None:
        if not self._trouble.done() and not self.stop.is_set():
            log.critical("worker.cannot_go_on", why=sentence)
            self._trouble.set_result(sentence)


def _token(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:64]
