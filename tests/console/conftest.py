"""One house for the tests of the pages: a real server, a worker, a projector, and the console asked in process.

Nobody's test empties it: each begins cases of its own.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from handlers.api.context import Context, context_of
from handlers.clock import Clock
from handlers.console.app import application
from handlers.people import Directory, Sessions, User
from handlers.people.passwords import Cost
from handlers.people.user import insist_on_role
from handlers.reading.following import newest
from handlers.readmodel.projector import Projector
from handlers.readmodel.store import open_store
from handlers.server.server import serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire.connection import connect
from tests.edge.house import at_work, pack, recorded, requested, tell
from tests.edge.waiting import until

HOME = "http://127.0.0.1:8420"
PASSWORD = "correct horse battery"
PEOPLE = {"carl": "clerk", "anna": "care", "lea": "lead", "ada": "auditor"}
"""Who has a name in the house, with their roles."""


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `RESO_*` variable and no `reso.toml` of a developer's reaches a test."""
    for name in [name for name in os.environ if name.startswith("RESO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


class Reader(httpx.AsyncClient):
    """Somebody at a browser: he keeps cookies, follows to the next page, and fills in forms of the page he sees."""

    seen: httpx.Response

    async def look(self, path: str, **more: Any) -> httpx.Response:
        """Open a page."""
        self.seen = await self.get(path, **more)
        return self.seen

    async def submit(self, path: str, **data: Any) -> httpx.Response:
        """Send a form as the page that is open has it: with its token and, unless told otherwise, its revision."""
        known = dict(re.findall(r'name="(seen\.[^"]+)" value="([^"]+)"', self.seen.text))
        known |= {"token": _hidden(self.seen, "token"), "revision": _hidden(self.seen, "revision")}
        fields = {**known, **data}
        told = await self.post(path, data={name: value for name, value in fields.items() if value is not None})
        self.seen = told
        return told


def _hidden(page: httpx.Response, name: str) -> str | None:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    return found[1] if found else None


@dataclass
class House:
    """The console of a house at work, and who may open it."""

    context: Context
    app: FastAPI
    tokens: Mapping[str, str]

    def reader(self, login: str | None = "lea", language: str = "en", **headers: str) -> Reader:
        """Somebody who is known by a token, or nobody."""
        named = {"authorization": f"Bearer {self.tokens[login]}"} if login else {}
        return Reader(
            transport=httpx.ASGITransport(app=self.app),
            base_url=HOME,
            headers={**named, **headers},
            cookies={"reso_language": language},
            follow_redirects=True,
            timeout=60,
        )

    async def begin(self, case_id: str, *, hours: float = 1, **more: Any) -> str:
        """A return that a buyer asked for so many hours ago; answers where its page is."""
        await tell(self.context.nc, requested(case_id, self.context.clock.now() - timedelta(hours=hours), **more))
        await recorded(self.context.nc, case_id, "requested")
        return f"/cases/return/{case_id}"

    async def in_tables(self) -> None:
        """Wait until the tables tell of all that the log does now."""
        reached = await newest(self.context.nc)

        async def there() -> bool:
            standing = await self.context.store.standing()
            return standing is not None and standing.position >= reached

        await until(there)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The house at work, with somebody of each role."""
    settings = Settings(home=tmp_path_factory.mktemp("house"), sync_always=False, settling=0.1)
    server = await serve(settings)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    directory = Directory(nc, Cost(16, 1, 1))
    context = context_of(settings, nc, Clock(), pack(), open_store(settings))
    context = replace(context, directory=directory, sessions=Sessions(nc, directory))
    projector = Projector(settings)
    async with at_work(settings):
        projecting = asyncio.create_task(projector.run())
        tokens = {login: await _named(context, login, role) for login, role in PEOPLE.items()}
        yield House(context, application(context), tokens)
        projector.stop.set()
        await projecting
        await context.store.close()
    await nc.close()
    await server.stop()


async def _named(context: Context, login: str, role: str) -> str:
    await context.directory.add(User(login, login.title(), *insist_on_role("person", role)))
    await context.directory.set_password(login, PASSWORD)
    return await context.directory.make_token(login, "test", context.clock.now())
