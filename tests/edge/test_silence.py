"""A source that falls silent is told once, by one worker, and again when it is heard; every worker's ears count."""

from datetime import timedelta

import msgspec
import orjson

from events import subjects
from events.catalogue import read_event
from handlers.clock import Clock
from handlers.reading.alerting import told
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import members
from handlers.worker import silence
from handlers.worker.silence import Listening, place_of
from lifecycle.rhythm import Pause, Rhythm
from tests.covers import covers
from tests.edge.house import Body, ago, at_work, requested, tell
from tests.edge.waiting import until

DAY = timedelta(days=30)


def listening(nc, *, ours: bool = True) -> Listening:
    ears = Listening(nc, Clock(), lambda: ours, DAY)
    ears.since = ago(days=20)
    return ears


def heard(body: Body):
    return read_event(orjson.dumps(body), "return", body["subject"], "requested")


async def known(nc) -> dict[str, Rhythm]:
    stored = await members(nc, bucket_stream(subjects.BUCKET_SOURCES), subjects.SOURCES)
    rhythms = [msgspec.json.decode(each.payload, type=Rhythm) for each in stored]
    return {rhythm.source: rhythm for rhythm in rhythms}


async def usually_hourly(nc, source: str, **silent: float) -> None:
    """A source that was heard every hour for ten days, until some time ago."""
    last = ago(**silent)
    pauses = tuple(Pause((last - timedelta(days=day)).date(), 3600) for day in range(10, -1, -1))
    await commit(nc, [Outgoing(place_of(source), msgspec.json.encode(Rhythm(source, last, pauses)))])


async def alerts(nc) -> list[tuple[str, str, bool]]:
    found = [each.alert for each in await told(nc, subjects.SEVERITIES)]
    return [(alert.severity, alert.case_id, alert.closes) for alert in found if alert.kind == "source"]


@covers("S3-19", "S3-36")
async def test_a_silence_beyond_the_usual_is_told_once_with_its_beginning(provisioned):
    await usually_hourly(provisioned, "/orders/shop-it", hours=2)
    await usually_hourly(provisioned, "/orders/amazon", minutes=80)
    worker = listening(provisioned)
    await worker.look()
    await worker.look()
    assert await alerts(provisioned) == [("warning", "orders-shop-it", False)]
    (alert,) = [each.alert for each in await told(provisioned, ["warning"])]
    assert "source /orders/shop-it has been silent since" in alert.title
    assert "its longest pause of late was 1:00:00" in alert.title


async def test_only_the_worker_whose_task_it_is_tells(provisioned):
    await usually_hourly(provisioned, "/orders/shop-it", hours=2)
    await listening(provisioned, ours=False).look()
    assert await alerts(provisioned) == []


async def test_a_source_that_is_heard_again_ends_its_silence(provisioned):
    await usually_hourly(provisioned, "/shop", hours=5)
    worker, other = listening(provisioned), listening(provisioned, ours=False)
    await worker.look()
    other.hear([heard(requested("R-1", ago(minutes=1)))])
    await other.look()
    await worker.look()
    assert await alerts(provisioned) == [("warning", "shop", False), ("info", "shop", True)]
    assert not (await known(provisioned))["/shop"].told_silent


async def test_what_two_workers_hear_is_one_rhythm(provisioned):
    one, other = listening(provisioned), listening(provisioned, ours=False)
    for worker in (one, other):
        worker.hear([heard(requested("R-1", ago(minutes=1)))])
        await worker.look()
    assert list(await known(provisioned)) == ["/shop"]


async def test_reso_itself_is_no_source(provisioned):
    worker = listening(provisioned)
    worker.hear([heard(requested("R-1", ago(minutes=1), source="/reso/reactions/escalation"))])
    await worker.look()
    assert await known(provisioned) == {}


async def test_a_worker_listens_to_what_it_takes_in(provisioned, quick, monkeypatch):
    monkeypatch.setattr(silence, "EVERY", 0.1)
    async with at_work(quick):
        await tell(provisioned, requested("R-9", ago(minutes=1), source="/orders/new"))
        assert "/orders/new" in await until(lambda: known(provisioned))


async def test_a_worker_that_has_just_begun_to_listen_calls_nobody_silent(provisioned):
    await usually_hourly(provisioned, "/orders/shop-it", hours=5)
    await Listening(provisioned, Clock(), lambda: True, DAY).look()
    assert await alerts(provisioned) == []
