"""Each clock of a feedback starts, reminds, is stopped by what ends its wait, and leads where it should when missed."""

from datetime import UTC, datetime

import pytest

from lifecycle.policy.compile import shipped_pack
from tests.covers import covers
from tests.lifecycle.clocks import shown
from tests.lifecycle.feedback.words import (
    ASKED,
    PROFANE,
    SOLVED,
    buyer_contacted,
    change_asked,
    changed,
    classified,
    closed,
    missing_from_report,
    received,
    removal_denied,
    removal_requested,
    removed,
    replied,
    reply_requested,
    resolved,
    send_failed,
    struck,
)
from tests.lifecycle.language import DAY, clock, given, noted

END = 60 * DAY + 14
TOO_OLD = 90 * DAY + 14
MISSES = [missing_from_report(24), missing_from_report(48, "import-2")]

# clock, what starts it, its due hour, what stops it, how it speaks (reminders, then the deadline), where that leads
CLOCKS = {
    "F-TRIAGE": (
        (received(),),
        DAY,
        [classified(6), removed(6), struck(6), changed(6, 5), closed(6)],
        ["12h", "20h", "24h"],
        "open",
    ),
    "F-CHANGE": (
        (received(),),
        END,
        [changed(50, 2), changed(50, 5), removed(50), struck(50), closed(50), MISSES],
        ["-30d", "-10d", "-2d", "60-calendar-days"],
        "frozen",
    ),
    "F-REMOVAL": (
        PROFANE,
        TOO_OLD,
        [removal_requested(50), removed(50), struck(50), changed(50, 5), closed(50), MISSES],
        ["-14d", "-3d", "90-calendar-days"],
        "frozen",
    ),
    "F-REMOVALCHECK": (
        ASKED,
        8 + 7 * DAY,
        [removal_denied(50), removed(50), struck(50), changed(50, 5), closed(50), MISSES],
        ["7d"],
        "removal_requested",
    ),
    "F-FOLLOWUP": (
        (received(), buyer_contacted()),
        10 + 3 * DAY,
        [resolved(), changed(50, 2), removed(50), struck(50), closed(50), MISSES],
        ["3d"],
        "buyer_contacted",
    ),
    "F-ASKCHANGE": (
        SOLVED,
        30 + 7 * DAY,
        [change_asked(), changed(50, 2), changed(50, 5), removed(50), struck(50), closed(50), MISSES],
        ["1d", "3d", "7d"],
        "resolved",
    ),
    "F-SENDCONF": (
        (received(), reply_requested(3)),
        4,
        [replied(3.5), replied(3.5, None), send_failed(3.5)],
        ["1h"],
        "open",
    ),
    "F-AFTER": ((received(), struck(20)), 20 + 3 * DAY, [closed(30), reply_requested(30)], ["3d"], "closed"),
}
EACH = pytest.mark.parametrize("name", CLOCKS)
SHOWN = shown(CLOCKS)


@SHOWN
def test_a_clock_starts_and_is_due_when_its_rule_says(name):
    start, due, _, _, _ = CLOCKS[name]
    assert given(start).due(name) == due


@SHOWN
def test_a_clock_speaks_its_reminders_then_its_deadline_each_once(name):
    start, _, _, labels, _ = CLOCKS[name]
    story = given(start).when(clock(100 * DAY), clock(200 * DAY))
    assert [told for told in story.said() if told.startswith(f"{name} ")] == [f"{name} {label}" for label in labels]
    story.then()


@pytest.mark.parametrize(
    ("name", "stop"),
    [
        pytest.param(name, stop, id=f"{name}-{stop[-1].name if isinstance(stop, list) else stop.name}-{place}")
        for name in CLOCKS
        for place, stop in enumerate(CLOCKS[name][2])
    ],
)
def test_what_ends_the_wait_stops_the_clock(name, stop):
    story = given(CLOCKS[name][0]).when(*(stop if isinstance(stop, list) else [stop]))
    assert story.desk.case.unfit == ()
    assert name not in story.running()


@EACH
def test_a_note_stops_no_clock(name):
    told = given(CLOCKS[name][0])
    before = [(deadline.name, deadline.since) for deadline in told.desk.case.deadlines]
    after = told.when(noted(3.8, kind="feedback", case="F-1")).desk.case.deadlines
    assert [(deadline.name, deadline.since) for deadline in after] == before


@EACH
def test_a_missed_clock_leads_where_the_table_says(name):
    start, due, _, _, state = CLOCKS[name]
    given(start).when(clock(due)).then(state)


@covers("S1-05", "B-37", "B-38")
def test_sixty_calendar_days_after_the_first_of_october_end_with_the_last_of_november():
    story = given(received(left_at="2026-10-01"))
    deadlines = {deadline.name: deadline for deadline in story.desk.case.deadlines}
    assert deadlines["F-CHANGE"].due_at == datetime(2026, 11, 30, 23, tzinfo=UTC)  # midnight in Rome
    assert deadlines["F-CHANGE"].rule == "B-37"
    assert deadlines["F-REMOVAL"].due_at == datetime(2026, 12, 30, 23, tzinfo=UTC)
    assert deadlines["F-REMOVAL"].rule == "B-38"


def test_days_are_those_of_the_market():
    story = given(received(market="shop.br", time="2017-09-10T03:27:54+00:00", left_at="2017-09-09"))
    due = {deadline.name: deadline.due_at for deadline in story.desk.case.deadlines}
    assert due["F-CHANGE"] == datetime(2017, 11, 9, 2, tzinfo=UTC)  # midnight in São Paulo, in summer time by then
    assert due["F-REMOVAL"] == datetime(2017, 12, 9, 2, tzinfo=UTC)


def test_the_windows_count_from_when_it_was_left_and_the_triage_from_when_we_heard_of_it():
    story = given(received(48, left_at="2026-10-30T09:00:00+01:00"))
    assert (story.due("F-TRIAGE"), story.due("F-CHANGE")) == (48 + DAY, END - 3 * DAY)


@pytest.mark.parametrize("story", [(received(),), (received(), buyer_contacted()), SOLVED, (*SOLVED, change_asked())])
def test_when_the_window_is_over_the_buyer_can_change_it_no_more_whatever_we_were_doing(story):
    told = given(story).when(clock(END - 0.01))
    assert told.desk.case.state != "frozen"
    told.when(clock(END)).then("frozen")


def test_a_frozen_one_that_may_be_removed_is_kept_until_that_is_over_as_well():
    story = given(PROFANE, clock(END)).then("frozen").then_runs("F-REMOVAL")
    story.when(clock(TOO_OLD)).then("frozen").then_runs("F-AFTER").when(clock(TOO_OLD + 3 * DAY)).then("closed")


def test_a_frozen_one_that_cannot_be_removed_is_closed_after_a_rest():
    story = given(received(), classified(), clock(END)).then("frozen").then_runs("F-REMOVAL", "F-AFTER")
    story.when(clock(END + 3 * DAY)).then("closed", close_reason="frozen").then_runs()


def test_what_happens_meanwhile_begins_the_rest_anew():
    given(received(), struck(20), buyer_contacted(40)).when(clock(40 + 3 * DAY - 0.01)).then("struck_through").when(
        clock(40 + 3 * DAY)
    ).then("closed")


def test_the_window_ends_quietly_for_a_positive_one():
    story = given(received(rating=5)).when(clock(END)).then("closed", said=["F-CHANGE 60-calendar-days"]).then_runs()
    assert [severity for severity, _ in story.alerted()] == ["info"]


def test_the_window_goes_on_while_the_marketplace_decides():
    story = given(PROFANE, removal_requested(58 * DAY)).when(clock(END)).then("removal_requested")
    story.when(removal_denied(62 * DAY)).then("frozen")


def test_an_answer_that_was_given_in_time_takes_the_missed_deadline_back():
    story = given(received(), clock(30)).then(missed={"F-TRIAGE"}).when(classified(6)).then("open", missed=set())
    assert story.recorded() == ["classified"] + 3 * ["deadline_met"]


@covers("C.8-21")
def test_a_feedback_told_as_history_starts_no_clock():
    given(received(historical=True)).then("open").then_runs()
    given(received(rating=5, historical=True)).then("closed").then_runs()


def test_every_market_has_every_clock():
    pack = shipped_pack()
    for name in pack.names:
        for timer in (*CLOCKS, "F-CHANGE-POSITIVE"):
            assert pack.market(name).schedule(timer, datetime(2026, 11, 2, tzinfo=UTC)), (name, timer)


def test_what_the_marketplace_itself_says_is_not_assumed_there():
    on = datetime(2026, 11, 2, tzinfo=UTC)
    amazon, shop = shipped_pack().market("amazon.it"), shipped_pack().market("shop.it")
    assert [amazon.value(rule, on).assumed for rule in ("B-36", "B-37", "B-38")] == [False, False, True]
    assert [shop.value(rule, on).assumed for rule in ("B-36", "B-37", "B-38")] == [True, True, True]
