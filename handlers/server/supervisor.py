"""Everything on one machine: the server, if none is set, and the processes around it, which are kept running.

    house = House(settings, [Role("worker", 2), Role("projector")])
    await house.run(say)        # returns when `house.stop` is set; raises `GaveUp`

A process that dies is started again, with a line in the log; one that dies again and again, or says with exit code 2
that its setup is wrong, means that starting does not cure it: then all are stopped. They stop first, then the server;
where the server died, there is nothing to wait for. The stdin of each is a pipe of ours, and it stops when that closes:
none outlives its house.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import structlog
from nats.aio.client import Client

from handlers import clock as clocks
from handlers.clock import Clock
from handlers.home import PASSWORDS
from handlers.server import room
from handlers.server.server import Server, serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire.connection import connect
from handlers.wire.ending import ended

log = structlog.get_logger(__name__)
OFTEN, WITHIN = 5, 120.0
"""Deaths of processes of one role within that many seconds after which the house gives up."""
WRONG_SETUP = 2
"""The exit code of a process that another start would not help."""
PAUSE = 0.5
LONG_PAUSE = 30.0
"""Seconds before one is started again that died often, or cannot start, and without which the house goes on."""
PATIENCE = 40.0
"""Seconds that a process has to finish what it has in hand."""
NO_PATIENCE = 1.5
"""The same without a server: it can neither read nor write, and its inputs are in the store."""
Done = TypeVar("Done")
Say = Callable[[str], None]


class GaveUp(Exception):
    """The house cannot be kept running; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Role:
    """Something that is kept running: `reso <name>`, in so many processes; `lines` tell people its addresses.

    Only a `vital` one that cannot be kept running ends the house: what shows cases must not stop what carries them.
    """

    name: str
    processes: int = 1
    lines: tuple[str, ...] = ()
    vital: bool = False


class House:
    """A server and the processes around it."""

    def __init__(self, settings: Settings, roles: Sequence[Role], wished: Clock | None = None) -> None:
        self._settings, self._roles, self._wished = settings, roles, wished
        self.stop = asyncio.Event()
        self._trouble: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._deaths = {role.name: deque[float](maxlen=OFTEN) for role in roles}
        self._patience = PATIENCE

    async def run(self, say: Say) -> None:
        """Start everything, tell `say` a line for every address, and keep it running until told to stop."""
        server = None if self._settings.nats_url else await self._unless_over(serve(self._settings))
        try:
            if server:
                server.on_death(self._without_server)
            await self._unless_over(self._prepare(say, server))
            if not self._over:
                await self._keep()
        finally:
            if server:
                await server.stop()
        if self._trouble.done():
            raise GaveUp(self._trouble.result())

    @property
    def _over(self) -> bool:
        """Whether it was told to stop, or cannot go on."""
        return self.stop.is_set() or self._trouble.done()

    async def _unless_over(self, work: Coroutine[Any, Any, Done]) -> Done | None:
        """What `work` answers; None, and it is let go, as soon as the house is told to stop or cannot go on."""
        if self._over:
            work.close()
            return None
        task, stopped = asyncio.create_task(work), asyncio.create_task(self.stop.wait())
        await asyncio.wait((task, stopped, self._trouble), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if task.done():
            return task.result()
        await ended((task,))
        return None

    async def _prepare(self, say: Say, server: Server | None) -> None:
        nc = await connect(self._settings, "reso up", patience=30)
        try:
            await provision(nc, self._settings)
            await room.warn(nc, self._settings)
            told = [line for role in self._roles for line in role.lines]
            for line in (*addresses(self._settings, server), *told, *await self._set_clock(nc)):
                say(line)
        finally:
            await nc.close()

    async def _set_clock(self, nc: Client) -> list[str]:
        """Store the clock that was asked for, unless the log has one; answers what there is to say about it."""
        if self._wished is None:
            return clock_lines(await clocks.load(nc), None)
        return clock_lines(await clocks.store(nc, self._wished), self._wished)

    async def _keep(self) -> None:
        """Keep the processes running until told to stop, or until that is hopeless."""
        every = [(role, number) for role in self._roles for number in range(1, role.processes + 1)]
        keepers = [asyncio.create_task(self._keep_one(role, number)) for role, number in every]
        ends: list[asyncio.Future[Any]] = [asyncio.create_task(self.stop.wait()), self._trouble, *keepers]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        self.stop.set()
        await asyncio.gather(*keepers)

    async def _keep_one(self, role: Role, number: int) -> None:
        """One process after another, until told to stop."""
        while not self.stop.is_set():
            process = await _start(role.name)
            log.info("process.started", role=role.name, number=number, pid=process.pid)
            await _first(process.wait(), self.stop.wait())
            if self.stop.is_set():
                await _end(role.name, process, self._patience)
                return
            log.error("process.died", role=role.name, number=number, pid=process.pid, exit=process.returncode)
            hopeless = self._hopeless(role.name, process.returncode)
            if hopeless and role.vital:
                self._give_up(hopeless)
            elif hopeless:
                log.error("process.missing", role=role.name, why=hopeless, again_in_s=LONG_PAUSE)
            await _first(asyncio.sleep(LONG_PAUSE if hopeless else PAUSE), self.stop.wait())

    def _hopeless(self, role: str, code: int | None) -> str | None:
        """Why another start just now would not help, if that is so."""
        now, deaths = asyncio.get_running_loop().time(), self._deaths[role]
        deaths.append(now)
        if code == WRONG_SETUP:
            return f"a {role} cannot start with these settings: its own words stand above"
        if len(deaths) == OFTEN and now - deaths[0] < WITHIN:
            return f"{role} processes died {OFTEN} times within {WITHIN:g} s, the last with exit code {code}"
        return None

    def _without_server(self, sentence: str) -> None:
        """End everything at once: what the workers had in hand is decided again from the store."""
        self._patience = NO_PATIENCE
        log.warning("workers.not_awaited", why="the server is gone; their inputs are in its store, nothing is lost")
        self._give_up(sentence)

    def _give_up(self, sentence: str) -> None:
        if not self._trouble.done():
            self._trouble.set_result(sentence)


async def _start(role: str) -> Process:
    """A process, in a session of its own: Ctrl-C reaches the house, which then stops it."""
    command = (sys.executable, "-m", "handlers.cli", role, "--attended")
    return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=DEVNULL, start_new_session=True)


async def _end(role: str, process: Process, patience: float) -> None:
    """Let the process finish what it has in hand, for so many seconds, then make it end."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), patience)
        except TimeoutError:
            log.warning("process.killed", role=role, pid=process.pid, after_s=patience)
            process.kill()
            await process.wait()


async def _first(*things: Coroutine[Any, Any, object]) -> None:
    """Wait for the first of these, let go of the others."""
    tasks = [asyncio.create_task(thing) for thing in things]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def addresses(settings: Settings, server: Server | None) -> list[str]:
    """A line for every address that is served."""
    if server is None:
        yours = ",".join(url.strip().rpartition("@")[2] for url in str(settings.nats_url).split(","))
        return [f"NATS      {yours} (yours)"]
    return [f"NATS      {server.url} (users reso and publisher, passwords in {server.home / PASSWORDS})"]


def clock_lines(clock: Clock, wished: Clock | None) -> list[str]:
    """What there is to say about a clock that is not the real one."""
    if clock == Clock():
        return []
    told = f"Clock     simulated, {clock.speed:g} times as fast, now {_shown(clock.now())}"
    if wished is None or wished == clock:
        return [told]
    return [told, "          this log had its clock already: --speed and --start are left aside, the stored one holds"]


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
