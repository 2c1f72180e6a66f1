"""Attaching files to a case: sealed under its key and kept in the safe, then told to its log by reference and digest.

In this order: what the log names is there. A file that was stored and not told is told when it is attached again.
"""

import mimetypes
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nats.aio.client import Client

from handlers.caselog import CaseKey
from handlers.operating.acting import Desk, Said, Verdict, spoken
from handlers.reading.files import SCHEME, FileRefused, FileShelf
from handlers.server.room import size
from handlers.settings import Settings
from handlers.worker.ciphers import CaseCipher, FilePlace
from handlers.worker.safe import Safe, SealedFile
from handlers.worker.seals import CaseErased, Seals
from lifecycle.engine.kind import Kind

PATIENCE = 15.0
"""Seconds to wait for the record."""
SORTS = ("photo", "mail", "proof", "other")
"""What a file can be for its case."""
MEDIA = {".heic": "image/heic", ".webp": "image/webp", ".msg": "application/vnd.ms-outlook"}
"""Media types that the usual table does not have."""
LONGEST_NAME = 255


class Brought(NamedTuple):
    """A file as somebody brings it."""

    name: str
    content: bytes

    @property
    def media(self) -> str:
        """Its media type, by its name."""
        suffix = Path(self.name).suffix.lower()
        return MEDIA.get(suffix) or mimetypes.MimeTypes().types_map[1].get(suffix) or "application/octet-stream"

    @property
    def sort(self) -> str:
        """What it is for its case, as far as its media type tells."""
        if self.media == "message/rfc822":
            return "mail"
        return "photo" if self.media.startswith("image/") else "other"


class Prepared(NamedTuple):
    """A file that is sealed, and how the log will name it."""

    sealed: SealedFile
    entry: dict[str, Any]

    @property
    def file(self) -> str:
        """Its reference."""
        return str(self.entry["file"])


class Words(NamedTuple):
    """What somebody says to the files he attaches: what they are (one of `SORTS`), and a private note."""

    sort: str | None = None
    note: str | None = None


class Attached(NamedTuple):
    """What became of the files: those that are told anew, those the case had already, and what the log says to it."""

    new: tuple[str, ...]
    known: tuple[str, ...]
    verdict: Verdict | None

    def to_json(self) -> dict[str, Any]:
        """For programs; `verdict` is null where there was nothing to tell."""
        verdict = None if self.verdict is None else self.verdict.to_json()
        return {"attached": list(self.new), "known": list(self.known), "verdict": verdict}


def brought(path: Path, limit: int) -> Brought:
    """A file from the disk; raises `FileRefused` for one that is empty or larger than `limit` bytes, or `OSError`."""
    large = path.stat().st_size
    if large > limit:
        raise FileRefused(f"{path} has {large:,} bytes; at most {limit:,} may be attached (RESO_PRIVATE_MAX_FILE)")
    content = path.read_bytes()
    if not content:
        raise FileRefused(f"{path} is empty: there is nothing to attach")
    return Brought(path.name[-LONGEST_NAME:], content)


class Attaching:
    """Attaches files to cases."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]], settings: Settings) -> None:
        self._nc, self._kinds, self._settings = nc, kinds, settings
        self._safe, self._seals, self._shelf = Safe(nc), Seals(nc, kinds), FileShelf(nc, kinds)

    async def attach(self, key: CaseKey, files: Sequence[Brought], words: Words, said: Said) -> Attached:
        """Keep the files and tell the case.

        Raises `FileRefused` where there is no room, `CaseErased` for a case of which nothing private may be kept.
        """
        prepared = await self._sealed(key, files, words.sort)
        await self._keep(key, [each.sealed for each in prepared])
        told = {line.file for line in await self._shelf.lines(key)}
        new = [each for each in prepared if each.file not in told]
        known = tuple(each.file for each in prepared if each.file in told)
        data: dict[str, Any] = {"files": [each.entry for each in new]} if new else {}
        data |= {"note": words.note} if words.note else {}
        return Attached(tuple(each.file for each in new), known, await self._tell(key, data, said) if data else None)

    async def _sealed(self, key: CaseKey, files: Sequence[Brought], sort: str | None) -> list[Prepared]:
        """The files as the safe keeps them; one that is brought twice counts once."""
        cipher = await self._seals.cipher(key, make=True)
        if cipher is None:
            raise FileRefused(f"{key[0]} {key[1]} has no key, and none could be made")
        return list({each.file: each for each in (_prepared(cipher, key, file, sort) for file in files)}.values())

    async def _keep(self, key: CaseKey, files: Sequence[SealedFile]) -> None:
        """Keep the files; those of a case that is erased meanwhile go again."""
        await self._insist_on_room(sum(len(file.sealed) for file in files))
        for file in files:
            await self._safe.store(file)
        try:
            await self._seals.cipher(key)
        except CaseErased:
            for file in files:
                await self._safe.remove(file.place)
            raise

    async def _insist_on_room(self, more: int) -> None:
        limit, used = self._settings.private_max_bytes, await self._safe.used()
        if used + more > limit:
            raise FileRefused(
                f"there is no room for {size(more)} more: files take {size(used)} of {size(limit)} "
                "(RESO_PRIVATE_MAX_BYTES); nothing was attached"
            )

    async def _tell(self, key: CaseKey, data: Mapping[str, Any], said: Said) -> Verdict:
        return (await Desk(self._nc, self._kinds).act([spoken(self._kinds, key, "noted", data, said)], PATIENCE))[0]


def _prepared(cipher: CaseCipher, key: CaseKey, file: Brought, sort: str | None) -> Prepared:
    place = FilePlace(*key, cipher.mark(file.content))
    sealed = SealedFile(place, cipher.close_file(place, file.content), cipher.close_name(place, file.name))
    entry = {"file": SCHEME + place.file, "digest": sealed.digest, "size": len(sealed.sealed)}
    return Prepared(sealed, entry | {"media": file.media, "as": sort or file.sort})
