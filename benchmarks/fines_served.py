"""A slice of the fines through the real server and a real worker, published in any order: the same penalties stand.

    python -m benchmarks.fines_served [CASES]

Prints how many penalties were expected, recorded, on the recorded day, twice or out of place; exit 1 if one is wrong.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import structlog
from nats.aio.client import Client

from events import subjects
from events.partitions import PARTITIONS
from examples.traffic_fines.kind import FINE
from examples.traffic_fines.pack import fines_pack
from examples.traffic_fines.read import LoggedCase, day_ending_at, read_cases
from examples.traffic_fines.slice import published, sample
from handlers.server.server import serve
from handlers.settings import Settings
from handlers.streams.topology import due_durable, input_durable
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from handlers.wire.gather import gather
from handlers.wire.gets import history
from handlers.wire.jetstream import ask
from handlers.worker.worker import Worker
from lifecycle.engine import records
from lifecycle.kinds import KINDS

SEED = 1
PATIENCE = 600


async def main(count: int) -> int:
    """Run the slice; 0 if every penalty stands where the log has it and nowhere else."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        server = await serve(settings)
        try:
            return await _through(settings, sample(read_cases(), count, SEED))
        finally:
            await server.stop()


async def _through(settings: Settings, cases: list[LoggedCase]) -> int:
    worker = Worker(settings, kinds={**KINDS, FINE.name: FINE}, pack=fines_pack())
    working = asyncio.create_task(worker.run())
    nc = await connect(settings, "fines")
    await worker.ready.wait()
    began = time.perf_counter()
    told = [Outgoing(subject, payload) for subject, payload in published(cases, SEED)]
    await gather(commit(nc, [event]) for event in told)
    expected = {case.id: case.penalized_on for case in cases if case.penalized_on}
    async with asyncio.timeout(PATIENCE):
        await _worked_off(nc, len(expected))
    spent = time.perf_counter() - began
    wrong = await _compared(nc, expected)
    print(
        f"{len(cases):,} cases, {len(told):,} events, {spent:.0f} s, {len(told) / spent:,.0f} events/s (published too)"
    )
    worker.stop.set()
    await working
    await nc.close()
    return 1 if wrong else 0


async def _worked_off(nc: Client, expected: int) -> None:
    """Wait until nothing is in hand and as many deadlines are recorded as are expected."""
    while await _in_hand(nc) or len(await _missed(nc)) < expected:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.5)
    await asyncio.sleep(3)  # whatever would be recorded too much has time to come


async def _in_hand(nc: Client) -> int:
    names = [(subjects.STREAM_IN, input_durable(p)) for p in range(PARTITIONS)]
    names += [(subjects.STREAM, due_durable(p)) for p in range(PARTITIONS)]
    told = [await ask(nc, f"CONSUMER.INFO.{stream}.{durable}") for stream, durable in names]
    return sum(each["num_pending"] + each["num_ack_pending"] for each in told)


async def _missed(nc: Client) -> dict[str, int]:
    """How often each case has recorded its deadline as missed."""
    wanted = subjects.case_record(FINE.name, "ANY", "deadline_missed").replace("ANY", "*")
    told = await ask(nc, f"STREAM.INFO.{subjects.STREAM}", {"subjects_filter": wanted})
    return {name.split(".")[3]: times for name, times in (told["state"].get("subjects") or {}).items()}


async def _compared(nc: Client, expected: dict[str, object]) -> int:
    """How many penalties are not as the log has them."""
    missed = await _missed(nc)
    stood = {}
    for stored in await history(nc, subjects.STREAM, subjects.CASES):
        place = subjects.parse_case_record(stored.subject)
        if place and place.event == "deadline_missed":
            case = records.read_case(FINE, records.read(stored.payload))
            stood[place.case_id] = day_ending_at(case.fired[-1].due_at)
    right = sum(stood.get(case) == day for case, day in expected.items())
    twice = sum(times > 1 for times in missed.values())
    strangers = len(missed.keys() - expected.keys())
    print(f"penalties expected {len(expected):,}, recorded {len(missed):,}, on the recorded day {right:,}")
    print(f"recorded twice {twice:,}, where none belongs {strangers:,}")
    return len(expected) - right + twice + strangers


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)))
