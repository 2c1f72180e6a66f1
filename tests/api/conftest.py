"""One house for all tests of the API: a real server, a worker, a projector, and the API asked in process.

Nobody's test empties it: each begins cases of its own.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from nats.aio.client import Client

from handlers.api.app import api
from handlers.api.context import Context, context_of
from handlers.clock import Clock
from handlers.people import Directory, Sessions, User
from handlers.people.passwords import Cost
from handlers.people.user import insist_on_role
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
LIMIT = {"EUR": "20"}
"""Above it a refund takes two people."""
PEOPLE = {
    "dock-1": ("station", "clerk"),
    "carl": ("person", "clerk"),
    "anna": ("person", "care"),
    "lea": ("person", "lead"),
    "lars": ("person", "lead"),
    "ada": ("person", "auditor"),
    "shop": ("system", "system"),
}


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `RESO_*` variable and no `reso.toml` of a developer's reaches a test."""
    for name in [name for name in os.environ if name.startswith("RESO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@dataclass
class House:
    """The API of a house at work, and who may ask it."""

    context: Context
    app: FastAPI
    tokens: dict[str, str]

    def user(self, login: str) -> User:
        return User(login, login.title(), *insist_on_role(*PEOPLE[login]))

    def ask(self, login: str | None = None, **headers: str) -> httpx.AsyncClient:
        """A client that says who it is with a token, or does not."""
        named = {"authorization": f"Bearer {self.tokens[login]}"} if login else {}
        return client_of(self.app, **named, **headers)

    async def begin(self, case_id: str, **more: object) -> int:
        """A return that a buyer asks for; answers its revision."""
        nc = self.context.nc
        await tell(nc, requested(case_id, self.context.clock.now(), **more))  # type: ignore[arg-type]
        await recorded(nc, case_id, "requested")
        return await self.revision(case_id)

    async def revision(self, case_id: str) -> int:
        async with self.ask("lea") as lea:
            return int((await lea.get(f"/v1/cases/return/{case_id}")).json()["case"]["revision"])

    async def in_tables(self, revision: int) -> None:
        """Wait until the tables have come that far."""

        async def there() -> bool:
            standing = await self.context.store.standing()
            return standing is not None and standing.position >= revision

        await until(there)


def client_of(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=HOME, headers=headers)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("house")
    return Settings(home=home, sync_always=False, settling=0.1, refund_approval=LIMIT)  # type: ignore[arg-type]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def nc(settings: Settings) -> AsyncIterator[Client]:
    """A connection to the server of the house, which has every stream."""
    server = await serve(settings)
    client = await connect(settings, "test")
    await provision(client, settings)
    yield client
    await client.close()
    await server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(settings: Settings, nc: Client) -> AsyncIterator[House]:
    """The house at work, with somebody of each role."""
    directory = Directory(nc, Cost(16, 1, 1))
    context = context_of(settings, nc, Clock(), pack(), open_store(settings))
    context = replace(context, directory=directory, sessions=Sessions(nc, directory))
    projector = Projector(settings)
    async with at_work(settings):
        projecting = asyncio.create_task(projector.run())
        await until(projector.ready.wait)
        tokens = {login: await named(context, login, *PEOPLE[login]) for login in PEOPLE}
        try:
            yield House(context, api(context), tokens)
        finally:
            projector.stop.set()
            await projecting
            await context.store.close()


async def named(context: Context, login: str, sort: str, role: str) -> str:
    """Give somebody a name; answers his token."""
    await context.directory.add(User(login, login.title(), *insist_on_role(sort, role)))
    return await context.directory.make_token(login, "test", context.clock.now())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def address(house: House) -> AsyncIterator[str]:
    """Where the API answers on a port of its own, for what a client in process cannot ask."""
    server = uvicorn.Server(uvicorn.Config(house.app, port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    await until(lambda: _started(server))
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    await serving


async def _started(server: uvicorn.Server) -> bool:
    return server.started
