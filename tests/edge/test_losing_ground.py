"""What a worker stands on is taken away: it ends with a sentence, or outlives it; it never falls silent."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from nats.aio.client import Client

from events import subjects
from handlers.server.server import Server, serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.streams.topology import due_durable, input_durable
from handlers.wire.connection import connect
from handlers.wire.jetstream import ask
from tests.edge.processes import all_recorded, everywhere, has, working
from tests.edge.waiting import until


@pytest.fixture
def brisk(settings: Settings) -> Settings:
    """Settings under which claims lapse soon."""
    return settings.model_copy(update={"settling": 0.2})


@pytest.mark.parametrize("what", ["consumer of inputs", "consumer of wake-ups", "stream of inputs", "log"])
async def test_a_worker_ends_with_a_sentence_where_something_under_it_is_gone(
    provisioned: Client, brisk: Settings, tmp_path: Path, what: str
):
    call = {
        "consumer of inputs": f"CONSUMER.DELETE.{subjects.STREAM_IN}.{input_durable(3)}",
        "consumer of wake-ups": f"CONSUMER.DELETE.{subjects.STREAM}.{due_durable(3)}",
        "stream of inputs": f"STREAM.DELETE.{subjects.STREAM_IN}",
        "log": f"STREAM.DELETE.{subjects.STREAM}",
    }[what]
    async with working(brisk, tmp_path / "1") as worker:
        await until(has(provisioned, 16))
        await ask(provisioned, call)
        code = await asyncio.wait_for(worker.process.wait(), 60)
    assert code == 1
    assert "Traceback" not in worker.said
    last_line = worker.said.strip().splitlines()[-1]
    assert "RESO" in last_line
    assert "gone" in last_line or "does not exist" in last_line


async def test_a_worker_ends_with_a_sentence_where_something_under_it_was_changed(
    provisioned: Client, brisk: Settings, tmp_path: Path
):
    config = (await ask(provisioned, f"STREAM.INFO.{subjects.STREAM}"))["config"]
    async with working(brisk, tmp_path / "1") as worker:
        await ask(provisioned, f"STREAM.UPDATE.{subjects.STREAM}", {**config, "max_msgs": 1_000_000})
        code = await asyncio.wait_for(worker.process.wait(), 60)
    assert code == 1
    assert "max_msgs is 1000000, should be -1" in worker.said
    assert "Traceback" not in worker.said


async def test_a_worker_outlives_its_server(own_server: Server, tmp_path: Path):
    """Claims live in the server's memory: they are made anew, the inputs and the log are where they were."""
    settings = Settings(home=own_server.home, settling=0.2, lease_seconds=2)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    async with working(settings, tmp_path / "1") as worker:
        await until(has(nc, 16))
        await all_recorded(nc, await everywhere(nc, "A"), 30)
        os.kill(own_server.description.pid, signal.SIGKILL)
        await own_server.death
        await own_server.stop()
        again = await serve(settings)
        try:
            await until(lambda: connected(nc))
            await all_recorded(nc, await everywhere(nc, "B"), 30)
            await until(has(nc, 16))
            assert not worker.ended
            assert await worker.stop() == 0
        finally:
            await nc.close()
            await again.stop()


async def connected(nc: Client) -> bool:
    """Whether a connection stands."""
    return bool(nc.is_connected)


async def test_a_worker_stops_when_told_so_while_its_server_is_away(own_server: Server, tmp_path: Path):
    settings = Settings(home=own_server.home, lease_seconds=2)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    async with working(settings, tmp_path / "1") as worker:
        await until(has(nc, 16))
        await nc.close()
        os.kill(own_server.description.pid, signal.SIGKILL)
        await own_server.death
        assert await worker.stop() == 0
    assert "Traceback" not in worker.said
