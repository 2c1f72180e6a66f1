"""Verify: the whole log replayed, compared with its audit copy, and with a seal."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from nats.aio.client import Client

from events import subjects
from handlers.audit.comparison import compare
from handlers.audit.findings import Finding, Report, Result
from handlers.audit.reading import pages
from handlers.audit.replay import Progress, packs_in, replayed
from handlers.audit.seal import Seal, SealUnreadable, digest_of, last_seal
from lifecycle.engine.kind import Kind
from lifecycle.kinds import KINDS

CATCH_UP = 30.0
"""Seconds that the audit copy has to catch up with the log."""


async def verify(
    nc: Client,
    *,
    seal: Seal | str | None = None,
    kinds: Mapping[str, Kind[Any]] = KINDS,
    patience: float = CATCH_UP,
    progress: Progress | None = None,
) -> Report:
    """All that can be found: edited and reordered records, and removed ones up to the seal.

    The seal is the one given (as a text: raises `SealUnreadable`), else the last that is stored in the log.
    """
    begun = time.perf_counter()
    sealed, unreadable = (Seal.from_text(seal), []) if isinstance(seal, str) else await _seal(nc, seal)
    packs, changed = await packs_in(nc)
    comparison, end, late = await compare(nc, patience)
    log = comparison.follow(pages(nc, end=end))
    result = await replayed(log, kinds, packs, mark=sealed.sequence if sealed else None, progress=progress)
    broken = _unsealed(sealed, result) if sealed else ()
    told = (*unreadable, *changed, *late, *comparison.findings, *broken, *result.findings)
    return Report(result.records, result.cases, told, time.perf_counter() - begun, result.untold, sealed)


async def _seal(nc: Client, given: Seal | None) -> tuple[Seal | None, list[Finding]]:
    try:
        return given or await last_seal(nc), []
    except SealUnreadable as fault:
        return None, [Finding("seal", f"the last seal on {subjects.SEAL} cannot be read: {fault}")]


def _unsealed(seal: Seal, result: Result) -> Iterator[Finding]:
    """How the log differs from what was sealed."""
    told = f"the seal of {seal.at:%Y-%m-%dT%H:%M:%SZ} holds {seal.records} records of {seal.cases} cases"
    up_to = f"up to sequence {seal.sequence}"
    if (result.sealed, len(result.heads)) != (seal.records, seal.cases):
        found = f"the log has {result.sealed} records of {len(result.heads)} cases there"
        yield Finding("seal", f"{told} {up_to}, {found}: some were removed or added")
    elif digest_of(result.heads) != seal.digest:
        yield Finding("seal", f"{told} {up_to}, and so does the log, but not the same: some were changed or exchanged")
