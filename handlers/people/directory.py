"""Who is who: logins with their passwords and tokens, in a bucket of the server.

directory = Directory(nc)
user = await directory.of_token(told) or await directory.sign_in(login, password)
"""

import asyncio
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final

from msgspec.structs import replace
from nats.aio.client import Client

from handlers.people import passwords
from handlers.people.entries import Entries, Entry, Token, epoch, with_token
from handlers.people.passwords import COST, Cost
from handlers.people.user import User, UserRefused, insist_on_login, insist_on_role

TOKEN: Final = re.compile(r"reso\.([a-z0-9][a-z0-9_-]{0,39})\.([A-Za-z0-9_-]{43})")
"""A token names its login, so that one look finds it; the rest is 32 random bytes."""
AT_ONCE: Final = 2
"""Passwords that are weighed at the same time: each takes memory."""


class Directory:
    """Everybody who has a name here."""

    def __init__(self, nc: Client, cost: Cost = COST) -> None:
        self._entries, self._gate, self._cost = Entries(nc), asyncio.Semaphore(AT_ONCE), cost

    async def users(self) -> list[User]:
        """Everybody, by login, removed ones included (`active` tells)."""
        return [entry.user for entry in await self._entries.all()]

    async def is_empty(self) -> bool:
        """Whether nobody has, or ever had, a name."""
        return not await self._entries.exists()

    async def find(self, login: str) -> User | None:
        """Who a login is; None if it is nobody's."""
        entry = await self._entries.find(login)
        return entry.user if entry else None

    async def sign_in(self, login: str, password: str) -> User | None:
        """Whose login and password these are; None if they are not, in the same time."""
        entry = await self._entries.find(login)
        kept = entry.password if entry and entry.active and entry.password else _nobodys(self._cost)
        async with self._gate:
            right = await asyncio.to_thread(passwords.matches, password[: passwords.LONGEST], kept)
        return entry.user if right and entry and kept == entry.password else None

    async def of_token(self, token: str) -> User | None:
        """Whose token this is; None if it is nobody's any more."""
        told = TOKEN.fullmatch(token)
        entry = await self._entries.find(told[1]) if told else None
        if entry is None or not entry.active:
            return None
        digest = passwords.digest(token)
        found = [hmac.compare_digest(each.digest, digest) for each in entry.tokens]
        return entry.user if any(found) else None

    async def add(self, user: User, *, again: bool = False) -> User:
        """Give somebody a name; raises `UserRefused` for one that is taken, unless `again` lets a removed one in."""
        insist_on_login(user.login)
        sort, role = insist_on_role(user.sort, user.role)

        def begin(known: Entry | None) -> Entry:
            if known is not None and known.active:
                raise UserRefused(f"there is a user {user.login} already: {known.user.actor}, {known.role}")
            if known is not None and not again:
                raise UserRefused(f"{user.login} was removed; --again lets {known.name or user.login} in anew")
            return Entry(user.login, user.name, sort, role, active=True, epoch=epoch())

        return (await self._entries.make(user.login, begin)).user

    async def set_role(self, login: str, role: str) -> User:
        """Give somebody another role; his sessions end, his tokens go on with it."""

        def changed(entry: Entry) -> Entry:
            _, fitting = insist_on_role(entry.sort, role)
            return replace(entry, role=fitting, epoch=epoch())

        return (await self._entries.change(login, changed)).user

    async def set_password(self, login: str, password: str) -> User:
        """Give a person a password; his sessions end. Stations and systems have tokens."""
        passwords.insist_on_password(password)
        async with self._gate:
            kept = await asyncio.to_thread(passwords.hashed, password, self._cost)

        def changed(entry: Entry) -> Entry:
            if entry.sort != "person":
                raise UserRefused(f"{entry.user.actor} has no password: make a token with `reso user token {login}`")
            return replace(entry, password=kept, epoch=epoch())

        return (await self._entries.change(login, changed)).user

    async def make_token(self, login: str, label: str, at: datetime) -> str:
        """A new token, which stands nowhere but here; `at` (UTC) is now."""
        token = f"reso.{login}.{secrets.token_urlsafe(32)}"
        kept = Token(secrets.token_hex(4), passwords.digest(token), label, at)
        await self._entries.change(login, lambda entry: with_token(entry, kept))
        return token

    async def tokens(self, login: str) -> Sequence[Token]:
        """What is kept of somebody's tokens."""
        entry = await self._entries.find(login)
        return entry.tokens if entry else ()

    async def drop_token(self, login: str, token_id: str) -> None:
        """Let a token count no more; raises `UserRefused` if there is none of this id."""

        def changed(entry: Entry) -> Entry:
            left = tuple(token for token in entry.tokens if token.id != token_id)
            if len(left) == len(entry.tokens):
                known = ", ".join(token.id for token in entry.tokens) or "none"
                raise UserRefused(f"{login} has no token {token_id!r}; there are: {known}")
            return replace(entry, tokens=left)

        await self._entries.change(login, changed)

    async def remove(self, login: str) -> User:
        """Let nobody in under this login: its password and tokens are dropped, its name stays for the log's sake."""

        def changed(entry: Entry) -> Entry:
            return replace(entry, active=False, password=None, tokens=(), epoch=epoch())

        return (await self._entries.change(login, changed)).user


@cache
def _nobodys(cost: Cost) -> str:
    """What is weighed where there is no password, so that nobody learns from the time whether a login exists."""
    return passwords.hashed(secrets.token_urlsafe(16), cost)
