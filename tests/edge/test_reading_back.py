"""Reading back what was committed, against a real server."""

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
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from handlers.wire.gets import history, last, last_of_each, leader_last, members
from handlers.wire.jetstream import Missing, Refused, Stale, Unavailable, ask
from tests.edge.drafts import alarm, record
from tests.edge.waiting import until


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
