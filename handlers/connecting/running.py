"""A connector as a process: its settings, its connection, and a sentence instead of a trace where it cannot go on."""

import asyncio
import signal
import sys

from handlers import clock as clocks
from handlers import logs
from handlers.connecting.connector import Act, Connector, ConnectorGone
from handlers.connecting.wishes import Errand
from handlers.packs import PackShelf, pack_in_force
from handlers.settings import Settings, SettingWrong, read_settings
from handlers.wire.connection import ServerUnavailable, connect
from lifecycle.policy.errors import PackError


def serve(errand: Errand, act: Act, *, patience: float = 30.0) -> int:
    """Carry out an errand until SIGTERM or Ctrl-C; the exit code, 1 where it cannot go on.

    `patience` is how long (seconds) the server waits for a sign of life before it gives an intent to another.
    """
    try:
        settings = read_settings()
        logs.configure(settings, f"connector {errand.name}")
        asyncio.run(_work(settings, errand, act, patience))
    except (ConnectorGone, ServerUnavailable, SettingWrong, PackError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


async def _work(settings: Settings, errand: Errand, act: Act, patience: float) -> None:
    nc = await connect(settings, f"connector {errand.name}")
    try:
        shelf = PackShelf(nc, pack_in_force(settings))
        connector = Connector(nc, errand, act, shelf, await clocks.load(nc), patience=patience)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, connector.stop.set)
        await connector.run()
    finally:
        await nc.close()
