"""Who is let in, what they may do there, and what a connection outlives."""

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest
from nats.aio.client import Client
from structlog.testing import capture_logs

from events import subjects
from handlers.home import PASSWORDS
from handlers.server.config import PUBLISHER
from handlers.server.server import Server, serve
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import OLDEST, ServerTooOld, ServerUnavailable, connect, connect_with, connection_options
from handlers.wire.jetstream import JetStreamError, Unavailable, ask
from tests.edge.waiting import until


def as_publisher(server: Server, **more: object) -> dict[str, object]:
    password = json.loads((server.home / PASSWORDS).read_text())[PUBLISHER]
    return {"name": "dock-1", "servers": [server.url], "user": PUBLISHER, "password": password, **more}


async def test_a_publisher_may_publish_inputs_and_hear_that_they_arrived(provisioned: Client, server: Server):
    scanner = await connect_with(as_publisher(server))
    assert (await commit(scanner, [Outgoing(subjects.in_scan("dock-1"), b"{}")])).last_seq == 1
    await scanner.close()


@pytest.mark.parametrize(
    "subject",
    [
        subjects.case_record("return", "R-1", "refunded"),
        subjects.alarm("return", "R-1"),
        subjects.due("return", "R-1"),
        subjects.alert("critical", "return", "R-1"),
        subjects.stored_in("return", "R-1", "requested"),
        "$JS.API.STREAM.PURGE." + subjects.STREAM,
        "$KV.RESO_KEYS.return.R-1",
    ],
)
async def test_a_publisher_may_publish_nothing_else(provisioned: Client, server: Server, subject: str):
    scanner = await connect_with(as_publisher(server))
    with pytest.raises(Unavailable):
        await commit(scanner, [Outgoing(subject, b"{}")], patience=0.1)
    await scanner.close()
    assert (await ask(provisioned, f"STREAM.INFO.{subjects.STREAM}"))["state"]["messages"] == 0


async def test_a_publisher_hears_neither_the_log_nor_the_engines_answers(provisioned: Client, server: Server):
    scanner = await connect_with(as_publisher(server))
    heard: list[str] = []

    async def listen(message) -> None:
        heard.append(message.subject)

    for subject in (subjects.CASES, subjects.IN_ALL, "_RESO.>", ">"):
        await scanner.subscribe(subject, cb=listen)
    await commit(provisioned, [Outgoing(subjects.case_record("return", "R-1", "requested"), b"{}")])
    await scanner.flush()
    assert heard == []
    await scanner.close()


async def test_a_wrong_password_is_said_at_once(server: Server):
    with pytest.raises(ServerUnavailable, match="does not accept the user or the password"):
        await connect(Settings(nats_url=server.url, nats_user="reso", nats_password="wrong"), "test")


async def test_nobody_listening_is_said_after_a_while():
    with pytest.raises(ServerUnavailable, match=r"no NATS server answers at nats://127.0.0.1:1: .*refused"):
        await connect(Settings(nats_url="nats://127.0.0.1:1"), "test", patience=0.5)


async def test_a_name_that_nobody_knows_is_said():
    with pytest.raises(ServerUnavailable, match=r"answers at nats://nowhere.invalid: this name is not known"):
        await connect(Settings(nats_url="nats://nowhere.invalid"), "test", patience=1)


async def test_a_first_connection_that_has_to_wait_says_so_once():
    with capture_logs() as said, pytest.raises(ServerUnavailable):
        await connect(Settings(nats_url="nats://127.0.0.1:1"), "test", patience=1.2)
    told = [(each["event"], each["error"], each["log_level"]) for each in said]
    assert told[0] == ("nats.waiting", "connection refused", "warning")
    assert len(told) > 1
    assert {level for _, _, level in told[1:]} == {"debug"}


async def test_a_server_that_is_too_old_is_refused(tmp_path: Path):
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        old = {"version": "2.14.9", "max_payload": 1048576, "headers": True, "proto": 1, "server_id": "x"}
        writer.write(f"INFO {json.dumps(old)}\r\nPONG\r\n".encode())
        await reader.read()
        writer.close()

    elderly = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = elderly.sockets[0].getsockname()[1]
    with pytest.raises(ServerTooOld, match=r"version 2\.14\.9; Reso needs 2\.15 or newer"):
        await connect(Settings(nats_url=f"nats://127.0.0.1:{port}"), "test")
    elderly.close()
    await elderly.wait_closed()
    assert OLDEST == (2, 15)


async def test_a_connection_outlives_its_server(own_server: Server):
    settings = Settings(home=own_server.home)
    closed: list[bool] = []
    nc = await connect(settings, "test", on_closed=lambda: closed.append(True))
    os.kill(own_server.description.pid, signal.SIGKILL)
    await own_server.death
    await own_server.stop()
    again = await serve(settings)

    async def answers() -> bool:
        try:
            return bool(await ask(nc, "INFO", patience=0.5))
        except JetStreamError:
            return False

    assert await until(answers)
    assert closed == []
    await nc.close()
    assert closed == [True]
    await again.stop()


@pytest.mark.parametrize(
    ("brief", "expected"),
    [
        (True, ["nats.disconnected", "nats.reconnected"]),
        (False, ["nats.error", "nats.disconnected", "nats.error", "nats.reconnected"]),
    ],
    ids=["a command for people", "a worker"],
)
async def test_a_lost_connection_does_not_flood_the_log(own_server: Server, brief: bool, expected: list[str]):
    settings = Settings(home=own_server.home)
    with capture_logs() as said:
        nc = await connect_with(connection_options(settings, "test"), brief=brief)
        os.kill(own_server.description.pid, signal.SIGKILL)
        await own_server.death
        await own_server.stop()

        async def refused_thrice() -> bool:
            return sum(each.get("error") == "connection refused" for each in said) >= 3

        async def back() -> bool:
            return any(each["event"] == "nats.reconnected" for each in said)

        await until(refused_thrice)
        again = await serve(settings)
        await until(back)
        await nc.close()
        await again.stop()
    warned = [each["event"] for each in said if each["log_level"] == "warning"]
    assert warned == expected


async def test_credentials_that_are_not_there_are_named():
    settings = Settings(nats_url="nats://127.0.0.1:1", nats_creds=Path("/nowhere/reso.creds"))
    with pytest.raises(ServerUnavailable, match="RESO_NATS_CREDS names /nowhere/reso"):
        await connect(settings, "test", patience=0.5)
