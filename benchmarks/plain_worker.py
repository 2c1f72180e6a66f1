"""The plain worker that Reso is compared with: what a good engineer writes without it. It uses nothing of the engine.

    python -m benchmarks.plain_worker DATABASE GROUP       # the server in PLAIN_NATS_URL

A FastStream pull subscriber; an event is checked with the same pydantic models, then one SQLite transaction
(WAL, synchronous=FULL) holds the inbox against doubles, the state, the history and the timers; then it is acknowledged.
"""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import orjson
import uvloop
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from transitions import Machine

from events.catalogue import CATALOGUE
from events.envelope import Envelope

STREAM = "PLAIN"
URL = "PLAIN_NATS_URL"
AT_ONCE = 250
PATH = ("announced", "requested", "authorized", "in_transit", "received", "inspected", "refunded")
EVENTS = ("requested", "authorized", "shipped", "received", "inspected", "refunded")
WAITS = {"requested": 1, "authorized": 30, "in_transit": 20, "received": 2, "inspected": 14}
"""Days after which somebody has to look, by state."""

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA busy_timeout = 30000;
CREATE TABLE IF NOT EXISTS inbox (source TEXT, id TEXT, PRIMARY KEY (source, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (case_id TEXT PRIMARY KEY, state TEXT, body TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (seq INTEGER PRIMARY KEY, case_id TEXT, name TEXT, body TEXT, stored REAL);
CREATE INDEX IF NOT EXISTS history_of_case ON history (case_id);
CREATE TABLE IF NOT EXISTS timers (case_id TEXT PRIMARY KEY, due TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS next_timer ON timers (due);
"""


class TooEarly(Exception):
    """What must come first has not come yet: give it back."""


class Books:
    """The tables of all workers, in one file."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(SCHEMA)
        self._machine = Machine(model=None, states=list(PATH), initial=PATH[0], auto_transitions=False)
        for name, source, target in zip(EVENTS, PATH, PATH[1:], strict=False):
            self._machine.add_transition(name, source, target)

    def take(self, body: dict[str, Any]) -> None:
        """Store one event in one transaction; one that is known already changes nothing."""
        kind, name, _ = body["type"].split(".")
        event = CATALOGUE.entry(kind, name).check(body)
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._store(event, name, body)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _store(self, event: Envelope, name: str, body: dict[str, Any]) -> None:
        ask = self._db.execute
        if not ask("INSERT OR IGNORE INTO inbox VALUES (?, ?)", (event.source, event.id)).rowcount:
            return
        found = ask("SELECT state, body FROM state WHERE case_id = ?", (event.subject,)).fetchone()
        before, case = (found[0], orjson.loads(found[1])) if found else (PATH[0], {})
        leads = self._machine.get_transitions(name, before)
        if not leads:
            raise TooEarly(f"{event.subject} is {before}: {name} cannot follow")
        after = str(leads[0].dest)
        case = {**case, **body["data"], f"{name}_at": body["time"]}
        ask("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", (event.subject, after, orjson.dumps(case).decode()))
        told = (event.subject, name, orjson.dumps(body).decode(), time.time())
        ask("INSERT INTO history (case_id, name, body, stored) VALUES (?, ?, ?, ?)", told)
        self._set_timer(event.subject, after, event.time)

    def _set_timer(self, case_id: str, state: str, since: datetime) -> None:
        if state in WAITS:
            due = (since + timedelta(days=WAITS[state])).isoformat()
            self._db.execute("INSERT OR REPLACE INTO timers VALUES (?, ?)", (case_id, due))
        else:
            self._db.execute("DELETE FROM timers WHERE case_id = ?", (case_id,))


async def work(path: str, group: str) -> None:
    """Work on one group of cases until SIGTERM."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    broker, books = NatsBroker(os.environ[URL], logger=None, apply_types=False), Books(path)

    @broker.subscriber(
        f"plain.{group}.>",
        durable=f"plain-{group}",
        stream=JStream(STREAM, declare=False),
        pull_sub=PullSub(batch_size=AT_ONCE),
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )
    async def take(body: dict[str, Any]) -> None:
        books.take(body)

    await broker.start()
    await stopped.wait()
    await broker.stop()


if __name__ == "__main__":
    uvloop.run(work(*sys.argv[1:]))
