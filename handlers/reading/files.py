"""The files of a case: what its log says of them, what the safe still keeps, and a file itself, opened."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from nats.aio.client import Client

from events import subjects
from events.own import Noted
from handlers.caselog import CaseKey, fact_of
from handlers.wire.gather import gather
from handlers.wire.gets import history
from handlers.worker.ciphers import CaseCipher, FilePlace, Unopenable
from handlers.worker.safe import Safe
from handlers.worker.seals import Seals
from lifecycle.engine import records
from lifecycle.engine.fact import Fact
from lifecycle.engine.kind import Kind

SCHEME = "file:"


class FileRefused(Exception):
    """A file cannot be kept or given out; the sentence says which one and why."""


class FileLine(NamedTuple):
    """A file of a case: what its log says, and whether the safe still keeps it; `name` only for whoever may read it."""

    file: str
    size: int
    digest: str
    media: str
    sort: str
    time: str
    actor: str | None
    kept: bool
    name: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The file for programs; `size` in bytes and `digest` (SHA-256) are of what is sealed."""
        told = self._asdict()
        return {"as" if name == "sort" else name: value for name, value in told.items()}


class OpenedFile(NamedTuple):
    """A file as it was attached."""

    line: FileLine
    name: str
    content: bytes


async def notes_of(nc: Client, kinds: Mapping[str, Kind[Any]], key: CaseKey) -> list[Fact]:
    """Every note in the log of a case, in its order; one whose standing has changed stands there twice."""
    stored = await history(nc, subjects.STREAM, subjects.case_record(*key, "noted"))
    told = [records.read(message.payload) for message in stored]
    return [fact_of(kinds[key[0]], key[1], record) for record in told]


class FileShelf:
    """Lists and opens the files of cases."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]]) -> None:
        self._nc, self._kinds = nc, kinds
        self._safe, self._seals = Safe(nc), Seals(nc, kinds)

    async def lines(self, key: CaseKey, *, private: bool = False) -> list[FileLine]:
        """The files that the log of a case names, in its order; `private`: with their names."""
        kept = set(await self._safe.kept(key))
        facts = await notes_of(self._nc, self._kinds, key)
        every = [line for fact in facts for line in _lines(fact, kept)]
        lines = list({line.file: line for line in reversed(every)}.values())[::-1]
        cipher = await self._seals.cipher(key) if private and lines else None
        return [
            line._replace(name=name) for line, name in zip(lines, await self._names(key, lines, cipher), strict=True)
        ]

    async def open(self, key: CaseKey, ref: str) -> OpenedFile:
        """The file with this reference, or the only one whose reference begins so.

        Raises `FileRefused` for one that is unknown, gone or changed, `CaseErased` for one that nobody can read again.
        """
        line = _meant(key, await self.lines(key), ref)
        cipher = await self._seals.cipher(key)
        place = FilePlace(*key, line.file.removeprefix(SCHEME))
        named = f"{line.file} of {key[0]} {key[1]}"
        sealed = await self._safe.fetch(place)
        if not sealed:
            raise FileRefused(f"{named} is no longer kept: its log names it, the bucket does not hold it")
        if (found := sha256(sealed).hexdigest()) != line.digest:
            raise FileRefused(f"{named} is not what was attached: its digest is {found}, the log says {line.digest}")
        try:
            content = _key(cipher, named).open_file(place, sealed)
        except Unopenable:
            raise FileRefused(f"{named} does not open with the key of its case: that is not the key it had") from None
        (name,) = await self._names(key, [line], cipher)
        return OpenedFile(line, name or place.file, content)

    async def _names(self, key: CaseKey, lines: list[FileLine], cipher: CaseCipher | None) -> list[str | None]:
        """The names of the files, as far as somebody holds the key."""
        if cipher is None:
            return [None] * len(lines)
        places = [FilePlace(*key, line.file.removeprefix(SCHEME)) for line in lines]
        sealed = await gather(self._safe.name(place) for place in places)
        return [_name(cipher, place, each) for place, each in zip(places, sealed, strict=True)]


def _lines(fact: Fact, kept: set[str]) -> list[FileLine]:
    noted = fact.event.data
    if not isinstance(noted, Noted):
        return []
    time, actor = fact.event.time.isoformat(), fact.event.actor
    return [
        FileLine(each.file, each.size, each.digest, each.media, each.as_, time, actor, each.file[5:] in kept)
        for each in noted.files
    ]


def _meant(key: CaseKey, lines: list[FileLine], ref: str) -> FileLine:
    """The line of the file that is asked for."""
    found = [line for line in lines if line.file.removeprefix(SCHEME).startswith(ref.removeprefix(SCHEME))]
    if len(found) == 1:
        return found[0]
    case = f"{key[0]} {key[1]}"
    if not lines:
        raise FileRefused(f"{case} has no files")
    which = ", ".join(line.file for line in found or lines)
    raise FileRefused(f"{ref!r} is {'the beginning of several files' if found else 'no file'} of {case}: {which}")


def _key(cipher: CaseCipher | None, named: str) -> CaseCipher:
    if cipher is None:
        raise FileRefused(f"{named} cannot be opened: the bucket of keys has none for its case")
    return cipher


def _name(cipher: CaseCipher, place: FilePlace, sealed: str | None) -> str | None:
    try:
        return None if sealed is None else cipher.open_name(place, sealed)
    except Unopenable:
        return None
