"""Replay: the whole log, or one case of it, derived again from its inputs, decisions and wake-ups."""

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from msgspec import ValidationError
from nats.aio.client import Client

from events import subjects
from handlers.audit.findings import Finding, Report, Result
from handlers.audit.hands import Hands, hands_for
from handlers.audit.reading import Page, pages
from handlers.caselog import CaseKey
from handlers.wire.gets import members
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack

Progress = Callable[[int, int], None]
"""Told how many records are done, and how many there are in all."""


async def replay(
    nc: Client,
    *,
    case: CaseKey | None = None,
    stream: str = subjects.STREAM,
    kinds: Mapping[str, Kind[Any]] = KINDS,
    progress: Progress | None = None,
) -> Report:
    """Derive every record again and compare; of one `case` (kind, id) or of all, in the log or in its copy."""
    begun = time.perf_counter()
    of = subjects.records_of(*case) if case else subjects.CASES
    packs, findings = await packs_in(nc)
    result = await replayed(pages(nc, stream=stream, of=of), kinds, packs, progress=progress)
    told = (*findings, *result.findings)
    return Report(result.records, result.cases, told, time.perf_counter() - begun, result.untold)


async def replayed(
    log: AsyncGenerator[Page, None],
    kinds: Mapping[str, Kind[Any]],
    packs: Mapping[str, Pack],
    *,
    mark: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """What comes of replaying these pages; with `mark`, also the last record of every case up to that sequence."""
    hands: Hands | None = None
    done = 0
    try:
        async with aclosing(log):
            async for page in log:
                hands = hands or await hands_for(len(page.entries) + page.left, kinds, packs, mark)
                await hands.take(page.entries)
                done += len(page.entries)
                if progress:
                    progress(done, done + page.left)
        return await hands.finish() if hands else Result()
    finally:
        if hands:
            await hands.leave()


async def packs_in(nc: Client) -> tuple[dict[str, Pack], list[Finding]]:
    """The rule packs that the log holds, by digest; one whose content is not what its name says is not used."""
    packs: dict[str, Pack] = {}
    findings: list[Finding] = []
    for stored in await members(nc, subjects.STREAM, subjects.POLICIES, patience=30.0):
        digest = stored.subject.rpartition(".")[2]
        pack = _pack(stored.payload)
        if pack is not None and pack.digest == digest:
            packs[digest] = pack
        else:
            findings.append(Finding("unreadable", f"rule pack {digest} in the log has been changed", seq=stored.seq))
    return packs, findings


def _pack(stored: bytes) -> Pack | None:
    try:
        return Pack.from_json(stored)
    except (ValidationError, ValueError):
        return None
