"""What several partitions store at the same time goes out together; each keeps its own fate."""

import asyncio
from datetime import UTC, datetime

import pytest
from nats.aio.client import Client

from events import subjects
from handlers.wire.batch import EXPECTED, EXPECTED_OF, Outgoing
from handlers.wire.gets import history
from handlers.wire.jetstream import Stale
from handlers.worker.committer import AT_ONCE, Committer
from handlers.worker.keyring import Member, assertion
from lifecycle.engine.case import Ref


def record(case_id: str, expected: int) -> Outgoing:
    """A record of a case that expects this revision."""
    headers = {EXPECTED: str(expected), EXPECTED_OF: subjects.records_of("return", case_id)}
    return Outgoing(subjects.case_record("return", case_id, "noted"), b"{}", headers)


def asserts(case_id: str) -> list[Outgoing]:
    """A record and the assertion of one and the same key, under which nothing is known to stand."""
    key = assertion(Ref("rma", "X1"), Member(("return", case_id), datetime.now(UTC), stray=False), expected=0)
    return [record(case_id, 0), key]


async def outcomes(*commits: asyncio.Future[int]) -> list[int | BaseException]:
    """What became of each."""
    return await asyncio.gather(*commits, return_exceptions=True)


async def test_two_that_check_the_same_key_at_the_same_time_do_not_both_succeed(provisioned: Client):
    committer = Committer(provisioned)
    busy = [asyncio.ensure_future(committer.commit([record(f"B-{n}", 0)])) for n in range(AT_ONCE)]
    told = [asyncio.ensure_future(committer.commit(asserts(f"R-{n}"))) for n in range(12)]
    found = await outcomes(*told)
    assert [type(each) for each in found].count(Stale) == 11
    assert len(await history(provisioned, subjects.STREAM, "reso.ref.>")) == 1
    assert len(await history(provisioned, subjects.STREAM, subjects.CASES)) == 1 + AT_ONCE
    await asyncio.gather(*busy)


async def test_only_the_stale_part_of_a_batch_is_refused(provisioned: Client):
    committer = Committer(provisioned)
    told = [asyncio.ensure_future(committer.commit([record(f"R-{n}", 9 if n == 5 else 0)])) for n in range(20)]
    found = await outcomes(*told)
    assert [number for number, each in enumerate(found) if isinstance(each, Stale)] == [5]
    stored = await history(provisioned, subjects.STREAM, subjects.CASES)
    places = {message.subject: message.seq for message in stored}
    assert all(found[n] == places[subjects.case_record("return", f"R-{n}", "noted")] for n in range(20) if n != 5)


@pytest.mark.parametrize("size", [1, 400, 1_000])
async def test_parts_of_any_size_are_stored_in_one_piece(provisioned: Client, size: int):
    committer = Committer(provisioned)
    parts = [[Outgoing(subjects.due("return", f"R-{part}"), b"") for _ in range(size)] for part in range(6)]
    found = await asyncio.gather(*(committer.commit(part) for part in parts))
    stored = await history(provisioned, subjects.STREAM, "reso.due.>")
    order = [message.subject for message in stored]
    assert sorted(found) == [size * (place + 1) for place in range(6)]
    assert all(len(set(order[place * size : (place + 1) * size])) == 1 for place in range(6))
