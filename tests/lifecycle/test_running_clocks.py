"""Each clock of a return starts, reminds, is stopped by what ends its wait, and does what it does when it is missed."""

from datetime import UTC, datetime

import pytest

from tests.lifecycle.language import DAY, START, clock, given, hour
from tests.lifecycle.words import (
    BACK, PAID, authorized, carrier_settled, closed, declined, delivered, escalated, inspected, lost, noted, objected,
    received, refund_failed, refund_requested, refunded, replacement_delivered, replacement_requested, reopened, requested,
    safet_filed, shipped, withdrawn,
)

ON_ITS_WAY = (requested(), authorized(), shipped())
EARLY = (*ON_ITS_WAY, refunded(31, issuer="amazon_rfs", refund=None))
MONDAY_MIDNIGHT = 7 * DAY + 14

# clock, what starts it, its due hour, what stops it, how it speaks (reminders, then the deadlines)
CLOCKS = {
    "T-AUTH": ((requested(),), DAY, [authorized(6), declined(6), withdrawn(6), received(6), closed(6), refunded(6),
                                     refund_requested(6, kind="keep_item")],
               ["12h", "20h", "24h", "36h", "44h", "48h"]),
    "T-CLAIMRISK": ((requested(), declined(), objected(10)), 58, [closed(20), refunded(20)], ["36h", "48h"]),
    "T-SHIPBACK": ((requested(), authorized()), 14 * DAY + 14, [shipped(30), delivered(30), received(30), withdrawn(30),
                                                                     lost(30), closed(30), refund_requested(30)], ["-3d", "14-calendar-days"]),
    "T-TRANSIT": (ON_ITS_WAY, 30 + 10 * DAY, [delivered(70), received(70), lost(70), closed(70)], ["7d", "10d", "30d"]),
    "T-SCAN": ((*ON_ITS_WAY, delivered()), 70 + DAY, [received(75), lost(75), closed(75)], ["4h", "12h", "24h"]),
    "T-REST": ((*ON_ITS_WAY, received(80, 1)), 80 + 10 * DAY, [received(85, 1), closed(85)], ["7d", "10d"]),
    "T-INSPECT": ((*ON_ITS_WAY, received()), 80 + DAY, [inspected(85), closed(85)], ["12h", "24h"]),
    "T-REFUND": ((*ON_ITS_WAY, delivered()), MONDAY_MIDNIGHT, [refunded(75), closed(75), replacement_requested(75)],
                 ["50%", "75%", "-4h", "2-business-days"]),
    "T-REFUNDCONF": ((*BACK, refund_requested()), 91 + DAY, [refunded(), refund_failed(93)], ["2h", "24h"]),
    "T-SAFETWATCH": ((*EARLY, received()), None, [safet_filed(85), inspected(85), escalated(85), closed(85)], ["-14d", "-7d", "-2d", "60-calendar-days"]),
    "T-SAFET": ((*EARLY, received(), inspected(grade="damaged")), None, [safet_filed(95), escalated(95), closed(95)],
                ["-14d", "-7d", "-2d", "60-calendar-days"]),
    "T-CARRIERCLAIM": ((*ON_ITS_WAY, lost(200)), None, [carrier_settled(210), received(210), shipped(210), closed(210)],
                       ["-3d", "14-calendar-days"]),
    "T-IDENTIFY": ((received(80),), 80 + 3 * DAY, [requested(90), authorized(90), closed(90)], ["1d", "3d"]),
    "T-PROMISE": ((*BACK, replacement_requested(91)), 91 + DAY, [replacement_delivered(95), lost(95), closed(95)], ["-4h", "24h"]),
    "T-AFTER": (PAID, 93 + 3 * DAY, [escalated(95), closed(95)], ["3d"]),
}
EACH = pytest.mark.parametrize("name", CLOCKS)


@EACH
def test_a_clock_starts_and_is_due_when_its_rule_says(name):
    start, due, _, _ = CLOCKS[name]
    story = given(start)
    assert name in {deadline.name for deadline in story.desk.case.deadlines}
    assert due is None or story.due(name) == due


@EACH
def test_a_clock_speaks_its_reminders_then_its_deadlines_each_once(name):
    start, _, _, labels = CLOCKS[name]
    story = given(start).when(clock(100 * DAY), clock(200 * DAY))
    assert [told for told in story.said() if told.startswith(f"{name} ")] == [f"{name} {label}" for label in labels]
    story.then()


@pytest.mark.parametrize(("name", "stop"), [pytest.param(name, stop, id=f"{name}-{stop.name}") for name in CLOCKS for stop in CLOCKS[name][2]])
def test_what_ends_the_wait_stops_the_clock(name, stop):
    story = given(CLOCKS[name][0]).when(stop)
    assert story.desk.case.unfit == ()
    assert name not in {deadline.name for deadline in story.desk.case.deadlines}


@EACH
def test_a_note_stops_no_clock(name):
    before = given(CLOCKS[name][0]).desk.case.deadlines
    after = given(CLOCKS[name][0]).when(noted(94)).desk.case.deadlines
    assert [(deadline.name, deadline.since) for deadline in after] == [(deadline.name, deadline.since) for deadline in before]


@pytest.mark.parametrize(("name", "state"), [
    ("T-AUTH", "requested"), ("T-CLAIMRISK", "declined"), ("T-SHIPBACK", "expired"), ("T-TRANSIT", "lost_in_transit"),
    ("T-SCAN", "delivered"), ("T-INSPECT", "received"), ("T-REFUND", "delivered"), ("T-REFUNDCONF", "refund_pending"),
    ("T-CARRIERCLAIM", "lost_in_transit"), ("T-IDENTIFY", "unexpected"), ("T-PROMISE", "replacement_pending"), ("T-AFTER", "closed"),
])
def test_a_missed_clock_leads_where_the_table_says(name, state):
    given(CLOCKS[name][0]).when(clock(CLOCKS[name][1] or 40 * DAY)).then(state)


def test_an_event_at_the_very_instant_of_a_deadline_is_in_time():
    given(requested()).when(authorized(24)).then("authorized", said=["T-AUTH 12h", "T-AUTH 20h"])
    given(requested()).when(noted(24)).then("requested", said=["T-AUTH 12h", "T-AUTH 20h", "T-AUTH 24h"])


def test_a_wake_up_with_nothing_due_writes_nothing():
    given(requested()).when(clock(11)).then("requested", recorded=[])


def test_a_wake_up_lets_the_moments_fire_in_order_each_with_the_case_at_its_moment():
    story = given(requested()).when(clock(47))
    story.then(said=["T-AUTH 12h", "T-AUTH 20h", "T-AUTH 24h", "T-AUTH 36h", "T-CLAIMRISK 36h", "T-AUTH 44h"])
    horizons = [written.case.horizon for written in story.desk.log[1:]]
    assert horizons == [hour(at) for at in (12, 20, 24, 36, 36, 44)]


@pytest.mark.parametrize("told", ["2026-11-03T20:00:00+01:00", "2026-11-03"])
def test_a_deadline_that_the_source_states_wins(told):
    story = given(requested(respond_by=told))
    assert story.due("T-AUTH") == (34 if "T" in told else 38)  # a bare day runs to its end
    story = story.when(clock(40))
    assert "T-AUTH stated" in story.said()
    assert "T-AUTH 24h" not in story.said()


def test_the_day_to_ship_by_wins_over_the_fortnight():
    assert given(requested(), authorized(ship_by="2026-11-08")).due("T-SHIPBACK") == 6 * DAY + 14


def test_who_withdraws_from_the_contract_sends_back_within_a_fortnight_of_his_notice():
    story = given(requested(market="shop.it", withdrawal=True)).when(authorized(50))
    deadline = next(d for d in story.desk.case.deadlines if d.name == "T-SHIPBACK")
    assert (deadline.since, deadline.rule, deadline.due_at) == (START, "B-13", datetime(2026, 11, 16, 23, tzinfo=UTC))


def test_the_law_wants_the_money_back_within_a_fortnight_of_the_notice_but_not_before_the_goods():
    withdrawal = requested(market="shop.it", withdrawal=True)
    story = given(withdrawal, authorized(), shipped()).then_runs("T-TRANSIT")
    story = story.when(received())
    assert story.due("T-REFUND-WITHDRAWAL") == 14 * DAY + 14
    late = given(withdrawal, authorized(), shipped(), received(20 * DAY))
    assert late.due("T-REFUND-WITHDRAWAL") == 20 * DAY


def test_a_return_that_the_marketplace_fulfils_runs_no_clock_but_comes_to_rest():
    afn = (requested(channel="AFN"), authorized(), shipped(), delivered(), received(), inspected(grade="damaged"), refunded(99, issuer="amazon_cs", refund=None))
    for length in range(1, len(afn)):
        given(afn[:length]).then_runs()
    given(afn).then("refunded").then_runs("T-AFTER").when(clock(99 + 3 * DAY)).then("closed")


def test_history_starts_no_clock_but_what_happens_after_it_does():
    past = (requested(historical=True), authorized(historical=True), shipped(historical=True))
    given(past).then("in_transit").then_runs().when(clock(90 * DAY)).then("in_transit", recorded=[])
    given(past).when(received()).then("received").then_runs("T-INSPECT", "T-REFUND")


def test_a_fresh_event_does_not_wake_the_clocks_of_history():
    given(requested(historical=True)).when(noted(3)).then_runs().when(authorized(4)).then_runs("T-SHIPBACK")


def test_a_delivery_known_by_its_day_counts_from_the_start_of_that_day_and_stands_at_its_end():
    day = delivered(70, precision="date")
    story = given(*ON_ITS_WAY, day)
    refund = next(deadline for deadline in story.desk.case.deadlines if deadline.name == "T-REFUND")
    assert (refund.since, day.at) == (datetime(2026, 11, 4, 23, tzinfo=UTC), datetime(2026, 11, 5, 23, tzinfo=UTC))
    assert story.desk.case.newest[0] == day.at


def test_a_clock_that_runs_again_from_the_same_start_repeats_nothing():
    story = given(*ON_ITS_WAY, delivered(), clock(300), closed(310)).when(reopened(320)).then("delivered", recorded=["reopened"], said=[])
    story.when(clock(500)).then(said=[])


def test_a_part_that_is_settled_in_the_end_rests_before_the_case_is_closed():
    story = given(*ON_ITS_WAY, received(80, 1), inspected(85, 1), refund_requested(90, "12.50", "partial"), refunded(91, "12.50"))
    story.when(clock(80 + 10 * DAY)).then("refunded").when(clock(80 + 13 * DAY)).then("closed")


def test_clocks_count_by_the_rules_of_their_market():
    us = (requested(market="amazon.com", currency="USD"), authorized(), shipped(), delivered())
    assert given(us).desk.case.deadlines[-1].rule == "B-06"
    assert given(*ON_ITS_WAY, delivered()).desk.case.deadlines[-1].rule == "B-05"
    given(requested(market="shop.it")).then_runs("T-AUTH")
