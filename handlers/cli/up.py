"""`up`: everything on this machine, until it is told to stop."""

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from handlers.cli import paper, running
from handlers.cli.door import line
from handlers.cli.failures import WRONG_USE, Said
from handlers.clock import Clock, simulated
from handlers.readmodel.store import open_store
from handlers.server.ports import free_port
from handlers.server.supervisor import GaveUp, House, Role
from handlers.settings import PREFIX, Settings

ROLES = ("worker", "projector", "notify", "console")


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(up)


def up(
    workers: Annotated[int | None, typer.Option(min=1, max=16, help="Worker processes.")] = None,
    speed: Annotated[float | None, typer.Option(help="How many times as fast as the real clock ours runs.")] = None,
    start: Annotated[str | None, typer.Option(metavar="T", help="What a simulated clock shows at first.")] = None,
    only: Annotated[list[str] | None, typer.Option(metavar="ROLE", help=f"Run only this: {', '.join(ROLES)}.")] = None,
) -> None:
    """Run everything on this machine, until Ctrl-C."""
    if unknown := set(only or ()) - set(ROLES):
        raise Said(f"{', '.join(sorted(unknown))} is no role; there are: {', '.join(ROLES)}", WRONG_USE)
    settings = running.prepared("up", quiet=False, workers=workers)
    running.run(_up(settings, _clock(speed, start), only or ROLES))


def _clock(speed: float | None, start: str | None) -> Clock | None:
    """The clock that is asked for, if one is."""
    if speed is None and start is None:
        return None
    try:
        return simulated(1.0 if speed is None else speed, running.moment_of(start, "--start"))
    except ValueError as error:
        raise Said(str(error), WRONG_USE) from None


async def _up(settings: Settings, wished: Clock | None, only: Sequence[str]) -> None:
    house = House(
        settings, [_role(name, settings) for name in ROLES if name in only and _is_wanted(name, settings)], wished
    )
    running.on_signals(house.stop.set)
    try:
        await house.run(paper.put_now)
    except GaveUp as reason:
        raise Said(str(reason)) from None


def _is_wanted(name: str, settings: Settings) -> bool:
    """Whether there is anything to do for it."""
    return name != "notify" or bool(settings.notify)


def _role(name: str, settings: Settings) -> Role:
    """What runs beside the server under this name."""
    match name:
        case "worker":
            return Role(name, settings.workers, vital=True)
        case "projector":
            return Role(name, lines=(f"Tables    {open_store(settings).address}",))
        case "console":
            return _console(settings)
    return Role(name)


def _console(settings: Settings) -> Role:
    """The console, on another port where its own is taken and nobody has set it; it keeps that when it starts again."""
    if "console_port" not in settings.model_fields_set:
        settings = settings.model_copy(update={"console_port": free_port(settings.console_port)})
        os.environ[f"{PREFIX}CONSOLE_PORT"] = str(settings.console_port)
    return Role("console", lines=(line(settings),))
