"""`console`: the pages for people and the API, until it is told to stop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import typer
import uvicorn
from fastapi import FastAPI

from handlers.api.context import open_context
from handlers.cli import paper, running
from handlers.cli.door import line
from handlers.cli.failures import Said
from handlers.cli.tending import on_end_of_input
from handlers.console.app import application
from handlers.settings import Settings

BACKLOG: Final = 128
GRACE: Final = 3
"""Seconds that answers under way may take once it is told to stop."""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(console)


def console(
    attended: Annotated[bool, typer.Option("--attended", hidden=True, help="Stop when stdin ends.")] = False,
) -> None:
    """Serve the console and the API, until SIGTERM or Ctrl-C."""
    settings = running.prepared("console", quiet=False)
    running.run(_serve(settings, attended=attended))


async def _serve(settings: Settings, *, attended: bool) -> None:
    stop = asyncio.Event()
    running.on_signals(stop.set)
    if attended:
        await on_end_of_input(stop.set)
    async with open_context(settings) as context:
        with _listening(settings) as door:
            server = _server(application(context))
            serving = asyncio.create_task(server.serve(sockets=[door]))
            paper.put_now(line(settings))
            await asyncio.wait((serving, asyncio.create_task(stop.wait())), return_when=asyncio.FIRST_COMPLETED)
            context.closing.set()
            server.should_exit = True
            await serving


def _listening(settings: Settings) -> socket.socket:
    """The socket that the settings name."""
    host, port = settings.console_host.strip("[]"), settings.console_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as fault:
        why = fault.strerror or str(fault)
        told = f"the console cannot listen on {host}, port {port} ({why})"
        raise Said(f"{told}: set RESO_CONSOLE_HOST and RESO_CONSOLE_PORT to what is free here") from None


class _Server(uvicorn.Server):
    """A server that leaves signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured: `stop` hears them."""
        yield


def _server(app: FastAPI) -> uvicorn.Server:
    """A server that leaves logs to us as well."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", server_header=False, timeout_graceful_shutdown=GRACE
    )
    return _Server(config)
