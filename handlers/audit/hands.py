"""Who replays: this process alone, or for a long log several more, each with its share of the cases.

A process of its own gets frames (a length, then MessagePack) through its stdin: what it needs to know, then pages of
records until the stream ends; then it answers one frame, its result.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from zlib import crc32

from msgspec import Struct, msgpack

from handlers.audit.findings import Result
from handlers.audit.reading import Entry
from handlers.audit.trails import Trails
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack

LONG = 20_000
"""Records from which further processes are worth their start."""
SHARE = 200
"""Records that are handed over together."""
_encoder = msgpack.Encoder()


class HandsFailed(Exception):
    """A process that replays has died; the sentence says how."""


class Brief(Struct):
    """What a process must know: the rule packs as they are stored, and the sequence of the seal."""

    packs: list[bytes]
    mark: int | None


class Hands(Protocol):
    """Takes the log page by page, then says what came of it."""

    async def take(self, entries: Sequence[Entry]) -> None:
        """Records in the order of the log."""

    async def finish(self) -> Result:
        """What came of it."""

    async def leave(self) -> None:
        """Leave nothing running."""


async def hands_for(records: int, kinds: Mapping[str, Kind[Any]], packs: Mapping[str, Pack], mark: int | None) -> Hands:
    """As many hands as so many records ask for; kinds that are not those of this release stay in this process."""
    processors = len(os.sched_getaffinity(0))
    if records < LONG or processors < 2 or kinds is not KINDS:
        return Alone(Trails(kinds, packs, mark))
    brief = Brief([pack.to_json() for pack in packs.values()], mark)
    return Crew([await _start(brief) for _ in range(min(processors, 8))])


class Alone:
    """This process."""

    def __init__(self, trails: Trails) -> None:
        self._trails = trails

    async def take(self, entries: Sequence[Entry]) -> None:
        """Replay them at once."""
        self._trails.take(entries)
        await asyncio.sleep(0)

    async def finish(self) -> Result:
        """What came of it."""
        return self._trails.finish()

    async def leave(self) -> None:
        """Nothing runs."""


class Crew:
    """Several processes; all records of a case go to the same one."""

    def __init__(self, processes: Sequence[Process]) -> None:
        self._processes = processes
        self._shares: list[list[Entry]] = [[] for _ in processes]

    async def take(self, entries: Sequence[Entry]) -> None:
        """Hand them over; waits while the others are busy."""
        shares, crew = self._shares, len(self._processes)
        for entry in entries:
            shares[crc32(entry.stem.encode()) % crew].append(entry)
        for number, share in enumerate(shares):
            if len(share) >= SHARE:
                await self._hand_over(number)

    async def finish(self) -> Result:
        """What came of it, put together."""
        for number in range(len(self._processes)):
            await self._hand_over(number)
        results = await asyncio.gather(*(_result(process) for process in self._processes))
        whole = Result(findings=[])
        for result in results:
            whole.records += result.records
            whole.cases += result.cases
            whole.sealed += result.sealed
            whole.untold += result.untold
            whole.heads |= result.heads
            whole.findings += result.findings
        whole.findings.sort(key=lambda finding: finding.seq)
        return whole

    async def leave(self) -> None:
        """End what still runs."""
        for process in self._processes:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def _hand_over(self, number: int) -> None:
        share, self._shares[number] = self._shares[number], []
        process = self._processes[number]
        try:
            await _send(process, share)
        except (BrokenPipeError, ConnectionResetError):
            await _died(process)


async def _start(brief: Brief) -> Process:
    command = (sys.executable, "-m", "handlers.audit.hand")
    paths = os.pathsep.join(path or os.getcwd() for path in sys.path)
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env={**os.environ, "PYTHONPATH": paths}, start_new_session=True
    )
    await _send(process, brief)
    return process


async def _send(process: Process, what: object) -> None:
    assert process.stdin is not None
    frame = _encoder.encode(what)
    process.stdin.writelines((len(frame).to_bytes(4, "big"), frame))
    await process.stdin.drain()


async def _result(process: Process) -> Result:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    answer = await process.stdout.read()
    if await process.wait():
        await _died(process)
    return msgpack.decode(answer, type=Result)


async def _died(process: Process) -> None:
    raise HandsFailed(f"a process that replays has died with exit code {await process.wait()}; run the audit again")
