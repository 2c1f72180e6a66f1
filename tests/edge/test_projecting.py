"""The projector at a real log: what is told stands in the tables, whatever happens to it, to them, or to the log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from nats.aio.client import Client
from pydantic import SecretStr
from sqlalchemy import select
from structlog.testing import capture_logs

from events import subjects
from handlers.clock import Clock
from handlers.readmodel import projector
from handlers.readmodel.lag import Lag, lag
from handlers.readmodel.projector import Projector
from handlers.readmodel.rebuilding import rebuild
from handlers.readmodel.shelves import shelf_of
from handlers.readmodel.source import Source
from handlers.readmodel.store import Standing, open_store
from handlers.readmodel.tables import alerts, cases, dead_letters
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.streams.topology import PROJECTOR_DURABLE
from handlers.wire.batch import Outgoing, commit
from handlers.wire.jetstream import ask
from handlers.wire.pull import Pull
from tests.edge.waiting import until
from tests.readmodel.village import Message, contents, muddled


async def written(nc: Client, messages: tuple[Message, ...]) -> None:
    """Store messages in the log, in their order."""
    for start in range(0, len(messages), 200):
        part = messages[start : start + 200]
        await commit(nc, [Outgoing(message.subject, message.payload) for message in part], patience=60)


@asynccontextmanager
async def projecting(settings: Settings) -> AsyncIterator[Projector]:
    """A projector at work until the end of the block."""
    work = Projector(settings)
    running, ready = asyncio.create_task(work.run()), asyncio.create_task(work.ready.wait())
    await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    try:
        yield work
    finally:
        work.stop.set()
        await running


async def reached(nc: Client, settings: Settings) -> Standing:
    """How far the tables are, as soon as they have all of the log."""
    source, store = Source(nc, Clock()), open_store(settings)
    name = await source.name()

    async def there() -> Standing | None:
        standing = await store.standing()
        done = standing and (standing.position, standing.log) == (await source.last(), name)
        return standing if done else None

    try:
        return await until(there)
    finally:
        await store.close()


async def rebuilt(nc: Client, settings: Settings) -> None:
    """Build the tables anew."""
    shelf = shelf_of(settings)
    await rebuild(shelf, Source(nc, Clock()))
    await shelf.close()


@pytest.fixture(autouse=True)
def no_tables(settings: Settings):
    """No test finds the tables of another."""
    for path in settings.home.glob("tables*"):
        path.unlink()


def messages() -> tuple[Message, ...]:
    """What stands in the log: made when it is first asked for, not when the tests are gathered."""
    return muddled(11)[:400]


async def test_what_is_told_while_it_works_stands_in_the_tables(provisioned: Client, settings: Settings):
    async with projecting(settings):
        await written(provisioned, messages()[:250])
        await reached(provisioned, settings)
        await written(provisioned, messages()[250:])
        standing = await reached(provisioned, settings)
    assert (standing.messages, standing.skipped) == (len(messages()), 0)
    assert str(await lag(provisioned, settings, Clock())).endswith("all there")
    kept = await contents(settings)
    await rebuilt(provisioned, settings)
    assert await contents(settings) == kept


async def test_tables_that_were_lost_are_built_anew_also_what_was_acknowledged(provisioned, settings):
    await written(provisioned, messages()[:100])
    async with projecting(settings):
        await reached(provisioned, settings)
    for path in settings.home.glob("tables*"):
        path.unlink()
    async with projecting(settings):
        assert (await reached(provisioned, settings)).messages == 100


async def test_tables_that_were_restored_from_an_older_copy_are_read_on_from_the_log(provisioned, settings):
    await written(provisioned, messages()[:60])
    async with projecting(settings):
        await reached(provisioned, settings)
    older = (settings.home / "tables-1.db").read_bytes()
    async with projecting(settings):
        await written(provisioned, messages()[60:100])
        await reached(provisioned, settings)
    (settings.home / "tables-1.db").write_bytes(older)
    async with projecting(settings):
        assert (await reached(provisioned, settings)).messages == 100


async def test_two_projectors_write_every_message_once(provisioned, settings, monkeypatch):
    monkeypatch.setattr(projector, "AT_ONCE", 20)
    async with projecting(settings), projecting(settings):
        for start in range(0, 300, 50):
            await written(provisioned, messages()[start : start + 50])
        standing = await reached(provisioned, settings)
    assert standing.messages == 300
    kept = await contents(settings)
    await rebuilt(provisioned, settings)
    assert await contents(settings) == kept


async def test_it_goes_over_to_tables_that_were_built_anew_beside_it(provisioned, settings):
    await written(provisioned, messages()[:50])
    async with projecting(settings):
        await reached(provisioned, settings)
        await rebuilt(provisioned, settings)
        await written(provisioned, messages()[50:80])
        standing = await reached(provisioned, settings)
    assert (standing.generation, standing.messages) == ("tables-2.db", 80)
    assert sorted(path.name for path in settings.home.glob("tables-*.db")) == ["tables-2.db"]


async def test_tables_of_another_log_give_way(provisioned, settings):
    await written(provisioned, messages()[:50])
    async with projecting(settings):
        await reached(provisioned, settings)
    for stream in (subjects.STREAM, subjects.STREAM_AUDIT):
        await ask(provisioned, f"STREAM.DELETE.{stream}")
    await provision(provisioned, settings)
    await written(provisioned, messages()[:20])
    assert "of another log" in str(await lag(provisioned, settings, Clock()))
    async with projecting(settings):
        assert (await reached(provisioned, settings)).messages == 20


async def test_what_cannot_be_read_is_counted_and_said_and_stops_nothing(provisioned, settings):
    forged = [
        Outgoing("reso.case.return.R-1.requested", b"no record"),
        Outgoing("reso.case.return.R-1.requested.again", b"{}"),
        Outgoing("reso.alert.info.return.R-1", b"[]"),
        Outgoing("reso.dead.unparsable", b"{}"),
        Outgoing("reso.dead.schema", b'{"sequence":7,"reason":"schema","case_id":"R-9","subject":"in.1"}'),
        Outgoing("reso.dead.retried", b'{"sequence":7}'),
    ]
    await commit(provisioned, forged)
    await written(provisioned, messages()[:10])
    async with projecting(settings):
        standing = await reached(provisioned, settings)
    store = open_store(settings)
    async with store.reading() as connection:
        letters = (await connection.execute(select(dead_letters))).mappings().all()
        assert (await connection.execute(select(cases.c.id))).first() is not None
        assert "R-1" not in set((await connection.execute(select(alerts.c.case_id))).scalars())
    await store.close()
    assert (standing.messages, standing.skipped) == (16, 4)
    assert [(letter["input"], letter["case_id"], letter["settled"]) for letter in letters] == [(7, "R-9", "retried")]
    told = str(await lag(provisioned, settings, Clock()))
    assert "4 could not be read, the last: message" in told
    assert not (await lag(provisioned, settings, Clock())).is_wrong


@pytest.mark.parametrize("asked", [True, False])
async def test_a_consumer_that_was_taken_away_ends_it_with_a_sentence(provisioned, settings, monkeypatch, asked):
    if not asked:  # taken away before anything is asked of it, it says nothing itself
        monkeypatch.setattr(Pull, "_ended", lambda pull, status, words: pull._rest())
    work = Projector(settings)
    running = asyncio.create_task(work.run())
    await work.ready.wait()
    await ask(provisioned, f"CONSUMER.DELETE.{subjects.STREAM}.{PROJECTOR_DURABLE}")
    with pytest.raises(projector.CannotProject, match=r"consumer RESO\.projector is gone"):
        await running


async def test_a_database_that_does_not_answer_is_waited_for_and_said_without_its_password(provisioned, settings):
    away = settings.model_copy(update={"database_url": SecretStr("postgresql://reso:hush@127.0.0.1:1/reso")})
    work = Projector(away)
    with capture_logs() as said:
        running = asyncio.create_task(work.run())

        async def waits() -> bool:
            return running.done() or any(each["event"] == "projector.waiting" for each in said)

        await until(waits)
        assert not running.done()
        work.stop.set()
        await running
    assert "Connect call failed ('127.0.0.1', 1)" in str(said)
    assert "hush" not in str(said)


def test_a_lag_says_where_the_tables_are_and_how_far_behind():
    there = Lag("sqlite /h/tables.db", Standing(1, 7, None, None, generation="tables-1.db"))
    behind = replace(there, messages=1200, waits=timedelta(seconds=3))
    assert str(there) == "sqlite /h/tables.db (tables-1.db, version 1): all there"
    assert str(behind).endswith("1,200 messages and 3.0 s behind")
    assert [each.is_wrong for each in (there, behind, replace(behind, waits=timedelta(minutes=6)))] == [
        False,
        False,
        True,
    ]
    assert not Lag("sqlite /h/tables.db", None).is_wrong
