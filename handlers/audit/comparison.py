"""The log against its audit copy: every record must stand in both, the same, in the same order."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from nats.aio.client import Client

from events import subjects
from handlers.audit.findings import Finding
from handlers.audit.reading import Entry, Page, pages
from handlers.wire.gets import Stored, leader_last

POLL = 0.05


class Comparison:
    """Follows the copy while the log is read; `end` is the sequence in RESO up to which both are compared."""

    def __init__(self, copy: AsyncGenerator[Page, None], end: int) -> None:
        self._copy, self._end = copy, end
        self._ahead: dict[int, Entry] = {}
        self._reached = 0
        self.findings: list[Finding] = []

    async def follow(self, log: AsyncGenerator[Page, None]) -> AsyncGenerator[Page, None]:
        """The pages of the log, each compared as it passes, and at the end what only the copy holds."""
        async with aclosing(log), aclosing(self._copy):
            async for page in log:
                await self._read_to(page.entries[-1].seq)
                self._compare(page.entries)
                yield page
            await self._read_to(self._end)
        self._gone(self._end)

    async def _read_to(self, seq: int) -> None:
        while self._reached < seq and (page := await anext(self._copy, None)) is not None:
            for entry in page.entries:
                self._place(entry)

    def _place(self, entry: Entry) -> None:
        if entry.seq <= self._reached:
            self._tell(entry, "stands at another place in the copy than in the log")
        else:
            self._reached = entry.seq
            self._ahead[entry.seq] = entry

    def _compare(self, entries: list[Entry]) -> None:
        for entry in entries:
            copied = self._ahead.pop(entry.seq, None)
            if copied is None:
                self._tell(entry, "is missing in the audit copy")
            elif copied != entry:
                what = "was changed" if copied.subject == entry.subject else f"is {copied.subject}"
                self._tell(entry, f"is not what the audit copy holds: there it {what}")
        self._gone(entries[-1].seq)

    def _gone(self, seq: int) -> None:
        """What the copy holds up to `seq` and the log does not."""
        for place in [place for place in self._ahead if place <= seq]:
            self._tell(self._ahead.pop(place), "stands in the audit copy but no longer in the log: it was removed")

    def _tell(self, entry: Entry, why: str) -> None:
        _, _, stem = entry.subject.partition("reso.case.")
        self.findings.append(Finding("copy", f"record {stem}, sequence {entry.seq}, {why}", _case_of(entry), entry.seq))


def _case_of(entry: Entry) -> str:
    place = subjects.parse_case_record(entry.subject)
    return place.case_id if place else ""


async def compare(nc: Client, patience: float) -> tuple[Comparison, int, list[Finding]]:
    """A comparison up to now, where the log ends (its last sequence), and what is wrong already.

    Waits at most `patience` seconds until the copy has caught up.
    """
    before = await leader_last(nc, subjects.STREAM_AUDIT, subjects.CASES)
    newest = await leader_last(nc, subjects.STREAM, subjects.CASES)
    end = newest.seq if newest else 0
    caught, copied = await _caught_up(nc, end, patience)
    until = max(end, before.origin_seq if before else 0)
    copy = pages(nc, stream=subjects.STREAM_AUDIT, end=copied.seq if copied else 0)
    return Comparison(copy, until), end, list(_late(caught, end, copied))


async def _caught_up(nc: Client, end: int, patience: float) -> tuple[bool, Stored | None]:
    """Whether the copy reaches sequence `end` of the log in time, and its last record."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        copied = await leader_last(nc, subjects.STREAM_AUDIT, subjects.CASES)
        if (copied.origin_seq if copied else 0) >= end:
            return True, copied
        if asyncio.get_running_loop().time() > deadline:
            return False, copied
        await asyncio.sleep(POLL)


def _late(caught: bool, end: int, copied: Stored | None) -> Iterator[Finding]:
    if not caught:
        reached = copied.origin_seq if copied else 0
        yield Finding("copy", f"the audit copy has reached sequence {reached} only, the log is at {end}")
