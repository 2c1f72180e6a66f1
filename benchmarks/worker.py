"""A worker as production runs it: a process of its own on uvloop, until it is told to stop.

    python -m benchmarks.worker HOME
"""

import asyncio
import signal
import sys
from pathlib import Path

import uvloop

from handlers import logs
from handlers.settings import Settings
from handlers.worker import Worker


async def work(settings: Settings) -> None:
    """Work until SIGTERM."""
    worker = Worker(settings)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop.set)
    await worker.run()


def main() -> None:
    """Run one worker on the server of a home."""
    settings = Settings(home=Path(sys.argv[1]), log_level="warning")
    logs.configure(settings, "worker")
    uvloop.run(work(settings))


if __name__ == "__main__":
    main()
