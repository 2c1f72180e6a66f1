"""Committing batches and reading them back, against a real server."""

import asyncio
import os
import signal
from datetime import UTC, datetime, timedelta

import pytest
from nats.aio.client import Client

from events import subjects
from handlers.server.server import Server, serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire import frames
from handlers.wire.batch import EXPECTED, EXPECTED_OF, MOST, Outgoing, commit
from handlers.wire.connection import connect
from handlers.wire.gets import history, last, last_of_each, leader_last, members
from handlers.wire.jetstream import Full, Missing, Refused, Stale, Unavailable, ask, error_of
from tests.edge.waiting import until


def record(case_id: str, event: str = "requested", revision: int | None = None, payload: bytes = b"{}") -> Outgoing:
    """A record that expects the case to stand at `revision`; None expects nothing."""
    checks = {EXPECTED: str(revision), EXPECTED_OF: subjects.records_of("return", case_id)}
    return Outgoing(subjects.case_record("return", case_id, event), payload, {} if revision is None else checks)


def alarm(case_id: str, at: datetime) -> Outgoing:
    target = subjects.due("return", case_id)
    when = f"@at {at.isoformat().replace('+00:00', 'Z')}"
    return Outgoing(subjects.alarm("return", case_id), b"", {"Nats-Schedule": when, "Nats-Schedule-Target": target})


async def test_a_batch_is_stored_whole_and_in_order(provisioned: Client):
    committed = await commit(provisioned, [record("R-1"), record("R-1", "authorized"), record("R-2")])
    stored = await history(provisioned, subjects.STREAM, subjects.CASES)
    assert [subjects.parse_case_record(message.subject) for message in stored] == [
        ("return", "R-1", "requested"),
        ("return", "R-1", "authorized"),
        ("return", "R-2", "requested"),
    ]
    assert [message.seq for message in stored] == [1, 2, committed.last_seq]


async def test_a_message_keeps_its_headers_payload_and_time(provisioned: Client):
    before = datetime.now(UTC)
    payload = bytes(range(256))
    message = Outgoing(subjects.case_record("return", "R-1", "requested"), payload, {"Reso-Note": "città ✓"})
    await commit(provisioned, [message, record("R-2")])
    direct = await last(provisioned, subjects.STREAM, subjects.records_of("return", "R-1"))
    leader = await leader_last(provisioned, subjects.STREAM, subjects.records_of("return", "R-1"))
    assert direct
    assert leader
    assert direct.payload == leader.payload == payload
    assert direct.headers["Reso-Note"] == leader.headers["Reso-Note"] == "città ✓"
    assert direct.time == leader.time
    assert before - timedelta(seconds=1) < direct.time < datetime.now(UTC) + timedelta(seconds=1)


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


async def test_many_subjects_are_read_at_once_in_the_order_asked(provisioned: Client):
    await commit(provisioned, [record(f"R-{n}", payload=str(n).encode()) for n in range(300)])
    wanted = [subjects.records_of("return", f"R-{n}") for n in (299, 1, 5000, 17)]
    found = await last_of_each(provisioned, subjects.STREAM, wanted)
    assert [stored and stored.payload for stored in found] == [b"299", b"1", None, b"17"]
    everything = [subjects.records_of("return", f"R-{n}") for n in range(300)]
    assert all(await last_of_each(provisioned, subjects.STREAM, everything))
    assert await last_of_each(provisioned, subjects.STREAM, []) == []


async def test_references_are_found_although_the_records_are_copied(provisioned: Client):
    refs = [subjects.ref("rma", f"d{n}", "return", f"R-{n}") for n in range(100)]
    await commit(provisioned, [record("R-1"), *(Outgoing(ref, b"{}") for ref in refs)])
    await until(lambda: last(provisioned, subjects.STREAM_AUDIT, subjects.records_of("return", "R-1")))
    assert all(await last_of_each(provisioned, subjects.STREAM, refs))


async def test_a_long_history_comes_whole(provisioned: Client):
    for start in range(0, 2000, 500):
        await commit(
            provisioned, [record("R-1", f"e{n % 7}", payload=str(n).encode()) for n in range(start, start + 500)]
        )
        await commit(provisioned, [record("R-2")])
    found = await history(provisioned, subjects.STREAM, subjects.records_of("return", "R-1"))
    assert [int(message.payload) for message in found] == list(range(2000))
    tail = await history(provisioned, subjects.STREAM, subjects.records_of("return", "R-1"), start=found[1990].seq)
    assert [message.seq for message in tail] == [message.seq for message in found[1990:]]


async def test_the_members_of_a_key_are_found_up_to_the_servers_limit(provisioned: Client):
    everything = [Outgoing(subjects.ref("rma", "d", "return", f"R-{n}"), b"{}") for n in range(1025)]
    await commit(provisioned, everything[:500])
    await commit(provisioned, everything[500:1024])
    assert len(await members(provisioned, subjects.STREAM, subjects.refs_of("rma", "d"))) == 1024
    assert await members(provisioned, subjects.STREAM, subjects.refs_of("rma", "other")) == []
    await commit(provisioned, everything[1024:])
    with pytest.raises(Refused, match="413"):
        await members(provisioned, subjects.STREAM, subjects.refs_of("rma", "d"))


async def test_a_missing_stream_is_said_at_once(provisioned: Client):
    with pytest.raises(Unavailable, match="missing, or has no leader"):
        await last(provisioned, "ELSEWHERE", subjects.CASES)
    with pytest.raises(Unavailable, match="missing, or has no leader"):
        await commit(provisioned, [Outgoing("elsewhere.a", b""), Outgoing("elsewhere.b", b"")])
    with pytest.raises(Missing, match="stream not found"):
        await leader_last(provisioned, "ELSEWHERE", subjects.CASES)


async def test_answers_for_many_askers_at_once_are_not_mixed_up(provisioned: Client):
    async def write_and_read(number: int) -> bytes:
        case_id = f"R-{number}"
        await commit(
            provisioned, [record(case_id, payload=b"a"), record(case_id, "authorized", payload=case_id.encode())]
        )
        stored = await last(provisioned, subjects.STREAM, subjects.records_of("return", case_id))
        return stored.payload if stored else b""

    assert await asyncio.gather(*map(write_and_read, range(40))) == [f"R-{n}".encode() for n in range(40)]


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


async def test_what_was_committed_survives_a_killed_server(own_server: Server):
    settings = Settings(home=own_server.home)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    later = datetime.now(UTC) + timedelta(days=1)
    committed = await commit(nc, [record("R-1", revision=0), alarm("R-1", later), record("R-2", revision=0)])
    os.kill(own_server.description.pid, signal.SIGKILL)
    await own_server.death
    with pytest.raises(Unavailable):
        await commit(nc, [record("R-3"), record("R-4")], patience=0.5)
    await own_server.stop()
    again = await serve(settings)

    async def connected() -> bool:
        return nc.is_connected

    await until(connected)
    assert (await ask(nc, f"STREAM.INFO.{subjects.STREAM}"))["state"]["last_seq"] == committed.last_seq
    with pytest.raises(Stale):
        await commit(nc, [record("R-1", revision=0), record("R-5")])
    await nc.close()
    await again.stop()


@pytest.mark.parametrize(
    ("code", "family"),
    [
        (10071, Stale),
        (10164, Stale),
        (10201, Stale),
        (10047, Full),
        (10008, Unavailable),
        (10059, Missing),
        (10165, Refused),
    ],
)
def test_each_code_of_the_server_has_its_family(code: int, family: type):
    error = error_of({"err_code": code, "description": "words"})
    assert type(error) is family
    assert error.code == code
    assert "words" in str(error)
