"""`reso up`: everything on one machine, kept running, and stopped without a trace."""

import asyncio
import json
import os
import re
import signal
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from handlers.clock import Clock, simulated
from handlers.home import PASSWORDS, find
from handlers.operating.incoming import lines_of
from handlers.operating.publishing import Publisher
from handlers.server import supervisor
from handlers.server.supervisor import House, Role
from handlers.settings import Settings
from handlers.wire.gets import history
from lifecycle.kinds import KINDS
from tests.edge.commands import line_with, start
from tests.edge.happenings import REQUEST, happening, lines
from tests.edge.waiting import until, wait_until


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _started(running, role: str) -> int:
    """The number of the next process of a role that is started."""
    while f"role={role}" not in (line := line_with(running.stderr, "process.started")):
        pass
    return int(re.search(r"pid=(\d+)", line)[1])


def _page(address: str) -> str:
    """What a browser gets there; nothing while nobody listens."""
    try:
        return httpx.get(address).text
    except httpx.TransportError:
        return ""


def test_a_worker_that_dies_is_started_again_the_console_is_served_and_ctrl_c_stops_all(home):
    with start("up", "--workers", "1", RESO_HOME=str(home)) as running:
        first = _started(running, "worker")
        line_with(running.stderr, "worker.ready")
        os.kill(first, signal.SIGKILL)
        line_with(running.stderr, "process.died")
        second = _started(running, "worker")
        line_with(running.stderr, "worker.ready")
        address, console = running.stdout.readline(), line_with(running.stdout, "Console")
        wait_until(lambda: "<h1>Today</h1>" in _page(console.split()[1]))
        running.send_signal(signal.SIGINT)
        rest = running.stderr.read()
        assert running.wait(30) == 0
    assert address.startswith("NATS      nats://127.0.0.1:")
    assert "worker.stopped" in rest
    assert "Traceback" not in rest
    assert find(home) is None
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_workers_that_cannot_start_end_everything_with_a_sentence(home, tmp_path):
    (tmp_path / "mine.toml").write_text("colour = 'red'\n")
    with start("up", "--only", "worker", RESO_HOME=str(home), RESO_POLICY=str(tmp_path / "mine.toml")) as running:
        told = running.stderr.read()
        assert running.wait(30) == 1
    assert "mine.toml: has an unknown key 'colour'" in told
    assert told.splitlines()[-1] == "reso: a worker cannot start with these settings: its own words stand above"
    assert find(home) is None


async def test_what_is_not_vital_and_cannot_start_is_told_and_tried_again_and_the_house_goes_on(server, monkeypatch):
    monkeypatch.setattr(supervisor, "LONG_PAUSE", 0.1)
    secret = json.loads((server.home / PASSWORDS).read_text())["reso"]
    house = House(Settings(nats_url=server.url, nats_user="reso", nats_password=secret), [Role("notify")])
    with capture_logs() as said:  # nobody is to be told of anything, so it ends with exit code 2
        running = asyncio.create_task(house.run(lambda _: None))

        async def tried_again() -> bool:
            return running.done() or [each["event"] for each in said].count("process.started") == 2

        await until(tried_again)
        assert not running.done()
        house.stop.set()
        await running
    told = [each for each in said if each["event"].startswith("process.")]
    assert [each["event"].removeprefix("process.") for each in told] == ["started", "died", "missing", "started"]
    assert told[2]["log_level"] == "error"
    assert (told[2]["role"], told[2]["again_in_s"]) == ("notify", 0.1)
    assert told[2]["why"] == "a notify cannot start with these settings: its own words stand above"


def test_a_stop_ends_it_at_once_while_no_server_answers(home):
    with start("up", "--only", "worker", RESO_HOME=str(home), RESO_NATS_URL="nats://127.0.0.1:1") as running:
        line_with(running.stderr, "nats.waiting")
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
        assert "Traceback" not in running.stderr.read()


def test_workers_are_not_waited_for_once_their_server_is_dead(home):
    with start("up", "--workers", "2", "--only", "worker", RESO_HOME=str(home)) as running:
        line_with(running.stderr, "worker.ready")
        line_with(running.stderr, "lease.claimed")
        os.kill(find(home).pid, signal.SIGKILL)
        line_with(running.stderr, "workers.not_awaited")
        assert running.wait(10) == 1
        rest = running.stderr.read()
    assert "died (SIGKILL): its log does not say why" in rest.splitlines()[-1]
    assert "Traceback" not in rest


def test_the_clock_of_a_log_is_set_once(home):
    def says(*options: str) -> str:
        with start("up", "--only", "worker", *options, RESO_HOME=str(home)) as running:
            line_with(running.stderr, "process.started")
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0
            return str(running.stdout.read())

    assert "Clock     simulated, 3600 times as fast, now 2026-03-01T" in says(
        "--speed", "3600", "--start", "2026-03-01"
    )
    again = says("--speed", "7")
    assert "3600 times as fast" in again
    assert "the stored one holds" in again
    assert "3600 times as fast" in says()


async def test_publishing_waits_until_the_clock_reaches_each_event(provisioned):
    start_at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    clock = simulated(86_400, start_at)
    times = [start_at + timedelta(hours=hours) for hours in (-5, 0, 12, 24)]
    said = lines(*(happening("requested", f"R-{place}", REQUEST, at.isoformat()) for place, at in enumerate(times)))
    publisher = Publisher(provisioned, KINDS, clock, paced=True)
    tally = await publisher.publish(lines_of(BytesIO(said)), lambda _: None)
    stored = await history(provisioned, "RESO_IN", ">")
    assert (tally.stored, tally.refused) == (4, [])
    assert all(clock.from_real(each.time) >= at for each, at in zip(stored, times, strict=True))


async def test_publishing_at_once_refuses_what_is_ahead_of_the_clock(provisioned):
    said = lines(happening("requested", "R-1", REQUEST, "2026-03-02T09:00:00Z"))
    tally = await Publisher(provisioned, KINDS, simulated(1, datetime(2026, 3, 1, tzinfo=UTC)), paced=False).publish(
        lines_of(BytesIO(said)), lambda _: None
    )
    assert [number for number, _ in tally.refused] == [1]
    tally = await Publisher(provisioned, KINDS, Clock(), paced=False).publish(lines_of(BytesIO(said)), lambda _: None)
    assert tally.stored == 1
