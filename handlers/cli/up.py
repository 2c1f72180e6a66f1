"""`up`: everything on this machine, until it is told to stop."""

from typing import Annotated

import typer

from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.clock import Clock, simulated
from handlers.server.supervisor import GaveUp, House
from handlers.settings import Settings


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(up)


def up(
    workers: Annotated[int | None, typer.Option(min=1, max=16, help="Worker processes.")] = None,
    speed: Annotated[float | None, typer.Option(help="How many times as fast as the real clock ours runs.")] = None,
    start: Annotated[str | None, typer.Option(metavar="T", help="What a simulated clock shows at first.")] = None,
) -> None:
    """Run everything on this machine, until Ctrl-C."""
    settings = running.prepared("up", quiet=False, workers=workers)
    running.run(_up(settings, _clock(speed, start)))


def _clock(speed: float | None, start: str | None) -> Clock | None:
    """The clock that is asked for, if one is."""
    if speed is None and start is None:
        return None
    try:
        return simulated(1.0 if speed is None else speed, running.moment_of(start, "--start"))
    except ValueError as error:
        raise Said(str(error), WRONG_USE) from None


async def _up(settings: Settings, wished: Clock | None) -> None:
    house = House(settings, settings.workers, wished)
    running.on_signals(house.stop.set)
    try:
        await house.run(paper.put_now)
    except GaveUp as reason:
        raise Said(str(reason)) from None
