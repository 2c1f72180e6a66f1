"""Each clock of a conversation starts, reminds, is stopped by what ends its wait, and does what it does when missed."""

from datetime import datetime

import pytest

from tests.covers import covers
from tests.lifecycle.clocks import shown
from tests.lifecycle.conversations.words import (
    closed,
    marked_no_reply,
    noted,
    promise_broken,
    promise_kept,
    received,
    reply_requested,
    send_failed,
    sent,
)
from tests.lifecycle.language import DAY, clock, given

PROMISED = (received(), sent(2, promise=50))

# clock, what starts it, its due hour, what stops it, how it speaks (reminders, then the deadline), where that leads
CLOCKS = {
    "M-REPLY": (
        (received(),),
        24,
        [sent(6), sent(6, promise=50), sent(6, interim=True), marked_no_reply(6)],
        ["12h", "20h", "23h", "24h"],
        "breached",
    ),
    "T-CLAIMRISK": (
        (received(),),
        48,
        [sent(6), sent(30), sent(6, promise=50), marked_no_reply(6)],
        ["36h", "48h"],
        "breached",
    ),
    "T-PROMISE": (
        PROMISED,
        50,
        [sent(40), promise_kept(40), promise_broken(40)],
        ["-4h", "stated"],
        "interim_answered",
    ),
    "M-SENDCONF": (
        (received(), sent(0.5), reply_requested(1)),
        2,
        [sent(1.5, key="K-1"), send_failed(1.5)],
        ["1h"],
        "answered",
    ),
    "M-AFTER": (
        (received(), sent(5)),
        5 + 30 * DAY,
        [received(6), sent(6, promise=50), closed(6), reply_requested(6)],
        ["30d"],
        "closed",
    ),
}
EACH = pytest.mark.parametrize("name", CLOCKS)
SHOWN = shown(CLOCKS)


@SHOWN
def test_a_clock_starts_and_is_due_when_its_rule_says(name):
    start, due, *_ = CLOCKS[name]
    assert given(start).due(name) == due


@SHOWN
def test_a_clock_speaks_its_reminders_then_its_deadline_each_once(name):
    start, _, _, labels, _ = CLOCKS[name]
    story = given(start).when(clock(100 * DAY), clock(200 * DAY))
    assert [told for told in story.said() if told.startswith(f"{name} ")] == [f"{name} {label}" for label in labels]
    story.then()


@pytest.mark.parametrize(
    ("name", "stop"),
    [pytest.param(name, stop, id=f"{name}-{number}") for name in CLOCKS for number, stop in enumerate(CLOCKS[name][2])],
)
def test_what_ends_the_wait_stops_the_clock(name, stop):
    story = given(CLOCKS[name][0]).when(stop)
    assert story.desk.case.unfit == ()
    assert name not in story.running()


@EACH
def test_a_note_stops_no_clock(name):
    assert given(CLOCKS[name][0]).when(noted(5.5)).desk.case.deadlines
    before, after = given(CLOCKS[name][0]), given(CLOCKS[name][0]).when(noted(1.8))
    assert after.due(name) == before.due(name)


@EACH
def test_a_missed_clock_leads_where_the_table_says(name):
    start, due, _, labels, state = CLOCKS[name]
    story = given(start).when(clock(due)).then(state)
    assert story.said()[-1] == f"{name} {labels[-1]}"


@covers("S3-34", "B-40")
@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026-03-28T20:00:00+01:00", "2026-03-29T21:00:00+02:00"),  # the clocks go forward that night
        ("2026-10-24T20:00:00+02:00", "2026-10-25T19:00:00+01:00"),  # and back
        ("2026-12-25T10:00:00+01:00", "2026-12-26T10:00:00+01:00"),  # a holiday, and a Saturday
    ],
)
def test_a_day_to_answer_is_24_hours_weekends_and_holidays_included(written, due):
    found = {deadline.name: deadline.due_at for deadline in given(received(time=written)).desk.case.deadlines}
    assert found["M-REPLY"] == datetime.fromisoformat(due)


@covers("S3-34", "B-40")
@pytest.mark.parametrize(
    ("market", "clocks"),
    [
        ("amazon.it", {"M-REPLY", "T-CLAIMRISK"}),
        ("amazon.com", {"M-REPLY", "T-CLAIMRISK"}),
        ("amazon.nl", {"M-REPLY", "T-CLAIMRISK"}),
        ("shop.de", {"M-REPLY"}),  # nobody to claim with
    ],
)
def test_every_market_answers_within_a_day(market, clocks):
    story = given(received(marketplace=market))
    assert story.running() == clocks
    assert story.due("M-REPLY") == 24
