"""A server and worker processes that are killed and started again, and how to tell when all is done."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from nats.aio.client import Client

from events import subjects
from handlers.server.server import serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire.connection import connect
from handlers.wire.gets import last_of_each
from handlers.wire.jetstream import JetStreamError
from tests.edge.house import idle
from tests.edge.processes import WorkerProcess, start_worker
from tests.edge.waiting import until
from tests.faults.ledger import Ledger
from tests.faults.telling import Publisher

NO_SERVER = ("reso: no server runs in", "reso: no NATS server answers")
"""What a worker says last that was started while the server was away; whoever started it tries again."""
Kill = Callable[[], Awaitable[None]]


class Household:
    """Worker processes on one server or cluster."""

    def __init__(self, settings: Settings, folder: Path, workers: int) -> None:
        self.settings, self._folder, self._number = settings, folder, workers
        self.workers: list[WorkerProcess] = []
        self.killed: list[str] = []
        self.fell_over: list[str] = []
        self._said = 0
        self.keeping = True

    async def start(self) -> None:
        """Start the workers and wait until they work."""
        for _ in range(self._number):
            self.workers.append(await self._worker())
        await asyncio.gather(*(until(worker.is_ready, patience=90) for worker in self.workers))

    async def kill_worker(self, number: int) -> None:
        """Kill a worker; another one is started in its place."""
        self.killed.append("worker")
        await self.workers[number].kill()

    async def keep(self) -> None:
        """Start a worker in the place of each that has ended, as long as `keeping`."""
        while self.keeping:
            for number, worker in enumerate(self.workers):
                if worker.ended:
                    self._ended(worker)
                    self.workers[number] = await self._worker()
            await asyncio.sleep(0.05)

    def _ended(self, worker: WorkerProcess) -> None:
        """Remember what it said last, unless it was killed or has found no server to begin with."""
        last = worker.said.strip().rpartition("\n")[2]
        if worker.process.returncode != -signal.SIGKILL and not last.startswith(NO_SERVER):
            self.fell_over.append(worker.said[-3000:])

    def none_fell_over(self) -> None:
        """No worker that had begun to work has ended by itself."""
        assert not self.fell_over, self.fell_over[0]

    async def end(self) -> None:
        """Stop every worker gracefully."""
        await asyncio.gather(*(until(worker.is_ready, patience=90) for worker in self.workers))
        codes = await asyncio.gather(*(worker.stop() for worker in self.workers))
        assert codes == [0] * len(codes), [worker.said[-2000:] for worker in self.workers]

    async def bury(self) -> None:
        """Kill what still runs."""
        await asyncio.gather(*(worker.kill() for worker in self.workers))

    async def _worker(self) -> WorkerProcess:
        self._said += 1
        return await start_worker(self.settings, self._folder / f"worker-{self._said}.log")


@asynccontextmanager
async def household(settings: Settings, folder: Path, workers: int) -> AsyncIterator[Household]:
    """Workers that are kept running, on a server that is; at the end they stop gracefully."""
    house = Household(settings, folder, workers)
    try:
        await house.start()
        async with kept(house):
            yield house
        await house.end()
    finally:
        await house.bury()


@asynccontextmanager
async def kept(house: Household) -> AsyncIterator[None]:
    """Within the block, a worker that ends is replaced."""
    keeping = asyncio.create_task(house.keep())
    try:
        yield
    finally:
        house.keeping = False
        await keeping


class OneServer:
    """The embedded server of a home, to be killed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __aenter__(self) -> "OneServer":
        self.server = await serve(self._settings)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.stop()

    async def kill(self) -> None:
        """Kill it, and start it again on the same store."""
        os.kill(self.server.description.pid, signal.SIGKILL)
        await self.server.death
        await self.server.stop()
        self.server = await serve(self._settings)


async def kill_now_and_then(
    publisher: Publisher, chance: Random, kills: list[Kill], events: int, telling: "asyncio.Task[None]"
) -> int:
    """Spread the kills over the telling of so many events; how many of them met events still being told."""
    done = 0
    for number, kill in enumerate(kills):
        at = int(events * (number + chance.random()) / (len(kills) + 1))

        async def reached(at: int = at) -> bool:
            return publisher.told >= at

        await until(reached, patience=180)
        done += not telling.done()
        await kill()
    return done


async def provisioned(settings: Settings) -> Client:
    """A connection to a server on which everything exists."""
    nc = await connect(settings, "test", patience=30)
    await provision(nc, settings)
    return nc


async def quiet(nc: Client, settings: Settings, patience: float = 240.0) -> Ledger:
    """Wait until everything told is recorded and everything due has fired; what the log then holds."""

    async def nothing_waits() -> bool:
        with suppress(JetStreamError):
            return await idle(nc)
        return False

    await until(nothing_waits, patience=patience)
    ledger = await Ledger.read(nc)
    while late := ledger.overdue(datetime.now(UTC) - timedelta(seconds=settings.settling)):
        await until(partial(_moved, nc, ledger, late), patience=patience)
        await until(nothing_waits, patience=patience)
        ledger = await Ledger.read(nc)
    return ledger


async def _moved(nc: Client, ledger: Ledger, late: list[tuple[str, str]]) -> bool:
    """Whether each of these cases has a record more than the ledger knows."""
    heads = await last_of_each(nc, subjects.STREAM, [subjects.records_of(*key) for key in late])
    known = [bytes(ledger.cases[key][-1].record.case) for key in late]
    return all(head is not None and case not in head.payload for head, case in zip(heads, known, strict=True))
