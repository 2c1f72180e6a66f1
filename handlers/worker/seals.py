"""Private text is sealed from its first record on, under a key of its case that no mirror copies.

AES-SIV gives the same bytes for the same text of the same case, so a replay stays byte-exact. Erasing a case replaces
its key by a tombstone: what was sealed can no longer be read, private text that comes later is dropped.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from msgspec import json
from msgspec.structs import replace
from nats.aio.client import Client

from events import subjects
from events.catalogue import Catalogue
from events.envelope import Event
from events.sealing import is_sealed, seal_text, unseal_text
from handlers.caselog import CaseKey
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import EXPECTED, Outgoing
from handlers.wire.gets import last_of_each
from handlers.wire.jetstream import Stale
from handlers.worker.committer import Committer
from handlers.worker.letters import Letter
from lifecycle.engine.kind import Kind

KEPT = 50_000
BITS = 256
TOMBSTONE = b""
"""What stands in the place of an erased key."""
ERASED = "erased"


class Seals:
    """The keys of cases, read and made as needed, and what they seal."""

    def __init__(self, nc: Client, kinds: Mapping[str, Kind[Any]]) -> None:
        self._nc, self._kinds = nc, kinds
        self._keys: OrderedDict[CaseKey, AESSIV | None] = OrderedDict()
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

    def _sealed(self, event: Event, cipher: AESSIV | None) -> Event:
        body = self._catalogue(event).map_private(
            event.body, event.kind, event.name, lambda text: _closed(cipher, text)
        )
        return replace(event, body=body)

    def _catalogue(self, event: Event) -> Catalogue:
        return self._kinds[event.kind].catalogue

    async def _have(self, cases: Iterable[CaseKey], *, make: bool = True) -> dict[CaseKey, AESSIV | None]:
        """The keys of these cases: known, read, or made where there is none."""
        wanted = list(dict.fromkeys(cases))
        missing = [key for key in wanted if key not in self._keys]
        if missing:
            unknown = await self._read(missing)
            if make and unknown:
                await self._make(unknown)
        keys = {key: self._keys[key] for key in wanted if key in self._keys}
        while len(self._keys) > KEPT:
            self._keys.popitem(last=False)
        return keys

    async def _read(self, cases: Sequence[CaseKey]) -> list[CaseKey]:
        """Read these keys; answers the cases that have none."""
        stored = await last_of_each(self._nc, bucket_stream(subjects.BUCKET_KEYS), [_place(key) for key in cases])
        for key, found in zip(cases, stored, strict=True):
            if found is not None:
                self._remember(key, found.payload)
        return [key for key, found in zip(cases, stored, strict=True) if found is None]

    async def _make(self, cases: Sequence[CaseKey]) -> None:
        """Make keys for these cases in one batch, each expecting that there is none; one that was there counts."""
        for start in range(0, len(cases), 500):
            made = {key: AESSIV.generate_key(BITS * 2) for key in cases[start : start + 500]}
            try:
                await self._commit([Outgoing(_place(key), secret, {EXPECTED: "0"}) for key, secret in made.items()])
            except Stale:
                left = await self._read(list(made))
                await self._make_each(left)
            else:
                for key, secret in made.items():
                    self._remember(key, secret)

    async def _make_each(self, cases: Sequence[CaseKey]) -> None:
        for key in cases:
            secret = AESSIV.generate_key(BITS * 2)
            try:
                await self._commit([Outgoing(_place(key), secret, {EXPECTED: "0"})])
                self._remember(key, secret)
            except Stale:
                await self._read([key])

    def _remember(self, key: CaseKey, secret: bytes) -> None:
        self._keys[key] = AESSIV(secret) if secret != TOMBSTONE else None


def _place(key: CaseKey) -> str:
    return subjects.key_of(*key)


def _closed(cipher: AESSIV | None, text: str) -> str:
    return seal_text(cipher.encrypt(text.encode(), None)) if cipher else ERASED


def _opened(cipher: AESSIV | None, text: str) -> str:
    if not is_sealed(text):
        return text
    try:
        return cipher.decrypt(unseal_text(text), None).decode() if cipher else ERASED
    except InvalidTag:
        return ERASED


def as_published(body: Mapping[str, Any]) -> bytes:
    """A body as it is published again."""
    return json.encode(dict(body))
