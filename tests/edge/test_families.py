"""Cases of one order tell each other on the real server what they tell each other in memory, whatever comes first."""

import asyncio
from random import Random

import pytest

from events import subjects
from events.envelope import Event
from handlers.wire.gets import history
from lifecycle.engine import records
from lifecycle.engine.reaction import SOURCE
from lifecycle.kinds import KINDS
from tests.edge.house import at_work, read_entry, settled, tell
from tests.lifecycle.claims import words as claims
from tests.lifecycle.conversations import words as conversations
from tests.lifecycle.feedback import words as feedback
from tests.lifecycle.language import hour
from tests.lifecycle.orders import words as orders
from tests.lifecycle.returns import words as returns
from tests.lifecycle.village import Village, plain

Key = tuple[str, str]
ORDERED = (orders.placed(-200 * 24), orders.shipped(-199 * 24), orders.delivered(-190 * 24))
RETURNED = (*returns.BACK, returns.refund_requested(), returns.refunded())
STORY = (
    *ORDERED,
    *RETURNED,
    claims.opened(2),
    claims.responded(8),
    claims.decided(30, outcome="granted_seller", amount="25.00", currency="EUR"),
    feedback.received(40, rating=1),
    conversations.received(1, order_id="302-1"),
    conversations.sent(3),
)


async def logged(nc) -> dict[Key, list]:
    """All records by case."""
    found: dict[Key, list] = {}
    for stored in await history(nc, subjects.STREAM, subjects.CASES):
        place = subjects.parse_case_record(stored.subject)
        found.setdefault((place.kind, place.case_id), []).append(read_entry(stored))
    return found


def expected(*events: Event) -> Village:
    return Village().take(*events).settle(hour(10_000))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_family_comes_out_as_in_memory_in_any_order(provisioned, quick, seed):
    chance = Random(seed)
    told = [*STORY, *chance.sample(STORY, 4)]
    chance.shuffle(told)
    async with at_work(quick), at_work(quick):
        for start in range(0, len(told), 5):
            await asyncio.gather(*(tell(provisioned, event.body) for event in told[start : start + 5]))
        await settled(provisioned)
    village, log = expected(*STORY), await logged(provisioned)
    assert set(log) == set(village.desks)
    for key, entries in log.items():
        case = records.read_case(KINDS[key[0]], entries[-1].record)
        assert plain(case) == plain(village.desks[key].folded(case.horizon)), key


async def test_every_telling_is_recorded_once(provisioned, quick):
    async with at_work(quick), at_work(quick):
        for event in (*STORY, *STORY):
            await tell(provisioned, event.body)
        await settled(provisioned)
    for key, entries in (await logged(provisioned)).items():
        told = [entry.body["id"] for entry in entries if entry.body["source"].startswith(SOURCE)]
        inputs = [entry.body["id"] for entry in entries if entry.record.cause.type == "input"]
        assert len(inputs) == len(set(inputs)), key
        assert set(told) <= set(inputs), key


async def test_the_order_last_of_all_still_dates_its_cases(provisioned, quick):
    others = [event for event in STORY if event.kind != "order"]
    async with at_work(quick):
        await tell(provisioned, *(event.body for event in others))
        await settled(provisioned)
        await tell(provisioned, *(event.body for event in ORDERED))
        await settled(provisioned)
    log = await logged(provisioned)
    case = records.read_case(KINDS["return"], log["return", "R-1"][-1].record)
    assert (case.order_delivered_at, case.window) == (ORDERED[-1].at, "out")


async def test_what_was_told_while_no_worker_ran_is_reacted_to_later(provisioned, quick):
    async with at_work(quick):
        await tell(provisioned, claims.opened(2).body)
        await settled(provisioned)
    await tell(provisioned, returns.requested(0).body)
    async with at_work(quick):
        await settled(provisioned)
    log = await logged(provisioned)
    assert records.read_case(KINDS["return"], log["return", "R-1"][-1].record).escalated
