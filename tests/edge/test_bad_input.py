"""Input that can never count, or that only seems so: a dead letter or a rejection in a sentence, and work goes on."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import orjson
from nats.aio.client import Client

from events import subjects
from handlers import clock as clocks
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import last
from handlers.worker.worker import Worker
from tests.covers import covers
from tests.edge.house import (
    MUG,
    Body,
    ago,
    alarm_of,
    alerts_of,
    at_work,
    authorized,
    case_of,
    dead_letters,
    event,
    log_of,
    names,
    now,
    recorded,
    requested,
    settled,
    tell,
    told,
)


def raw(case_id: str, text: bytes, event_name: str = "requested") -> Outgoing:
    """Bytes as they are, to a return's own subject."""
    return Outgoing(subjects.in_("return", case_id, event_name), text)


def of(body: Body, name: str = "requested", case_id: str = "") -> Outgoing:
    """An event under a subject that need not be its own."""
    return raw(case_id or body["subject"], orjson.dumps(body), name)


def sized(case_id: str, size: int) -> bytes:
    """A good request of exactly so many bytes: a long comment, told in JSON's own blanks."""
    text = orjson.dumps(requested(case_id, ago(hours=1)))
    return text[:-1] + b" " * (size - len(text)) + b"}"


UNREADABLE: dict[str, tuple[Callable[[str], Outgoing], str, str]] = {
    # case             what is told                                                          reason        words
    "broken": (lambda c: raw(c, b'{"specversion":'), "broken_json", "is not JSON that can be read"),
    "no-object": (lambda c: raw(c, b"[1,2]"), "invalid", "must be a JSON object"),
    "empty": (lambda c: raw(c, b""), "broken_json", "is not JSON"),
    "twice": (lambda c: raw(c, orjson.dumps(told(c))[:-1] + b',"id":"x"}'), "broken_json", 'member "id" is told twice'),
    "type": (lambda c: of(told(c, lines="two mugs")), "invalid", "lines must be a list"),
    "quantity": (lambda c: of(told(c, lines=[{**MUG, "quantity": -1}])), "invalid", "must be at least 1 (got -1)"),
    "unknown": (lambda c: of(told(c, colour="blue")), "invalid", "colour is not a known member"),
    "nul": (lambda c: of(told(c, order_id="O\0")), "nul", "the character NUL"),
    "large": (lambda c: raw(c, sized(c, 65 * 1024)), "too_large", "66560 bytes, at most 65536 are allowed"),
    "many": (
        lambda c: of(
            told(c, lines=[{"line": str(n), "sku": "S", "quantity": 1, "unit_paid": "1"} for n in range(501)])
        ),
        "too_many_lines",
        "at most 500 entries",
    ),
    "other": (lambda c: of(told("R-elsewhere"), case_id=c), "mismatch", "its subject is R-elsewhere"),
    "named": (lambda c: of(told(c), "authorized"), "mismatch", "its type says return.requested.v1"),
    "engine": (
        lambda c: of({**told(c), "type": "return.deadline_met.v1"}, "deadline_met"),
        "engine_event",
        "only the engine itself writes deadline_met",
    ),
    "nowhere": (lambda c: of(told(c), "exploded"), "unknown_event", "exploded is no event of a return"),
    "future": (lambda c: of({**told(c), "time": "2099-01-01T00:00:00Z"}), "future", "which is in the future"),
    "naive": (lambda c: of({**told(c), "time": "2026-11-20T10:00:00"}), "invalid", "a date and time with an offset"),
    "version": (lambda c: of({**told(c), "type": "return.requested.v9"}), "unknown_version", "v9 cannot be read"),
}


@covers("C.8-22")
async def test_what_cannot_be_read_is_a_dead_letter_that_says_why(provisioned: Client, worker: Worker):
    await asyncio.gather(*(commit(provisioned, [make(case)]) for case, (make, _, _) in UNREADABLE.items()))
    await settled(provisioned)
    letters = {letter["case_id"]: letter for letter in (await dead_letters(provisioned)).values()}
    assert {case: letter["reason"] for case, letter in letters.items()} == {
        case: reason for case, (_, reason, _) in UNREADABLE.items()
    }
    for case, (_, _, words) in UNREADABLE.items():
        assert words in letters[case]["sentence"], letters[case]["sentence"]
        assert case in letters[case]["sentence"] or letters[case]["reason"] == "unknown_event"
        assert not await names(provisioned, case)
    await tell(provisioned, requested("R-good", ago(hours=1)))
    await recorded(provisioned, "R-good", "requested")


async def test_an_event_just_within_the_limits_is_an_event_like_any_other(provisioned: Client, worker: Worker):
    lines = [{"line": str(number), "sku": "S", "quantity": 1, "unit_paid": "1"} for number in range(500)]
    await commit(provisioned, [raw("R-big", sized("R-big", 64 * 1024))])
    await tell(provisioned, requested("R-long", ago(hours=1), lines=lines))
    await recorded(provisioned, "R-big", "requested")
    await recorded(provisioned, "R-long", "requested")
    assert len((await case_of(provisioned, "R-long")).lines) == 500


async def test_an_unknown_kind_of_case_is_a_dead_letter(provisioned: Client, worker: Worker):
    await commit(provisioned, [Outgoing(subjects.in_("parcel", "P-1", "requested"), b"{}")])
    await settled(provisioned)
    (letter,) = (await dead_letters(provisioned)).values()
    assert (letter["reason"], letter["case_id"]) == ("unknown_kind", "P-1")
    assert "parcel is no kind of case" in letter["sentence"]


async def test_a_forged_wake_up_does_not_move_time(provisioned: Client, worker: Worker):
    await tell(provisioned, requested("R-1", ago(hours=1)))
    await recorded(provisioned, "R-1", "requested")
    before = await alarm_of(provisioned, "R-1")
    for _ in range(10):
        await commit(provisioned, [Outgoing(subjects.due("return", "R-1"), b'{"now": "2099-01-01T00:00:00Z"}')])
    await commit(
        provisioned, [Outgoing("reso.due.99.return.R-1.x", b""), Outgoing(subjects.due("return", "R-none"), b"")]
    )
    await settled(provisioned)
    after = await alarm_of(provisioned, "R-1")
    assert await names(provisioned, "R-1") == ["requested"]
    assert not await names(provisioned, "R-none")
    assert before
    assert after
    assert before.headers["Nats-Schedule"] == after.headers["Nats-Schedule"]


async def test_an_event_slightly_ahead_is_recorded_when_its_time_comes(provisioned: Client, settings: Settings):
    clock = await clocks.store(provisioned, clocks.simulated(20, now()))
    async with at_work(settings):
        ahead = clock.now() + timedelta(seconds=30)
        await tell(provisioned, requested("R-ahead", ahead), requested("R-now", clock.now() - timedelta(seconds=1)))
        await recorded(provisioned, "R-now", "requested")
        assert not await names(provisioned, "R-ahead")
        await recorded(provisioned, "R-ahead", "requested")
    stored = await last(provisioned, subjects.STREAM, subjects.records_of("return", "R-ahead"))
    assert stored
    assert clock.from_real(stored.time) >= ahead


async def test_money_that_no_rule_allows_is_rejected_with_a_sentence(provisioned: Client, worker: Worker):
    asked = {"refund_id": "RF-1", "amount": "25.00", "currency": "USD", "kind": "full"}
    await tell(
        provisioned,
        requested("R-1", ago(hours=3)),
        authorized("R-1", ago(hours=2)),
        event("refund_requested", "R-1", ago(minutes=50), asked),
        event("refund_requested", "R-1", ago(minutes=40), {**asked, "currency": "EUR", "amount": "25.01"}),
    )
    await recorded(provisioned, "R-1", "rejected", 2)
    currency, amount = [entry.record for entry in await log_of(provisioned, "R-1") if entry.name == "rejected"]
    assert "R-1 is in EUR: a refund in USD cannot be asked for" in currency.reason
    assert "a refund of 25.01 EUR would exceed what was paid; paid 25" in amount.reason
    assert "refund_requested" in amount.allowed
    alerts = {alert["title"]: alert["severity"] for alert in await alerts_of(provisioned, "R-1")}
    assert alerts[amount.reason] == "critical"
    assert (await case_of(provisioned, "R-1")).money.refunded == 0


async def test_an_id_used_twice_for_other_content_is_rejected_and_alarms(provisioned: Client, worker: Worker):
    first = requested("R-1", ago(hours=3), id="x")
    other = {**first, "data": {**first["data"], "order_id": "O-other"}}
    await tell(provisioned, first, other, first, other)
    await settled(provisioned)
    assert await names(provisioned, "R-1") == ["requested", "rejected"]
    assert (await case_of(provisioned, "R-1")).order_id == "O-R-1"
    (alert,) = [alert for alert in await alerts_of(provisioned, "R-1") if alert["key"].startswith("rejected/")]
    assert alert["severity"] == "critical"
    assert "id x of /shop is known with another content" in alert["title"]


async def test_the_same_id_of_another_source_is_another_event(provisioned: Client, worker: Worker):
    note = event("noted", "R-1", ago(hours=1), {"note": "called"}, id="x")
    await tell(provisioned, requested("R-1", ago(hours=3)), note, {**note, "source": "/other"}, note)
    await recorded(provisioned, "R-1", "noted", 2)
    await settled(provisioned)
    assert (await names(provisioned, "R-1")).count("noted") == 2
