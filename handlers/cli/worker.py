"""`worker`: one worker process."""

from typing import Annotated

import typer

from handlers.cli import running
from handlers.cli.failures import Said
from handlers.cli.tending import collect_seldom, on_end_of_input
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


async def _work(settings: Settings, *, attended: bool) -> None:
    work = Worker(settings)
    running.on_signals(work.stop.set)
    if attended:
        await on_end_of_input(work.stop.set)
    try:
        await work.run()
    except CannotGoOn as reason:
        raise Said(str(reason)) from None
