"""Each clock of a claim starts, reminds, is stopped by what ends its wait, and does what it does when it is missed."""

import pytest

from tests.covers import covers
from tests.lifecycle.claims.words import (
    ANSWERED,
    APPEALED,
    FILED,
    GRANTED,
    REPRESENTED,
    appealed,
    charged_back,
    closed,
    contact_logged,
    debited,
    decided,
    granted,
    info_requested,
    noted,
    odr_reported,
    opened,
    refund_failed,
    refund_requested,
    refunded,
    responded,
    response_requested,
    send_failed,
    summary_sent,
    withdrawn,
)
from tests.lifecycle.clocks import shown
from tests.lifecycle.language import DAY, START, clock, given

ENDS = [granted(15), decided(15, "denied"), withdrawn(15), refunded(15), closed(15)]

# clock, what starts it, its due hour, what stops it, how it speaks (reminders, then the deadlines)
CLOCKS = {
    "K-RESPOND": (
        (opened(),),
        72,
        [responded(15), appealed(15), debited(15), *ENDS],
        ["24h", "-24h", "-4h", "3d"],
    ),
    "K-INFO": ((*ANSWERED, info_requested()), 10 + 72, [responded(15), appealed(15), *ENDS], ["-24h", "-4h", "72h"]),
    "K-CONTACT": ((opened(),), 2 * DAY, [contact_logged(15), appealed(15), debited(15), *ENDS], ["24h", "2d", "3d"]),
    "K-WRITTEN": (
        (opened(), contact_logged(5, "phone")),
        5 + DAY,
        [summary_sent(15), decided(15, "denied"), withdrawn(15), refunded(15), closed(15)],
        ["12h", "24h"],
    ),
    "K-DEBIT": ((opened(),), 14 * DAY, [responded(15), appealed(15), debited(15), *ENDS], ["14d"]),
    "K-APPEAL": (
        GRANTED,
        32 * DAY - 10,
        [appealed(), decided(30, "denied"), decided(30, "won"), decided(30, "granted_amazon"), closed(30)],
        ["-14d", "-5d", "-1d", "30-calendar-days"],
    ),
    "K-BANK": (REPRESENTED, 91 * DAY - 10, [decided(15, "won"), refunded(15), withdrawn(15)], ["90-calendar-days"]),
    "K-DECISION": (
        ANSWERED,
        3 + 30 * DAY,
        [granted(15), withdrawn(15), refunded(15), info_requested(15), closed(15)],
        ["30d"],
    ),
    "K-ODRCHECK": ((*APPEALED, decided(99, "won")), 99 + 7 * DAY, [odr_reported(120), closed(120)], ["7d"]),
    "K-REFUNDCONF": (
        (opened(), refund_requested()),
        6 + DAY,
        [refunded(15, refund="RF1"), refund_failed(15)],
        ["2h", "24h"],
    ),
    "K-SENDCONF": (
        (opened(), response_requested(20)),
        21,
        [responded(20.5, key="K1"), responded(20.5), send_failed(20.5), closed(20.5)],
        ["1h"],
    ),
    "K-AFTER": ((*ANSWERED, withdrawn(9)), 9 + 7 * DAY, [granted(15), closed(15), refund_requested(15)], ["7d"]),
}
EACH = pytest.mark.parametrize("name", CLOCKS)
SHOWN = shown(CLOCKS)


@SHOWN
def test_a_clock_starts_and_is_due_when_its_rule_says(name):
    start, due, _, _ = CLOCKS[name]
    assert given(start).due(name) == due


@SHOWN
def test_a_clock_speaks_its_reminders_then_its_deadlines_each_once(name):
    start, _, _, labels = CLOCKS[name]
    story = given(start).when(clock(100 * DAY), clock(200 * DAY))
    assert [told for told in story.said() if told.startswith(f"{name} ")] == [f"{name} {label}" for label in labels]
    story.then()


@pytest.mark.parametrize(
    ("name", "stop"),
    [pytest.param(name, stop, id=f"{name}-{stop.name}") for name in CLOCKS for stop in CLOCKS[name][2]],
)
def test_what_ends_the_wait_stops_the_clock(name, stop):
    story = given(CLOCKS[name][0]).when(stop)
    assert story.desk.case.unfit == ()
    assert name not in {deadline.name for deadline in story.desk.case.deadlines}


@EACH
def test_a_note_stops_no_clock(name):
    before = given(CLOCKS[name][0]).desk.case.deadlines
    after = given(CLOCKS[name][0]).when(noted(99.5)).desk.case.deadlines
    assert [(deadline.name, deadline.since) for deadline in after] == [
        (deadline.name, deadline.since) for deadline in before
    ]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("K-RESPOND", "action_required"),
        ("K-INFO", "info_requested"),
        ("K-CONTACT", "action_required"),
        ("K-WRITTEN", "action_required"),
        ("K-DEBIT", "action_required"),
        ("K-APPEAL", "closed"),
        ("K-BANK", "represented"),
        ("K-DECISION", "under_review"),
        ("K-ODRCHECK", "appeal_won"),
        ("K-REFUNDCONF", "action_required"),
        ("K-SENDCONF", "action_required"),
        ("K-AFTER", "closed"),
    ],
)
def test_a_missed_clock_leads_where_the_table_says(name, state):
    given(CLOCKS[name][0]).when(clock(CLOCKS[name][1])).then(state)


@covers("S3-16")
@pytest.mark.parametrize("name", ["K-RESPOND", "K-INFO"])
def test_a_missed_answer_is_a_breach(name):
    story = given(CLOCKS[name][0]).when(clock(CLOCKS[name][1])).then_flags("breach")
    assert ("critical", "flag/breach") in story.alerted()


@covers("S4-19", "B-28")
def test_an_open_claim_that_nobody_answers_expects_the_debit_after_two_weeks():
    story = given(opened()).when(clock(14 * DAY)).then("action_required").then_flags("debit_expected")
    assert ("warning", "flag/debit_expected") in story.alerted()
    story.when(responded(15 * DAY)).then("under_review").then_not("debit_expected")


def test_an_answer_told_late_takes_the_expected_debit_back():
    given(opened()).when(clock(14 * DAY)).when(responded(13 * DAY)).then_not("debit_expected")


@covers("B-29", "S3-15")
def test_a_chargeback_is_answered_within_seven_days_and_alerts_on_the_third():
    story = given(charged_back())
    assert story.due("K-RESPOND") == 3 * DAY
    assert "K-DEBIT" not in story.running()
    story = story.when(clock(4 * DAY)).then("action_required").then_not("breach")
    assert "K-RESPOND 2d" in story.said()
    assert ("warning", "K-RESPOND/missed/3d") in story.alerted()
    story = story.when(clock(7 * DAY)).then("action_required").then_flags("breach")
    assert "K-RESPOND 7d" in story.said()


@covers("B-29")
def test_the_day_that_the_notice_of_a_chargeback_names_is_the_one_that_counts():
    story = given(charged_back(respond_by="2026-11-06"))
    assert story.due("K-RESPOND") == 5 * DAY - 10
    story = story.when(clock(20 * DAY)).then_flags("breach")
    said = [told for told in story.said() if told.startswith("K-RESPOND")]
    assert said == [f"K-RESPOND {label}" for label in ("24h", "2d", "3d", "-24h", "-4h", "stated")]


def test_the_term_of_the_notice_goes_before_ours_be_it_longer_or_shorter():
    assert given(opened(respond_by="2026-11-09")).due("K-RESPOND") == 8 * DAY - 10
    assert given(opened(respond_by="2026-11-03T10:00:00+01:00")).due("K-RESPOND") == DAY


@covers("S3-15")
def test_the_term_counts_from_the_date_of_the_notice():
    assert given(opened(notice_date="2026-11-01T10:00:00+01:00")).due("K-RESPOND") == 2 * DAY
    assert given(opened(opened_at="2026-11-01T10:00:00+01:00")).due("K-RESPOND") == 2 * DAY


@covers("S3-15", "B-24")
def test_both_readings_of_three_days_are_kept_and_the_earlier_is_due():
    notice = opened(market="amazon.pl", notice_date="2026-11-20T23:30:00Z", time="2026-11-21T01:00:00+01:00")
    deadline = next(d for d in given(notice).desk.case.deadlines if d.name == "K-RESPOND")
    assert deadline.due_at.isoformat() == "2026-11-23T23:30:00+00:00"
    assert deadline.latest_at is not None
    assert deadline.latest_at.isoformat() == "2026-11-24T23:00:00+00:00"


@covers("B-24", "B-25")
@pytest.mark.parametrize(
    ("market", "claim", "chargeback", "question"),
    [
        ("amazon.com.au", 48, 3 * DAY, 48),
        ("amazon.com", 72, 3 * DAY, 72),
        ("amazonpay.de", 7 * DAY, 3 * DAY, 72),
        ("shop.it", 72, 3 * DAY, 72),
    ],
)
def test_markets_have_their_own_terms(market, claim, chargeback, question):
    assert given(opened(market=market)).due("K-RESPOND") == claim
    assert given(charged_back(market=market)).due("K-RESPOND") == chargeback
    assert given(opened(market=market), info_requested()).due("K-INFO") == 10 + question


@covers("B-29")
def test_amazon_pay_leaves_eleven_days_for_a_chargeback():
    story = given(charged_back(market="amazonpay")).when(clock(20 * DAY))
    missed = [f for f in story.desk.case.fired if f.timer == "K-RESPOND" and f.severity == "critical"]
    assert [(f.label, (f.due_at - START).total_seconds() / 3600) for f in missed] == [("11d", 11 * DAY)]


def test_a_question_on_a_filed_claim_counts_by_a_term_of_its_own():
    assert given(FILED, info_requested()).due("K-INFO") == 10 + 7 * DAY


def test_an_answer_at_the_very_instant_of_a_deadline_is_in_time():
    given(opened()).when(responded(72)).then("under_review").then_not("breach")
