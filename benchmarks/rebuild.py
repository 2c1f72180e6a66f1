"""How fast are the tables built anew? A log of returns with all their events, then `reso projector --rebuild`.

python -m benchmarks.rebuild [--records 100000] [--home FOLDER]

Prints messages a second of the whole command, start of the interpreter included, and its processor time.
`RESO_DATABASE_URL` measures PostgreSQL. With `--home` the log is made once and kept there for the next time.
"""

import argparse
import asyncio
import os
import resource
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from benchmarks.broker import Broker, fresh, running
from benchmarks.filling import fill
from benchmarks.load import EACH
from handlers.readmodel.store import open_store
from handlers.settings import Settings


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rebuild")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--home", type=Path)
    told = parser.parse_args()
    uvloop.run(measure(told.records, told.home))


async def measure(records: int, home: Path | None) -> None:
    """Make a log of at least that many records, or take the one that is kept, and build its tables."""
    async with _log(records, home) as over:
        settings = Settings(home=over.settings.home, database_url=os.environ.get("RESO_DATABASE_URL"))
        start = time.perf_counter()
        await _rebuilt(settings)
        seconds = time.perf_counter() - start
        store = open_store(settings)
        standing = await store.standing()
        await store.close()
        assert standing is not None
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{standing.messages:,} messages in {seconds:.1f} s: {standing.messages / seconds:,.0f} messages/s,",
            end=" ",
        )
        print(f"{used.ru_utime + used.ru_stime:.1f} s of processor time, into {store.address}")


@asynccontextmanager
async def _log(records: int, home: Path | None) -> AsyncIterator[Broker]:
    """A server with the log."""
    if home is None:
        async with fresh() as folder, running(folder, sync_always=False) as over:
            await fill(over, -(-records // EACH), datetime.now(UTC))
            yield over
        return
    made = (home / "jetstream").exists()
    async with running(home, sync_always=False) as over:
        if not made:
            await fill(over, -(-records // EACH), datetime.now(UTC))
        yield over


async def _rebuilt(settings: Settings) -> None:
    """Run the command."""
    told = {**os.environ, "RESO_HOME": str(settings.home), "RESO_LOG_LEVEL": "warning"}
    command = (sys.executable, "-m", "handlers.cli", "projector", "--rebuild")
    process = await asyncio.create_subprocess_exec(*command, env=told, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0


if __name__ == "__main__":
    main()
