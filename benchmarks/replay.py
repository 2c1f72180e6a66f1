"""How fast is a replay? A log of returns with all their events, then `reso replay` as an auditor runs it.

python -m benchmarks.replay [--records 100000]

Prints records a second of the whole command, start of the interpreter included. Ends with 1 if it finds anything.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from datetime import UTC, datetime

import uvloop

from benchmarks.broker import fresh, running
from benchmarks.filling import fill
from benchmarks.load import EACH
from handlers.settings import Settings


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay")
    parser.add_argument("--records", type=int, default=100_000)
    sys.exit(uvloop.run(measure(parser.parse_args().records)))


async def measure(records: int) -> int:
    """Make a log of at least that many records and replay it; answers the exit code of the command."""
    async with fresh() as home, running(home, sync_always=False) as over:
        await fill(over, -(-records // EACH), datetime.now(UTC))
        start = time.perf_counter()
        code, told = await _replayed(over.settings)
        seconds = time.perf_counter() - start
        found = json.loads(told)
        print(f"{found['records']:,} records of {found['cases']:,} cases in {seconds:.1f} s:", end=" ")
        print(f"{found['records'] / seconds:,.0f} records/s, {'clean' if found['clean'] else 'NOT CLEAN'}")
        return code


async def _replayed(settings: Settings) -> tuple[int, bytes]:
    """The exit code of `reso replay --json` and what it prints."""
    told = {**os.environ, "RESO_HOME": str(settings.home), "RESO_LOG_LEVEL": "warning"}
    command = (sys.executable, "-m", "handlers.cli", "replay", "--json")
    process = await asyncio.create_subprocess_exec(*command, env=told, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out


if __name__ == "__main__":
    main()
