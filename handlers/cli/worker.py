"""`worker`: one worker process."""

import asyncio
import gc
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from handlers.cli import running
from handlers.cli.failures import Said
from handlers.settings import Settings
from handlers.worker.worker import CannotGoOn, Worker


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)


def worker(
    attended: Annotated[bool, typer.Option("--attended", hidden=True, help="Stop when stdin ends.")] = False,
) -> None:
    """Run one worker, until SIGTERM or Ctrl-C."""
    settings = running.prepared("worker", quiet=False)
    collect_seldom()
    running.run(_work(settings, attended=attended))


def collect_seldom() -> None:
    """Batches leave hardly any garbage behind: to look for it as often as usual costs a fifth of a process's time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 1000)


async def _work(settings: Settings, *, attended: bool) -> None:
    work = Worker(settings)
    running.on_signals(work.stop.set)
    if attended:
        await on_end_of_input(work.stop.set)
    try:
        await work.run()
    except CannotGoOn as reason:
        raise Said(str(reason)) from None


async def on_end_of_input(stop: Callable[[], None]) -> None:
    """Call `stop` when stdin ends: whoever started this process is gone."""

    class Ear(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            stop()

    await asyncio.get_running_loop().connect_read_pipe(Ear, sys.stdin)
