"""Worker processes: started, watched, stopped, and what they cost in processor time, memory and disk (Linux)."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

Processes = Sequence[asyncio.subprocess.Process]
TICK = os.sysconf("SC_CLK_TCK")
STOP = 30.0


@asynccontextmanager
async def started(commands: Iterable[Sequence[str]], **said: str) -> AsyncIterator[Processes]:
    """Python modules as processes of their own, with `said` in their environment; stopped in the end."""
    environment = {**os.environ, **said}
    running = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", *command, env=environment) for command in commands
    ]
    try:
        yield running
    finally:
        await asyncio.gather(*(_stop(process) for process in running))


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Ask it to end; kill it where it does not."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP):
            await process.wait()
    except TimeoutError:
        print(f"process {process.pid} did not end within {STOP:g} s of SIGTERM", file=sys.stderr)
        process.kill()
        await process.wait()


def all_live(running: Processes) -> None:
    """Raise where one of the processes has ended."""
    ended = [process.returncode for process in running if process.returncode is not None]
    if ended:
        raise RuntimeError(f"a worker ended with exit code {ended[0]}")


def processor_seconds(pids: Iterable[int]) -> float:
    """Processor time that these processes have used so far."""
    fields = [Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split() for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICK


def idle_share() -> tuple[int, int]:
    """Idle and all ticks of the machine so far; waiting for the disk counts as idle."""
    ticks = [int(number) for number in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]]
    return ticks[3] + ticks[4], sum(ticks[:8])


def memory(pid: int) -> int:
    """Bytes that a process holds in memory."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def disk(folder: Path) -> int:
    """Bytes that the files below a folder take up on the disk."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
