"""Sessions at the console: a random cookie, kept as its SHA-256 beside the login and the epoch in which it began.

The server forgets a session after `LASTS`; it counts no more as soon as its user's epoch has moved.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final, NamedTuple

import msgspec
from nats.aio.client import Client

from events import subjects
from handlers.people.directory import Directory
from handlers.people.entries import STREAM
from handlers.people.passwords import digest
from handlers.people.user import User
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import last
from handlers.wire.jetstream import seconds

LASTS: Final = timedelta(hours=12)
"""How long somebody stays signed in: a working day."""
SIZE: Final = 43


class Kept(NamedTuple):
    """What is kept of a session."""

    login: str
    epoch: str


class Sessions:
    """Begins, recognises and ends sessions."""

    def __init__(self, nc: Client, directory: Directory) -> None:
        self._nc, self._directory = nc, directory

    async def begin(self, user: User) -> str:
        """The cookie of a new session."""
        cookie = secrets.token_urlsafe(32)
        await self._keep(cookie, msgspec.json.encode(Kept(user.login, user.epoch)))
        return cookie

    async def user_of(self, cookie: str) -> User | None:
        """Whose session this is; None if it is none any more."""
        if len(cookie) != SIZE:
            return None
        stored = await last(self._nc, STREAM, subjects.session_of(digest(cookie)))
        if stored is None or not stored.payload:
            return None
        kept = msgspec.json.decode(stored.payload, type=Kept)
        user = await self._directory.find(kept.login)
        alive = user is not None and user.active and hmac.compare_digest(user.epoch, kept.epoch)
        return user if alive else None

    async def end(self, cookie: str) -> None:
        """Sign out: the cookie opens nothing any more, wherever it was copied to."""
        await self._keep(cookie, b"")

    async def _keep(self, cookie: str, payload: bytes) -> None:
        place = subjects.session_of(digest(cookie))
        await commit(self._nc, [Outgoing(place, payload, {"Nats-TTL": seconds(LASTS)})])


def form_token(cookie: str) -> str:
    """What the forms of a session carry, so that no other site can post them: nobody can tell it without the cookie."""
    return hmac.new(cookie.encode(), b"reso form", hashlib.sha256).hexdigest()
