"""What the bucket of users keeps: an entry a login, with what is kept of his password and of his tokens."""

import secrets
from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from nats.aio.client import Client

from events import subjects
from handlers.people.roles import Role
from handlers.people.user import LOGIN, Sort, User, UserRefused
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import last, members
from handlers.wire.jetstream import Stale

STREAM = bucket_stream(subjects.BUCKET_USERS)
TRIES = 5


class Token(Struct, frozen=True):
    """A token without what it says: its id, its SHA-256, what it is for, and since when there is it (UTC)."""

    id: str
    digest: str
    label: str
    at: datetime


class Entry(Struct, frozen=True):
    """A login: who that is, and by what he is known."""

    login: str
    name: str
    sort: Sort
    role: Role
    active: bool
    epoch: str
    password: str | None = None
    tokens: tuple[Token, ...] = ()

    @property
    def user(self) -> User:
        """Who that is."""
        return User(self.login, self.name, self.sort, self.role, self.active, self.epoch)


def epoch() -> str:
    """The name of a new epoch, in which no older session counts."""
    return secrets.token_hex(8)


class Entries:
    """Reads and changes entries; who changes one that somebody else has just changed begins anew."""

    def __init__(self, nc: Client) -> None:
        self._nc = nc

    async def all(self) -> list[Entry]:
        """Every entry, by login, removed ones included."""
        found = [_decoder.decode(stored.payload) for stored in await members(self._nc, STREAM, subjects.USERS)]
        return sorted(found, key=lambda entry: entry.login)

    async def exists(self) -> bool:
        """Whether anybody has, or ever had, a name."""
        return await last(self._nc, STREAM, subjects.USERS) is not None

    async def find(self, login: str) -> Entry | None:
        """The entry of a login; None where there is none."""
        return (await self._read(login))[0]

    async def make(self, login: str, begin: Callable[[Entry | None], Entry]) -> Entry:
        """Write what `begin` makes of what there is, be it nothing."""
        for _ in range(TRIES):
            known, sequence = await self._read(login)
            entry = begin(known)
            place = Outgoing(subjects.user_of(login), _encoder.encode(entry), {EXPECTED: str(sequence)})
            try:
                await commit(self._nc, [place])
            except Stale:
                continue
            return entry
        raise UserRefused(f"{login} is being changed by somebody else all the time; try again")

    async def change(self, login: str, changed: Callable[[Entry], Entry]) -> Entry:
        """Write the entry as `changed` makes it; raises `UserRefused` where there is none, or it was removed."""
        return await self.make(login, lambda known: changed(_insisted(login, known)))

    async def _read(self, login: str) -> tuple[Entry | None, int]:
        if LOGIN.fullmatch(login) is None:
            return None, 0
        stored = await last(self._nc, STREAM, subjects.user_of(login))
        return (_decoder.decode(stored.payload), stored.seq) if stored else (None, 0)


def with_token(entry: Entry, token: Token) -> Entry:
    """The entry with one token more."""
    return replace(entry, tokens=(*entry.tokens, token))


def _insisted(login: str, entry: Entry | None) -> Entry:
    if entry is None:
        raise UserRefused(f"there is no user {login}; `reso user list` shows those there are")
    if not entry.active:
        raise UserRefused(f"{login} was removed; `reso user add {login} --again` lets him in anew")
    return entry


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Entry)
