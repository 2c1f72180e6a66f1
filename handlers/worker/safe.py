"""The safe: the private files of cases, sealed, in a JetStream object store.

Its form is that of every object store (ADR-20), so other tools can list it and copy it. A file is stored as one atomic
batch: all its chunks and its description, or nothing. The same file of the same case has the same name, so it is kept
once. nats-py's own object store is not used: it writes chunk by chunk, leaves what a killed upload has written, and
waits for ever for a chunk that is gone.
"""

import base64
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
from nats.aio.client import Client

from events import subjects
from events.sealing import is_sealed
from handlers.caselog import CaseKey
from handlers.streams.topology import object_stream
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import history, last
from handlers.wire.jetstream import Stale, ask
from handlers.worker.ciphers import FilePlace

STREAM = object_stream(subjects.BUCKET_PRIVATE)
CHUNK = 128 * 1024
"""Bytes of one message; the largest file fits into one batch."""
PAGE = 64
"""Chunks that are asked for at once."""
PATIENCE = 60.0
"""Seconds for the answer to a whole file."""


class SealedFile(NamedTuple):
    """A file as the safe keeps it: its place, its bytes and its name, both sealed."""

    place: FilePlace
    sealed: bytes
    name: str

    @property
    def digest(self) -> str:
        """SHA-256 of the sealed bytes, hexadecimal."""
        return sha256(self.sealed).hexdigest()


class Safe:
    """Keeps sealed files; what is in them it cannot tell."""

    def __init__(self, nc: Client) -> None:
        self._nc = nc

    async def store(self, file: SealedFile) -> bool:
        """Keep a file; False if it is kept already. Raises a `JetStreamError`."""
        pieces = [file.sealed[start : start + CHUNK] for start in range(0, len(file.sealed), CHUNK)]
        chunks = [Outgoing(subjects.file_chunks(*file.place), piece) for piece in pieces]
        head = Outgoing(subjects.file_head(*file.place), orjson.dumps(_described(file, len(pieces))), {EXPECTED: "0"})
        try:
            await commit(self._nc, [*chunks, head], patience=PATIENCE)
        except Stale:
            if await self.name(file.place) is None:
                raise
            return False
        return True

    async def name(self, place: FilePlace) -> str | None:
        """The sealed name of a file; None if it is not kept."""
        found = await last(self._nc, STREAM, subjects.file_head(*place))
        if found is None:
            return None
        told = str(orjson.loads(found.payload).get("description", ""))
        return told if is_sealed(told) else None

    async def fetch(self, place: FilePlace) -> bytes:
        """The sealed bytes of a file as far as they are kept; empty if none are."""
        stored = await history(self._nc, STREAM, subjects.file_chunks(*place), page=PAGE, patience=PATIENCE)
        return b"".join(each.payload for each in stored)

    async def kept(self, key: CaseKey) -> list[str]:
        """The files of a case, by their names in the safe."""
        told = await ask(self._nc, f"STREAM.INFO.{STREAM}", {"subjects_filter": subjects.files_of(*key)})
        return sorted(subject.rpartition(".")[2] for subject in told["state"].get("subjects") or ())

    async def used(self) -> int:
        """Bytes that all files take."""
        return int((await ask(self._nc, f"STREAM.INFO.{STREAM}"))["state"]["bytes"])

    async def remove(self, place: FilePlace) -> None:
        """Purge a file: first its description, so that what is left of it is found again."""
        for subject in (subjects.file_head(*place), subjects.file_chunks(*place)):
            await ask(self._nc, f"STREAM.PURGE.{STREAM}", {"filter": subject}, patience=PATIENCE)


def _described(file: SealedFile, chunks: int) -> dict[str, Any]:
    """What an object store keeps of an object, in its own words."""
    name = subjects.file_object(*file.place)
    digest = base64.urlsafe_b64encode(sha256(file.sealed).digest()).decode()
    return {
        "name": name,
        "description": file.name,
        "options": {"max_chunk_size": CHUNK},
        "bucket": subjects.BUCKET_PRIVATE,
        "nuid": name,
        "size": len(file.sealed),
        "chunks": chunks,
        "digest": f"SHA-256={digest}",
    }
