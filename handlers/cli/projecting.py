"""`projector`: keeps the tables of the read model, or builds them anew."""

from typing import Annotated

import typer
from nats.aio.client import Client
from sqlalchemy.exc import DBAPIError

from handlers import clock as clocks
from handlers.cli import paper, running
from handlers.cli.failures import Said
from handlers.cli.tending import collect_seldom, on_end_of_input
from handlers.operating.daily import begin
from handlers.readmodel.projector import CannotProject, Projector
from handlers.readmodel.rebuilding import rebuild
from handlers.readmodel.shelves import shelf_of
from handlers.readmodel.source import Source
from handlers.readmodel.store import words
from handlers.settings import Settings
from handlers.wire.ending import ended


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(projector)


def projector(
    anew: Annotated[bool, typer.Option("--rebuild", help="Build the tables anew, then end.")] = False,
    attended: Annotated[bool, typer.Option("--attended", hidden=True, help="Stop when stdin ends.")] = False,
) -> None:
    """Keep the tables for questions in step with the log, until SIGTERM or Ctrl-C."""
    collect_seldom()
    if anew:
        running.connected("projector", _rebuild)
    else:
        running.run(_keep(running.prepared("projector", quiet=False), attended=attended))


async def _keep(settings: Settings, *, attended: bool) -> None:
    work = Projector(settings)
    running.on_signals(work.stop.set)
    if attended:
        await on_end_of_input(work.stop.set)
    figures = begin(settings, work.stop)
    try:
        await work.run()
    except CannotProject as reason:
        raise Said(str(reason)) from None
    finally:
        await ended((figures,))


async def _rebuild(nc: Client, settings: Settings) -> None:
    shelf = shelf_of(settings)
    try:
        standing = await rebuild(shelf, Source(nc, await clocks.load(nc)))
    except (DBAPIError, OSError) as fault:
        raise Said(f"the tables in {shelf.address} cannot be written: {words(fault)}") from fault
    finally:
        await shelf.close()
    paper.put(f"{standing.messages:,} messages of the log are in {shelf.address}, up to sequence {standing.position:,}")
