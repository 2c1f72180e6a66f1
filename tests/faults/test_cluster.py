"""Three servers, and the one that leads the log is killed: the work goes on, nothing is lost, nothing is doubled."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import structlog
from nats.aio.client import Client

from events import subjects
from handlers.server.cluster import Cluster, serve_cluster
from handlers.settings import Settings
from handlers.wire.jetstream import JetStreamError, ask
from tests.edge.waiting import until
from tests.faults.household import Household, Kill, household, kill_now_and_then, provisioned, quiet
from tests.faults.ledger import derives_again, no_dead_letters, one_alarm_each
from tests.faults.load import PARCELS, stories, told_in_turns
from tests.faults.telling import Publisher

log = structlog.get_logger(__name__)


async def leader(nc: Client) -> str:
    """The server that leads the log; empty while none does."""
    with suppress(JetStreamError):
        return str((await ask(nc, f"STREAM.INFO.{subjects.STREAM}", patience=2))["cluster"].get("leader", ""))
    return ""


async def all_copies_current(nc: Client) -> bool:
    """Whether every copy of log and inputs has all there is."""
    with suppress(JetStreamError):
        told = [await ask(nc, f"STREAM.INFO.{stream}", patience=2) for stream in (subjects.STREAM, subjects.STREAM_IN)]
        copies = [copy for answer in told for copy in answer["cluster"].get("replicas", [])]
        return len(copies) == 4 and all(copy.get("current") for copy in copies)
    return False


async def kill_the_leader(nc: Client, cluster: Cluster) -> None:
    """Kill the server that leads the log, and start it again once another one does."""
    name = await until(lambda: leader(nc), patience=60)
    number = int(name.rpartition("-")[2]) - 1
    await cluster.kill(number)

    async def succeeded() -> bool:
        return await leader(nc) not in ("", name)

    await until(succeeded, patience=60)
    await cluster.revive(number)
    await until(lambda: all_copies_current(nc), patience=120)


def kills_of(nc: Client, cluster: Cluster, house: Household, number: int) -> list[Kill]:
    """So many kills of the leader, after each one but the last that of a worker."""

    async def kill_leader() -> None:
        house.killed.append("leader")
        await kill_the_leader(nc, cluster)

    async def kill_worker() -> None:
        await house.kill_worker(len(house.killed) % len(house.workers))

    return [kill_leader, *(kill for _ in range(number - 1) for kill in (kill_worker, kill_leader))]


async def survive(folder: Path, *, seed: int, events: int, kills: int, span: timedelta) -> None:
    """Tell so many events while leaders are killed, then check every promise."""
    cluster = await serve_cluster([folder / name for name in ("a", "b", "c")], sync_always=False)
    settings = Settings(home=folder / "a", replicas=3, settling=0.5, lease_seconds=3)
    try:
        nc = await provisioned(settings)
        async with household(settings, folder, 2) as house:
            publisher = Publisher(nc, Random(seed))
            load = told_in_turns(Random(seed), stories(Random(seed), datetime.now(UTC), span), events)
            telling = asyncio.create_task(publisher.tell_all(load))
            victims = kills_of(nc, cluster, house, kills)
            await kill_now_and_then(publisher, Random(seed), victims, events, telling)
            await telling
            ledger = await quiet(nc, settings)
            house.none_fell_over()
            ledger.holds(publisher.stories.values(), PARCELS)
            await no_dead_letters(nc)
            await one_alarm_each(nc, ledger)
            await derives_again(nc, ledger)
        await nc.close()
    finally:
        await cluster.stop()
    log.info("faults.survived", told=publisher.told, records=ledger.size, killed=house.killed)


async def test_a_killed_leader_leaves_no_trace(tmp_path: Path):
    await survive(tmp_path, seed=3, events=600, kills=1, span=timedelta(seconds=20))


@pytest.mark.long
async def test_ten_killed_leaders_leave_no_trace(tmp_path: Path):
    await survive(tmp_path, seed=30, events=8_000, kills=10, span=timedelta(minutes=4))
