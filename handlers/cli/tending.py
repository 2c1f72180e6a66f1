"""A process that runs for long: whom it hears, and how seldom it looks for garbage."""

import asyncio
import gc
import sys
from collections.abc import Callable


def collect_seldom() -> None:
    """Batches leave hardly any garbage behind: to look for it as often as usual costs a fifth of a process's time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 1000)


async def on_end_of_input(stop: Callable[[], None]) -> None:
    """Call `stop` when stdin ends: whoever started this process is gone."""

    class Ear(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            stop()

    await asyncio.get_running_loop().connect_read_pipe(Ear, sys.stdin)
