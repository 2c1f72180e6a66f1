"""A herd: thousands of alarms are due at one moment, and at that very moment an event sets each case's alarm anew.

When a schedule fires, the server takes a newer one of the same case with it. Every case must come out of it with
exactly one alarm and with everything that was due.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nats.aio.client import Client

from handlers.settings import Settings
from handlers.wire.batch import commit
from handlers.wire.gather import gather
from handlers.worker.forwarding import input_message
from tests.edge.house import at_work, event, idle, requested
from tests.edge.waiting import until
from tests.faults.household import OneServer, provisioned, quiet
from tests.faults.ledger import Ledger, alarms, derives_again, no_dead_letters, one_alarm_each

REMINDER = timedelta(hours=12)
SETTLING = 0.5


async def told(nc: Client, bodies: list[dict[str, object]]) -> None:
    """Publish all of these at once."""
    await gather(
        commit(nc, [input_message(body, "return", str(body["subject"]), str(body["type"]).split(".")[1])])
        for body in bodies
    )


async def stampede(folder: Path, number: int, lead: timedelta) -> Ledger:
    """So many cases are due `lead` from now, at once; then each hears of an authorization that moves its deadline."""
    settings = Settings(home=folder / "home", settling=SETTLING)
    async with OneServer(settings):
        nc = await provisioned(settings)
        async with at_work(settings):
            due = datetime.now(UTC) + lead
            cases = [f"R-{each}" for each in range(number)]
            await told(nc, [requested(case_id, due - REMINDER) for case_id in cases])
            await until(lambda: idle(nc), patience=120)
            assert datetime.now(UTC) < due, "all alarms are set before the first one is due"
            assert sum((await alarms(nc)).values()) == number
            fires = due + timedelta(seconds=SETTLING)
            await asyncio.sleep((fires - datetime.now(UTC)).total_seconds() - 0.3)
            await told(
                nc,
                [
                    event("authorized", case_id, due + timedelta(milliseconds=1), {"by": "operator"})
                    for case_id in cases
                ],
            )
            ledger = await quiet(nc, settings)
            await one_alarm_each(nc, ledger)
            ledger.each_deadline_once()
            await no_dead_letters(nc)
            await derives_again(nc, ledger)
        await nc.close()
    return ledger


def each_reminded_once(ledger: Ledger, number: int) -> None:
    """Every case has its reminder, once, and waits for its parcel."""
    assert len(ledger.cases) == number
    for key, lines in ledger.cases.items():
        assert sorted(line.name for line in lines) == ["authorized", "reminder_due", "requested"], key
        assert ledger.after(key).alarm_at is not None


async def test_five_hundred_at_once(tmp_path: Path):
    each_reminded_once(await stampede(tmp_path, 500, timedelta(seconds=8)), 500)


@pytest.mark.long
async def test_four_thousand_at_once(tmp_path: Path):
    each_reminded_once(await stampede(tmp_path, 4_000, timedelta(seconds=40)), 4_000)
