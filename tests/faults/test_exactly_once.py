"""Workers and server are killed at any moment: everything told is recorded once, everything due fires once."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import structlog

from handlers.settings import Settings
from tests.faults.household import (
    Household,
    Kill,
    OneServer,
    household,
    kill_now_and_then,
    provisioned,
    quiet,
)
from tests.faults.ledger import derives_again, no_dead_letters, one_alarm_each
from tests.faults.load import PARCELS, stories, told_in_turns
from tests.faults.telling import Publisher

log = structlog.get_logger(__name__)


def some_kills(chance: Random, number: int, house: Household, server: OneServer) -> list[Kill]:
    """So many kills of workers and server in a random order, of each at least one."""

    async def kill_a_worker() -> None:
        await house.kill_worker(chance.randrange(len(house.workers)))

    async def kill_the_server() -> None:
        house.killed.append("server")
        await server.kill()

    kills: list[Kill] = [kill_a_worker, kill_the_server]
    kills += [kill_the_server if chance.random() < 0.4 else kill_a_worker for _ in range(number - 2)]
    chance.shuffle(kills)
    return kills


async def survive(folder: Path, *, seed: int, events: int, kills: int, workers: int, span: timedelta) -> None:
    """Tell so many events while killing, then check every promise."""
    chance = Random(seed)
    settings = Settings(home=folder / "home", settling=0.5, lease_seconds=2)
    async with OneServer(settings) as server:
        nc = await provisioned(settings)
        async with household(settings, folder, workers) as house:
            publisher = Publisher(nc, chance)
            load = told_in_turns(Random(seed), stories(Random(seed), datetime.now(UTC), span), events)
            telling = asyncio.create_task(publisher.tell_all(load))
            victims = some_kills(chance, kills, house, server)
            in_time = await kill_now_and_then(publisher, chance, victims, events, telling)
            await telling
            assert in_time > kills / 2, "most were killed while events were told"
            ledger = await quiet(nc, settings)
            house.none_fell_over()
            ledger.holds(publisher.stories.values(), PARCELS)
            await no_dead_letters(nc)
            await one_alarm_each(nc, ledger)
            await derives_again(nc, ledger)
        await nc.close()
    log.info("faults.survived", told=publisher.told, records=ledger.size, killed=house.killed)


async def test_four_kills_leave_no_trace(tmp_path: Path):
    await survive(tmp_path, seed=4, events=1_500, kills=4, workers=2, span=timedelta(seconds=30))


@pytest.mark.long
@pytest.mark.parametrize("seed", [20, 21])
async def test_twenty_kills_under_twenty_thousand_events_leave_no_trace(tmp_path: Path, seed: int):
    await survive(tmp_path, seed=seed, events=20_000, kills=24, workers=3, span=timedelta(minutes=4))
