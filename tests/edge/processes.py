"""Workers as processes of their own, started with the command that operators use."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from nats.aio.client import Client

from events import subjects
from handlers.settings import Settings
from handlers.streams.topology import bucket_stream
from handlers.wire.jetstream import JetStreamError, ask
from tests.edge.house import ago, names, requested, tell
from tests.edge.waiting import until

ROOT = Path(__file__).parents[2]


def environment(settings: Settings) -> dict[str, str]:
    """What leads a process to the server of these settings."""
    told = {
        "RESO_HOME": str(settings.home),
        "RESO_SETTLING": str(settings.settling),
        "RESO_LEASE_SECONDS": str(settings.lease_seconds),
        "RESO_REPLICAS": str(settings.replicas),
        "RESO_BATCH": str(settings.batch),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RESO_")}
    return kept | told | {"PYTHONPATH": str(ROOT)}


class WorkerProcess:
    """One worker; what it says goes to a file."""

    def __init__(self, process: Process, said: Path) -> None:
        self.process, self._said = process, said

    @property
    def said(self) -> str:
        """What it has written to stderr."""
        return self._said.read_text(errors="replace")

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self.process.returncode is not None

    async def kill(self) -> None:
        """End it as a power cut would."""
        if not self.ended:
            self.process.kill()
        await self.process.wait()

    async def stop(self, patience: float = 60.0) -> int:
        """Ask it to stop and wait until it has; its exit code."""
        if not self.ended:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), patience)

    async def is_ready(self) -> bool:
        """Whether it has begun to work; fails if it has ended instead."""
        assert not self.ended, self.said[-3000:]
        return "worker.ready" in self.said


async def start_worker(settings: Settings, said: Path) -> WorkerProcess:
    """A worker process that has just been started."""
    with said.open("ab") as words:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "handlers.cli", "worker",
            cwd=ROOT, env=environment(settings), stdin=DEVNULL, stdout=DEVNULL, stderr=words,
        )  # fmt: skip
    return WorkerProcess(process, said)


@asynccontextmanager
async def working(settings: Settings, said: Path) -> AsyncIterator[WorkerProcess]:
    """A worker process that has begun to work; killed at the end if it still runs."""
    worker = await start_worker(settings, said)
    try:
        await until(worker.is_ready)
        yield worker
    finally:
        await worker.kill()


async def shares(nc: Client) -> list[int]:
    """How many partitions each worker holds, the most first."""
    bucket = subjects.BUCKET_LEASES
    held: dict[bytes, int] = {}
    try:
        told = await ask(nc, f"STREAM.INFO.{bucket_stream(bucket)}", {"subjects_filter": f"$KV.{bucket}.>"})
    except JetStreamError:
        return []
    for name in told["state"].get("subjects") or ():
        try:
            answer = await ask(nc, f"STREAM.MSG.GET.{bucket_stream(bucket)}", {"last_by_subj": name})
        except JetStreamError:
            continue
        holder = answer["message"].get("data", "").encode()
        held[holder] = held.get(holder, 0) + 1
    return sorted(held.values(), reverse=True)


def has(nc: Client, *wanted: int) -> Callable[[], Awaitable[bool]]:
    """Whether the partitions are shared like this, the most first."""

    async def look() -> bool:
        return await shares(nc) == list(wanted)

    return look


async def everywhere(nc: Client, prefix: str) -> list[str]:
    """Publish a request to a case in every partition; the cases."""
    found: dict[int, str] = {}
    number = 0
    while len(found) < subjects.PARTITIONS:
        number += 1
        found.setdefault(subjects.partition("return", f"{prefix}-{number}"), f"{prefix}-{number}")
    await tell(nc, *(requested(case_id, ago(hours=1)) for case_id in found.values()))
    return list(found.values())


async def all_recorded(nc: Client, cases: list[str], patience: float) -> None:
    """Wait until each of these cases has its request."""

    async def look() -> bool:
        return all(await asyncio.gather(*(names(nc, case_id) for case_id in cases)))

    await until(look, patience=patience)
