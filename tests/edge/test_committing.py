"""Committing batches, against a real server."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from nats.aio.client import Client

from events import subjects
from handlers.server.server import serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire import frames
from handlers.wire.batch import MOST, Outgoing, commit
from handlers.wire.connection import connect
from handlers.wire.gets import history, last, members
from handlers.wire.jetstream import Full, Missing, Refused, Stale, TooManyBatches, Unavailable, error_of
from tests.edge.drafts import alarm, record
from tests.edge.waiting import until


async def test_a_batch_is_stored_whole_and_in_order(provisioned: Client):
    committed = await commit(provisioned, [record("R-1"), record("R-1", "authorized"), record("R-2")])
    stored = await history(provisioned, subjects.STREAM, subjects.CASES)
    assert [subjects.parse_case_record(message.subject) for message in stored] == [
        ("return", "R-1", "requested"),
        ("return", "R-1", "authorized"),
        ("return", "R-2", "requested"),
    ]
    assert [message.seq for message in stored] == [1, 2, committed.last_seq]


async def test_one_case_that_moved_on_refuses_the_whole_batch(provisioned: Client):
    await commit(provisioned, [record("R-1", revision=0)])
    with pytest.raises(Stale) as refusal:
        await commit(provisioned, [record("R-2", revision=0), record("R-1", "authorized", revision=0)])
    assert refusal.value.code == 10071
    assert await last(provisioned, subjects.STREAM, subjects.records_of("return", "R-2")) is None
    await commit(provisioned, [record("R-2", revision=0), record("R-1", "authorized", revision=1)])


async def test_a_lone_message_is_checked_like_a_batch(provisioned: Client):
    assert (await commit(provisioned, [record("R-1", revision=0)])).last_seq == 1
    with pytest.raises(Stale):
        await commit(provisioned, [record("R-1", "authorized", revision=0)])


async def test_of_many_that_race_for_a_case_one_wins(provisioned: Client):
    tries = [commit(provisioned, [record("R-1", f"try_{n}", revision=0), record(f"R-x{n}")]) for n in range(30)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(outcome, Stale) for outcome in outcomes) == 1
    assert len(await history(provisioned, subjects.STREAM, subjects.CASES)) == 2


async def test_a_known_message_id_is_told_apart(provisioned: Client):
    named = Outgoing(subjects.in_("return", "R-1", "requested"), b"{}", {"Nats-Msg-Id": "once"})
    assert not (await commit(provisioned, [named])).duplicate
    assert (await commit(provisioned, [named])).duplicate


async def test_a_batch_takes_a_thousand_messages_and_no_more(provisioned: Client):
    await commit(provisioned, [record(f"R-{n}") for n in range(MOST)])
    with pytest.raises(Refused, match="1 to 1000 messages, not 1001"):
        await commit(provisioned, [record(f"R-{n}") for n in range(MOST + 1)])
    with pytest.raises(Refused, match="not 0"):
        await commit(provisioned, [])


async def test_the_reason_for_refusing_the_first_message_is_told(provisioned: Client):
    async def open_a_batch(number: int):
        headers = {"Nats-Batch-Id": f"open-{number}", "Nats-Batch-Sequence": "1"}
        place = subjects.case_record("return", f"O-{number}", "requested")
        await provisioned.request(place, b"", timeout=60, headers=headers)

    await asyncio.gather(*(open_a_batch(number) for number in range(50)))
    waiting = asyncio.create_task(commit(provisioned, [record("R-1"), record("R-2")]))
    done, _ = await asyncio.wait([waiting], timeout=0.2)
    assert not done, "too many open batches are waited for, not passed on"
    closing = {"Nats-Batch-Id": "open-7", "Nats-Batch-Sequence": "2", "Nats-Batch-Commit": "1"}
    await provisioned.request(subjects.case_record("return", "O-7", "authorized"), b"", timeout=60, headers=closing)
    assert (await waiting).last_seq == 4


@pytest.mark.parametrize(
    "message",
    [
        record("R-1")._replace(headers={"Note": "a\r\nNats-Expected-Last-Sequence: 1"}),
        record("R-1")._replace(headers={"Note\n": "a"}),
        Outgoing("two words", b""),
        Outgoing("", b""),
        Outgoing("line\r\nPUB", b""),
        record("R-1", payload=bytes(9 * 1024 * 1024)),
    ],
)
async def test_what_would_break_the_connection_is_refused_before_it_is_sent(provisioned: Client, message: Outgoing):
    with pytest.raises(Refused):
        await commit(provisioned, [record("R-2"), message, record("R-3")])
    assert provisioned.is_connected
    assert (await commit(provisioned, [record("R-2")])).last_seq == 1


async def test_a_subject_outside_the_log_refuses_the_batch(provisioned: Client):
    with pytest.raises((Refused, Unavailable)):
        await commit(provisioned, [record("R-1"), Outgoing("elsewhere.x", b""), record("R-2")])
    assert await history(provisioned, subjects.STREAM, subjects.CASES) == []


async def test_the_public_call_sends_the_same_batch(provisioned: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(frames, "_in_one_piece", frames._one_by_one)
    committed = await commit(provisioned, [record("R-1", revision=0), record("R-2", payload=b"x"), record("R-3")])
    stored = await history(provisioned, subjects.STREAM, subjects.CASES)
    assert committed.last_seq == len(stored) == 3
    assert stored[1].payload == b"x"


async def test_a_new_alarm_replaces_the_old_and_wakes_the_case_once(provisioned: Client):
    soon = datetime.now(UTC) + timedelta(milliseconds=600)
    await commit(provisioned, [record("R-1"), alarm("R-1", soon + timedelta(days=1))])
    await commit(provisioned, [record("R-1", "authorized"), alarm("R-1", soon)])
    due = subjects.due("return", "R-1")
    woken = await until(lambda: last(provisioned, subjects.STREAM, due))
    assert woken.time >= soon
    assert await last(provisioned, subjects.STREAM, subjects.alarm("return", "R-1")) is None


async def test_a_record_takes_its_alarm_away(provisioned: Client):
    later = datetime.now(UTC) + timedelta(days=1)
    await commit(provisioned, [record("R-1"), alarm("R-1", later), alarm("R-2", later)])
    ending = {"Nats-Schedule-Next": "purge", "Nats-Scheduler": subjects.alarm("return", "R-1")}
    await commit(provisioned, [record("R-1", "closed")._replace(headers=ending), record("R-3")])
    alarms = await members(provisioned, subjects.STREAM, subjects.ALARMS)
    assert [message.subject for message in alarms] == [subjects.alarm("return", "R-2")]


async def test_a_message_with_a_time_to_live_goes_away(provisioned: Client):
    alert = subjects.alert("info", "return", "R-1")
    await commit(provisioned, [record("R-1"), Outgoing(alert, b"{}", {"Nats-TTL": "1s"})])
    assert await last(provisioned, subjects.STREAM, alert)

    async def gone() -> bool:
        return await last(provisioned, subjects.STREAM, alert) is None

    await until(gone)
    assert await last(provisioned, subjects.STREAM, subjects.records_of("return", "R-1"))


async def test_a_full_server_says_so_and_keeps_what_it_has(tmp_path):
    settings = Settings(home=tmp_path / "home", sync_always=False, max_file_store=2_000_000)
    server = await serve(settings)
    nc = await connect(settings, "test")
    await provision(nc, settings)

    async def fill() -> int:
        written = 0
        while True:
            await commit(nc, [record(f"R-{written}", payload=bytes(50_000)), record(f"R-{written}", "authorized")])
            written += 1

    with pytest.raises(Full, match="no room"):
        await asyncio.wait_for(fill(), 120)
    assert await last(nc, subjects.STREAM, subjects.records_of("return", "R-0"))
    await nc.close()
    await server.stop()


@pytest.mark.parametrize(
    ("code", "family"),
    [
        (10071, Stale),
        (10164, Stale),
        (10201, Stale),
        (10047, Full),
        (10008, Unavailable),
        (10158, Unavailable),
        (10210, TooManyBatches),
        (10059, Missing),
        (10165, Refused),
    ],
)
def test_each_code_of_the_server_has_its_family(code: int, family: type):
    error = error_of({"err_code": code, "description": "words"})
    assert type(error) is family
    assert error.code == code
    assert "words" in str(error)
