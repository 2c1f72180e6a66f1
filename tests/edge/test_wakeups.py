"""The clock speaks once, with the moment that was due, whenever it is heard; what it said can be taken back."""

from datetime import datetime, timedelta

from nats.aio.client import Client

from events import subjects
from handlers import clock as clocks
from handlers.caselog import fact_of
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import last
from lifecycle.engine import records
from lifecycle.engine.case import Firing
from lifecycle.engine.fold import fold
from lifecycle.kinds import KINDS
from tests.edge.house import (
    REMINDER,
    Entry,
    ago,
    alarm_of,
    alerts_of,
    at_work,
    authorized,
    case_of,
    event,
    idle,
    log_of,
    names,
    now,
    pack,
    recorded,
    requested,
    settled,
    tell,
)
from tests.edge.waiting import until


def said(log: list[Entry]) -> list[tuple[str, str, datetime]]:
    """What the clock has said in a case: timer, label and due of each record."""
    told = [entry.body["data"] for entry in log if entry.name in ("reminder_due", "deadline_missed")]
    return [(data["timer"], data["label"], datetime.fromisoformat(data["due_at"])) for data in told]


def expected(log: list[Entry], until_: datetime) -> list[tuple[str, str, datetime]]:
    """What the clock has to say about the events in a log up to a moment, from a fold that knows nothing of the log."""
    facts = [fact_of(KINDS["return"], entry.case_id, entry.record) for entry in log if records.is_fact(entry.record)]
    case = fold(KINDS["return"], log[0].case_id, facts, {pack().digest: pack()}, until_)
    fired: tuple[Firing, ...] = case.fired
    return [(firing.timer, firing.label, firing.due_at) for firing in fired]


def scheduled(headers: dict[str, str]) -> datetime:
    """For when an alarm is set."""
    return datetime.fromisoformat(headers["Nats-Schedule"].removeprefix("@at "))


async def test_what_was_missed_fires_once_with_its_true_due(provisioned: Client, quick: Settings):
    await tell(provisioned, requested("R-1", ago(days=30)), requested("R-2", ago(hours=21)))
    async with at_work(quick):
        await recorded(provisioned, "R-1", "deadline_missed", 2)
        await recorded(provisioned, "R-2", "reminder_due", 2)
        await settled(provisioned)
    for case_id in ("R-1", "R-2"):
        log = await log_of(provisioned, case_id)
        assert said(log) == expected(log, now())
        assert len(set(said(log))) == len(said(log)) > 1
    alerts = await alerts_of(provisioned, "R-1")
    assert all(alert["late"] for alert in alerts), "nobody is woken for what is long past"
    assert [entry.record.cause.type for entry in await log_of(provisioned, "R-2")] == ["input", "wakeup", "wakeup"]


async def test_what_falls_due_while_no_worker_runs_is_caught_up_with(provisioned: Client, quick: Settings):
    at = ago() - REMINDER + timedelta(seconds=1.5)
    async with at_work(quick):
        await tell(provisioned, requested("R-1", at))
        await recorded(provisioned, "R-1", "requested")
    await until(lambda: last(provisioned, subjects.STREAM, subjects.due("return", "R-1")))
    assert await names(provisioned, "R-1") == ["requested"]
    async with at_work(quick):
        await recorded(provisioned, "R-1", "reminder_due")
        await settled(provisioned)
    assert [due for _, _, due in said(await log_of(provisioned, "R-1"))] == [at + REMINDER]


async def test_a_wake_up_sets_the_next_alarm(provisioned: Client, quick: Settings):
    at = ago() - REMINDER + timedelta(seconds=1)
    async with at_work(quick):
        await tell(provisioned, requested("R-1", at))
        await recorded(provisioned, "R-1", "requested")
        first = await alarm_of(provisioned, "R-1")
        await recorded(provisioned, "R-1", "reminder_due")
        second = await alarm_of(provisioned, "R-1")
    assert first
    assert second
    settling = timedelta(seconds=quick.settling)
    assert scheduled(first.headers) >= at + REMINDER + settling  # later only if it was recorded after the reminder
    assert scheduled(second.headers) == (await case_of(provisioned, "R-1")).alarm_at + settling
    assert second.headers["Nats-Schedule-Target"] == subjects.due("return", "R-1")


async def test_a_wake_up_that_finds_nothing_due_writes_the_alarm_again_and_nothing_else(
    provisioned: Client, quick: Settings
):
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=1)))
        await recorded(provisioned, "R-1", "requested")
        first = await alarm_of(provisioned, "R-1")
        await commit(provisioned, [Outgoing(subjects.due("return", "R-1"), b"")])
        await settled(provisioned)
        second = await alarm_of(provisioned, "R-1")
    assert first
    assert second
    assert second.seq > first.seq
    assert second.headers["Nats-Schedule"] == first.headers["Nats-Schedule"]
    assert await names(provisioned, "R-1") == ["requested"]


async def test_an_event_that_was_in_time_takes_back_what_the_clock_said(provisioned: Client, quick: Settings):
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=25)))
        await recorded(provisioned, "R-1", "deadline_missed")
        await tell(provisioned, authorized("R-1", ago(hours=10)))
        await recorded(provisioned, "R-1", "deadline_met", 2)
        await settled(provisioned)
    log = await log_of(provisioned, "R-1")
    undone = [entry.body["data"] for entry in log if entry.name == "deadline_met"]
    assert {(data["label"], data["undone"]) for data in undone} >= {("20h", "reminder_due")}
    assert {entry.record.cause.type for entry in log if entry.name == "deadline_met"} == {"derived"}
    fired = {(firing.timer, firing.label) for firing in (await case_of(provisioned, "R-1")).fired}
    assert fired == {("T-AUTH", "12h")}, "the first reminder was right"
    alerts = [alert for alert in await alerts_of(provisioned, "R-1") if not alert["key"].startswith("flag/")]
    opened = {alert["key"] for alert in alerts if not alert.get("closes")}
    closed = {alert["key"]: alert["severity"] for alert in alerts if alert.get("closes")}
    assert set(closed) < opened
    assert set(closed.values()) == {"info"}
    assert len(closed) == len(undone)


async def test_a_case_at_rest_has_no_alarm(provisioned: Client, quick: Settings):
    over = {"reason": "resolved_by_advice", "note": "it works after all"}
    async with at_work(quick):
        await tell(provisioned, requested("R-1", ago(hours=2)))
        await recorded(provisioned, "R-1", "requested")
        assert await alarm_of(provisioned, "R-1")
        await tell(provisioned, event("closed", "R-1", ago(hours=1), over))
        await recorded(provisioned, "R-1", "closed")
        assert await alarm_of(provisioned, "R-1") is None
        await commit(provisioned, [Outgoing(subjects.due("return", "R-1"), b"")])
        await settled(provisioned)
    assert await alarm_of(provisioned, "R-1") is None
    assert await names(provisioned, "R-1") == ["requested", "closed"]
    assert (await case_of(provisioned, "R-1")).alarm_at is None


async def test_under_a_simulated_clock_days_pass_in_seconds(provisioned: Client, quick: Settings):
    clock = await clocks.store(provisioned, clocks.simulated(86_400, ago(days=100)))
    start = clock.now()
    settling = quick.model_copy(update={"settling": 0.05})
    async with at_work(settling):
        await tell(provisioned, requested("R-1", start))
        await recorded(provisioned, "R-1", "deadline_missed", 2)
        await until(lambda: idle(provisioned))
    log = await log_of(provisioned, "R-1")
    assert said(log) == expected(log, start + timedelta(hours=48))
    assert [due - start for _, _, due in said(log)] == sorted(due - start for _, _, due in said(log))
    assert not any(alert.get("late") for alert in await alerts_of(provisioned, "R-1")), (
        "it is the simulated now that counts"
    )
