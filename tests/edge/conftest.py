"""Real servers for the tests of the edge: one for each test module, emptied and provisioned anew for each test.

A test takes `nc` for a connection, `provisioned` for one on which every stream and consumer exists and is empty,
`settings` for what leads there. One that stops or kills its server takes `own_server` or `own_cluster`: nobody shares
those.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from handlers.server.cluster import Cluster, serve_cluster
from handlers.server.server import Server, serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire.connection import connect
from handlers.wire.jetstream import ask
from handlers.worker.worker import Worker
from tests.edge.house import at_work


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `RESO_*` variable and no `reso.toml` of a developer's reaches a test."""
    for name in [name for name in os.environ if name.startswith("RESO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def nats_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the module's server."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server(nats_home: Path) -> Iterator[Server]:
    """The module's server; it lives in a loop of its own, so a test cannot await it."""
    with asyncio.Runner() as loop:
        running = loop.run(serve(Settings(home=nats_home, sync_always=False)))
        yield running
        loop.run(running.stop())


@pytest.fixture
def settings(server: Server) -> Settings:
    """Settings that lead to the module's server."""
    return Settings(home=server.home, sync_always=False)


@pytest.fixture
async def nc(settings: Settings) -> AsyncIterator[Client]:
    """A connection to the module's server."""
    client = await connect(settings, "test")
    yield client
    await client.close()


@pytest.fixture
async def provisioned(nc: Client, settings: Settings) -> Client:
    """A connection to a server with every stream and consumer, and nothing in them."""
    for stream in (await ask(nc, "STREAM.NAMES"))["streams"] or []:
        await ask(nc, f"STREAM.DELETE.{stream}")
    await provision(nc, settings)
    return nc


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Settings under which a due moment settles fast."""
    return settings.model_copy(update={"settling": 0.2})


@pytest.fixture
async def worker(provisioned: Client, quick: Settings) -> AsyncIterator[Worker]:
    """A worker on an empty log."""
    async with at_work(quick) as worker:
        yield worker


@pytest.fixture
async def own_server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server of the test's own, to be stopped and killed; it syncs every write."""
    running = await serve(Settings(home=tmp_path / "home"))
    yield running
    await running.stop()


@pytest.fixture
async def own_cluster(tmp_path: Path) -> AsyncIterator[Cluster]:
    """Three servers of the test's own, to be killed and revived; they do not sync every write."""
    cluster = await serve_cluster([tmp_path / str(number) for number in (1, 2, 3)], sync_always=False)
    yield cluster
    await cluster.stop()
