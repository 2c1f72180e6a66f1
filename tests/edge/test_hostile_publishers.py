"""Whatever a publisher puts on the wire, each message is recorded or dead, and no worker dies of it."""

import asyncio
import json
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from nats.aio.client import Client
from nats.errors import NoRespondersError

from events import subjects
from handlers.home import PASSWORDS
from handlers.server.config import PUBLISHER
from handlers.server.server import Server
from handlers.wire.gets import history
from handlers.worker.worker import Worker
from tests.edge.house import (
    ago,
    dead_letters,
    names,
    recorded,
    requested,
    settled,
    tell,
    told,
)


def with_headers(number: int, block: bytes) -> bytes:
    """A message with this header block, on the wire."""
    return b"HPUB reso.in.return.H-%d.requested %d %d\r\n%b{}\r\n" % (number, len(block), len(block) + 2, block)


SUBJECTS = (
    b"R-1",
    b"a.b.requested",
    b"*.requested",
    b">.requested",
    b"R*.requested",
    b"\xff\xfe.requested",
    b"x" * 65 + b".requested",
)
HEADERS = (
    b"\xff\xfe\xfd\xfc",
    b"NATS/1.0 \xff\xff\xff\xff\r\n\r\n",
    b"NATS/1.0\r\nStatus: 503\r\n\r\n",
    b"NATS/1.0\r\nStatus: 409\r\nDescription: Consumer Deleted\r\n\r\n",
    b"NATS/1.0\r\nStatus: 409\r\nNats-Sequence: x\r\n\r\n",
    b"NATS/1.0\r\nNats-Time-Stamp: x\r\nNats-Subject: y\r\n\r\n",
    b"NATS/1.0\r\n\xff\xfe: \xfd\xfc\xfb\r\n\r\n",
)
HOSTILE = (
    *(b"PUB reso.in.return.%b 2\r\n{}\r\n" % rest for rest in SUBJECTS),
    *(with_headers(number, block) for number, block in enumerate(HEADERS)),
)
"""What a publisher can put on the wire by hand: subjects with too few and too many tokens, wildcards and bytes that
are no text in the id's place, headers that are none, and headers that look like the server's own words."""


async def by_hand(server: Server, command: bytes) -> bytes:
    """Send one command as the publisher; answers what the server says to it."""
    host, port = server.url.removeprefix("nats://").split(":")
    password = json.loads((server.home / PASSWORDS).read_text())[PUBLISHER]
    reader, writer = await asyncio.open_connection(host, int(port))
    await reader.readline()
    writer.write(
        orjson.dumps({"verbose": True, "user": PUBLISHER, "pass": password, "headers": True}).join(
            [b"CONNECT ", b"\r\n"]
        )
    )
    await reader.readline()
    writer.write(command)
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_no_subject_and_no_header_ends_a_worker(provisioned: Client, server: Server, worker: Worker):
    for command in HOSTILE:
        await by_hand(server, command)
    await settled(provisioned)
    stored = await history(provisioned, subjects.STREAM_IN, ">")
    letters = await dead_letters(provisioned)
    assert len(letters) == len(stored) == len(HOSTILE), "each is dead, none is lost"
    sentences = {letter["reason"]: letter["sentence"] for letter in letters.values()}
    assert sentences.keys() == {"bad_subject", "invalid"}
    assert "is not reso.in.<kind>.<case id>.<event>" in sentences["bad_subject"]
    await tell(provisioned, requested("R-good", ago(hours=1)))
    await recorded(provisioned, "R-good", "requested")


async def test_nobody_chooses_a_partition(provisioned: Client, server: Server, worker: Worker):
    with pytest.raises(NoRespondersError):
        await provisioned.request("in.3.return.R-1.requested", orjson.dumps(told("R-1")), timeout=60)
    assert b"Permissions Violation" in await by_hand(server, b"PUB in.3.return.R-1.requested 2\r\n{}\r\n")
    assert not await history(provisioned, subjects.STREAM_IN, ">")


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
GOOD = requested("X", ago(hours=1))


def spoiled(place: tuple[str, ...], value: Any) -> bytes:
    """A good request with one member replaced."""
    body = {**GOOD, "data": {**GOOD["data"]}}
    (body if len(place) == 1 else body["data"])[place[-1]] = value
    return json.dumps(body).encode("utf-8", "surrogatepass")


PLACES = [(name,) for name in GOOD] + [("data", name) for name in GOOD["data"]]
PAYLOADS = (
    st.binary(max_size=300)
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.builds(spoiled, st.sampled_from(PLACES), JSON)
    | st.integers(0, 600).map(lambda size: orjson.dumps(GOOD)[:size])
)


def some(strategy: st.SearchStrategy[bytes], number: int) -> list[bytes]:
    """So many examples of a strategy."""
    found: list[bytes] = []

    @effort(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(payload: bytes) -> None:
        found.append(payload)

    collect()
    return found


async def test_whatever_the_bytes_each_is_recorded_or_dead_and_work_goes_on(provisioned: Client, worker: Worker):
    payloads = some(PAYLOADS, 400)
    for number, payload in enumerate(payloads):
        await provisioned.publish(subjects.in_("return", f"F-{number}", "requested"), payload)
    await tell(provisioned, requested("R-good", ago(hours=1)))
    await settled(provisioned)
    dead = {letter["case_id"] for letter in (await dead_letters(provisioned)).values()}
    alive = {f"F-{number}" for number in range(len(payloads)) if await names(provisioned, f"F-{number}")}
    assert dead | alive == {f"F-{number}" for number in range(len(payloads))}
    assert not dead & alive
    assert await names(provisioned, "R-good") == ["requested"]
