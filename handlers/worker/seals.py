"""Private text is sealed from its first record on, under a key of its case that no mirror copies.

AES-SIV gives the same bytes for the same text of the same case, so a replay stays byte-exact. Erasing a case replaces
its key by a tombstone: what was sealed can no longer be read, private text that comes later is dropped. Keys are kept
in memory, so it is asked each time which case was erased last: whoever finds that another one was, drops all he knows.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from msgspec import json
from msgspec.structs import replace
from nats.aio.client import Client

from events import subjects
from events.catalogue import Catalogue
from events.envelope import Event
from events.sealing import is_sealed
from handlers.caselog import CaseKey
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import EXPECTED, Outgoing
from handlers.wire.gets import last_of_each, leader_last
from handlers.wire.jetstream import Missing, Stale, Unavailable
from handlers.worker.ciphers import CaseCipher, Unopenable, new_secret
from handlers.worker.committer import Committer
from handlers.worker.letters import Letter
from lifecycle.engine.kind import Kind

KEPT = 50_000
TOMBSTONE = b""
"""What stands in the place of an erased key."""
ERASED = "erased"
INSTALLATION: CaseKey = ("installation", "buyers")
"""Under which the key is kept that makes digests of buyers; it is no case's."""
Ciphers = dict[CaseKey, CaseCipher | None]
"""The keys of cases; None for an erased one."""


class CaseErased(Exception):
    """What is private of a case has been erased, for good."""

    def __init__(self, key: CaseKey) -> None:
        super().__init__(f"{key[0]} {key[1]} has been erased: nothing private of it can be read or kept any more")


class Seals:
    """The keys of cases, read and made as needed, and what they seal."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]]) -> None:
        self._nc, self._kinds = nc, kinds
        self._keys: OrderedDict[CaseKey, CaseCipher | None] = OrderedDict()
        self._erasure = 0
        """The sequence of the last erasure that is known here."""
        self._commit = Committer(nc).commit

    async def seal(self, letters: Sequence[Letter]) -> list[Letter]:
        """The letters with their private text sealed; keys that are missing are made first, all in one batch."""
        keys = await self._have(letter.key for letter in letters if letter.event.private)
        return [
            replace(each, event=self._sealed(each.event, keys[each.key])) if each.event.private else each
            for each in letters
        ]

    async def unsealed(self, event: Event) -> dict[str, Any]:
        """The body of a recorded event with its private text readable; of an erased case, without it."""
        key: CaseKey = (event.kind, event.case_id)
        cipher = (await self._have([key], make=False)).get(key)
        return self._catalogue(event).map_private(
            event.body, event.kind, event.name, lambda text: _opened(cipher, text)
        )

    async def pseudonym(self, key: CaseKey, text: str) -> str | None:
        """32 hex digits for `text`, the same each time, which nobody can make without this key; None once it is erased.

        The key is that of a case, or of the whole installation.
        """
        cipher = (await self._have([key]))[key]
        return blake2b(cipher.close(text).encode(), digest_size=16).hexdigest() if cipher else None

    async def cipher(self, key: CaseKey, *, make: bool = False) -> CaseCipher | None:
        """The key of a case; None where it has none and none is to be made. Raises `CaseErased`."""
        have = await self._have([key], make=make)
        if key in have and have[key] is None:
            raise CaseErased(key)
        return have.get(key)

    async def erased(self, cases: Iterable[CaseKey]) -> set[CaseKey]:
        """Those of the cases whose private text has been erased."""
        keys = await self._have(cases, make=False)
        return {key for key, cipher in keys.items() if cipher is None}

    def _sealed(self, event: Event, cipher: CaseCipher | None) -> Event:
        body = self._catalogue(event).map_private(
            event.body, event.kind, event.name, lambda text: cipher.close(text) if cipher else ERASED
        )
        return replace(event, body=body)

    def _catalogue(self, event: Event) -> Catalogue:
        return self._kinds[event.kind].catalogue

    async def _have(self, cases: Iterable[CaseKey], *, make: bool = True) -> Ciphers:
        """The keys of these cases: known, read, or made where there is none."""
        wanted = list(dict.fromkeys(cases))
        if not wanted:
            return {}
        erasure = await self._look_for_erasures()
        keys = {key: self._keys[key] for key in wanted if key in self._keys}
        missing = [key for key in wanted if key not in keys]
        if missing:
            found = await self._read(missing)
            unknown = [key for key in missing if key not in found]
            keys |= found | (await self._make(unknown) if make else {})
            if erasure == self._erasure:  # or else what was read may be older than what others have found since
                self._keys.update(keys)
        while len(self._keys) > KEPT:
            self._keys.popitem(last=False)
        return keys

    async def _look_for_erasures(self) -> int:
        """Drop all that is kept if a case was erased since the last look; answers the sequence of the last erasure."""
        try:
            found = await leader_last(self._nc, bucket_stream(subjects.BUCKET_KEYS), subjects.KEY_ERASED)
        except Missing as gone:
            raise Unavailable(f"the keys of private text are gone: {gone}", gone.code) from gone  # nothing goes on
        if found is not None and found.seq > self._erasure:
            self._erasure = found.seq
            self._keys.clear()
            kind, _, case_id = found.payload.decode().partition(".")
            self._keys[kind, case_id] = None  # a copy of the bucket that lags behind may still hold its key
        return self._erasure

    async def _read(self, cases: Sequence[CaseKey]) -> Ciphers:
        """The keys that stand in the bucket."""
        stored = await last_of_each(self._nc, bucket_stream(subjects.BUCKET_KEYS), [_place(key) for key in cases])
        return {key: _cipher(each.payload) for key, each in zip(cases, stored, strict=True) if each is not None}

    async def _make(self, cases: Sequence[CaseKey]) -> Ciphers:
        """Make keys for these cases in one batch, each expecting that there is none; one that was there counts."""
        keys: Ciphers = {}
        for start in range(0, len(cases), 500):
            part = cases[start : start + 500]
            made = {key: new_secret() for key in part}
            try:
                await self._commit([Outgoing(_place(key), secret, {EXPECTED: "0"}) for key, secret in made.items()])
            except Stale:
                found = await self._read(part)
                keys |= found | await self._make_each([key for key in part if key not in found])
            else:
                keys |= {key: CaseCipher(secret) for key, secret in made.items()}
        return keys

    async def _make_each(self, cases: Sequence[CaseKey]) -> Ciphers:
        keys: Ciphers = {}
        for key in cases:
            secret = new_secret()
            try:
                await self._commit([Outgoing(_place(key), secret, {EXPECTED: "0"})])
                keys[key] = CaseCipher(secret)
            except Stale:
                keys |= await self._read([key])
        return keys


def _place(key: CaseKey) -> str:
    return subjects.key_of(*key)


def _cipher(secret: bytes) -> CaseCipher | None:
    return CaseCipher(secret) if secret != TOMBSTONE else None


def _opened(cipher: CaseCipher | None, text: str) -> str:
    if not is_sealed(text):
        return text
    try:
        return cipher.open(text) if cipher else ERASED
    except Unopenable:
        return ERASED


def as_published(body: Mapping[str, Any]) -> bytes:
    """A body as it is published again."""
    return json.encode(dict(body))
