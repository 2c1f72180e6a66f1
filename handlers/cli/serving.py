"""`up`, `worker`, `nats`: what runs until it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import Callable
from typing import Annotated, Optional

import typer

from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.settings import Settings


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(up)
    app.command()(worker)
    app.command()(nats)


def up(
    workers: Annotated[Optional[int], typer.Option(min=1, max=16, help="Worker processes.")] = None,
    speed: Annotated[Optional[float], typer.Option(help="How many times as fast as the real one the clock runs.")] = None,
    start: Annotated[Optional[str], typer.Option(help="What the simulated clock shows at the start.")] = None,
) -> None:
    """Run everything on this machine, until Ctrl-C."""
    settings = running.prepared("up", quiet=False, workers=workers)
    running.run(_up(settings, speed, start))


async def _up(settings: Settings, speed: float | None, start: str | None) -> None:
    from handlers import clock as clocks
    from handlers.supervisor import GaveUp, House

    wished = None
    if speed is not None or start is not None:
        try:
            wished = clocks.simulated(1.0 if speed is None else speed, running.moment_of(start, "--start"))
        except ValueError as error:
            raise Said(str(error), WRONG_USE) from None
    house = House(settings, settings.workers, wished)
    on_signals(house.stop.set)
    try:
        await house.run(_line)
    except GaveUp as reason:
        raise Said(str(reason)) from None


def worker(
    attended: Annotated[bool, typer.Option("--attended", hidden=True)] = False,
) -> None:
    """Run one worker, until SIGTERM or Ctrl-C."""
    settings = running.prepared("worker", quiet=False)
    running.run(_work(settings, attended=attended))


async def _work(settings: Settings, *, attended: bool) -> None:
    from handlers.worker import CannotGoOn, Worker

    work = Worker(settings)
    on_signals(work.stop.set)
    if attended:
        await _on_end_of_input(work.stop.set)
    try:
        await work.run()
    except CannotGoOn as reason:
        raise Said(str(reason)) from None


def nats() -> None:
    """Run the embedded NATS server alone, until SIGTERM or Ctrl-C."""
    settings = running.prepared("nats", quiet=False)
    if settings.nats_url:
        raise Said(f"RESO_NATS_URL is {settings.nats_url}: the embedded server runs only where it is unset", WRONG_USE)
    running.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from handlers.server import serve
    from handlers.supervisor import addresses

    server = await serve(settings)
    stop = asyncio.Event()
    on_signals(stop.set)
    server.on_death(lambda _: stop.set())
    for line in addresses(settings, server):
        _line(line)
    await stop.wait()
    died = server.death.result() if server.death.done() else None
    await server.stop()
    if died:
        raise Said(died)


def on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` at SIGINT and SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def _on_end_of_input(stop: Callable[[], None]) -> None:
    """Call `stop` when stdin ends: whoever started this process is gone."""

    class Ear(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            stop()

    await asyncio.get_running_loop().connect_read_pipe(Ear, sys.stdin)


def _line(words: str) -> None:
    paper.put(words)
    sys.stdout.flush()
