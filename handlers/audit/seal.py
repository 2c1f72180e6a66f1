"""A seal: one line that says how long the log is and what its last records are, to be kept where nobody can reach it.

    reso-seal/1 sequence=1234 records=351 cases=24 sha256=9f… at=2026-11-20T10:00:00+00:00

The digest covers the last record of every case, and each of those names the one before it. So whoever holds the line
can tell later whether any record up to that sequence was changed, removed or added.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from hashlib import sha256

from msgspec import Struct
from nats.aio.client import Client

from events import subjects
from handlers.audit.reading import Entry, pages
from handlers.clock import Clock
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import leader_last
from lifecycle.engine import records

_LINE = re.compile(r"reso-seal/1 sequence=(\d+) records=(\d+) cases=(\d+) sha256=([0-9a-f]{64}) at=(\S+)")


class SealUnreadable(ValueError):
    """The text is no seal; the sentence shows what one looks like."""


class Seal(Struct, frozen=True):
    """The log up to `sequence` (of its last record): `records` of `cases`, and the digest over the last of each."""

    sequence: int
    records: int
    cases: int
    digest: str
    at: datetime

    def to_text(self) -> str:
        """The line to be kept."""
        counts = f"sequence={self.sequence} records={self.records} cases={self.cases}"
        return f"reso-seal/1 {counts} sha256={self.digest} at={self.at.astimezone(UTC).isoformat()}"

    @classmethod
    def from_text(cls, text: str) -> "Seal":
        """The seal in a line, whatever stands around it; raises `SealUnreadable`."""
        found = _LINE.search(text)
        if found is None:
            shape = "reso-seal/1 sequence=… records=… cases=… sha256=<64 hex digits> at=<time>"
            raise SealUnreadable(f"this is no seal: {text.strip()[:80]!r}; one looks like this: {shape}")
        try:
            at = datetime.fromisoformat(found[5])
        except ValueError:
            raise SealUnreadable(f"the time of this seal cannot be read: {found[5]!r}") from None
        return cls(int(found[1]), int(found[2]), int(found[3]), found[4], at)


class Heads:
    """The digest of the last record of every case, as far as the log has been read; can be read on from there."""

    def __init__(self) -> None:
        self.sequence, self.records = 0, 0
        self.digests: dict[str, str] = {}

    def take(self, entries: Iterable[Entry]) -> None:
        """Records in the order of the log."""
        for entry in entries:
            self.digests[entry.stem] = records.digest(entry.payload)
            self.sequence = entry.seq
            self.records += 1

    async def read_on(self, nc: Client) -> None:
        """Read what has been written since."""
        async with aclosing(pages(nc, start=self.sequence + 1)) as arriving:
            async for page in arriving:
                self.take(page.entries)

    def seal(self, at: datetime) -> Seal:
        """The seal over what has been read; `at` is UTC."""
        return Seal(self.sequence, self.records, len(self.digests), digest_of(self.digests), at)


def digest_of(heads: Mapping[str, str]) -> str:
    """One digest over the digests of all cases: SHA-256 over lines `<subject of the case> <digest>`, sorted."""
    lines = (f"{stem} {digest}\n" for stem, digest in sorted(heads.items()))
    whole = sha256()
    for line in lines:
        whole.update(line.encode())
    return whole.hexdigest()


async def seal(nc: Client, heads: Heads | None = None) -> Seal:
    """Seal the log as it stands now, and store the seal in it; with `heads` only what is new since is read."""
    heads = heads or Heads()
    await heads.read_on(nc)
    made = heads.seal(Clock().now())
    await commit(nc, [Outgoing(subjects.SEAL, made.to_text().encode())])
    return made


async def last_seal(nc: Client) -> Seal | None:
    """The last seal that is stored in the log; raises `SealUnreadable` if somebody has written something else there."""
    stored = await leader_last(nc, subjects.STREAM, subjects.SEAL)
    return Seal.from_text(stored.payload.decode(errors="replace")) if stored else None
