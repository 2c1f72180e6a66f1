"""`nats`: the embedded server alone."""

import asyncio

import typer

from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.server.server import serve
from handlers.server.supervisor import addresses
from handlers.settings import Settings


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(nats)


def nats() -> None:
    """Run the embedded NATS server alone, until SIGTERM or Ctrl-C."""
    settings = running.prepared("nats", quiet=False)
    if settings.nats_url:
        raise Said("RESO_NATS_URL is set: the embedded server runs only where it is not", WRONG_USE)
    running.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    running.on_signals(stop.set)
    server = await serve(settings)
    server.on_death(lambda _: stop.set())
    for line in addresses(settings, server):
        paper.put_now(line)
    await stop.wait()
    died = server.death.result() if server.death.done() else None
    await server.stop()
    if died:
        raise Said(died)
