"""Each clock of a return starts, reminds, is stopped by what ends its wait, and does what it does when it is missed."""

import pytest

from tests.lifecycle.clocks import shown
from tests.lifecycle.language import DAY, clock, given, hour, noted
from tests.lifecycle.returns.words import (
    BACK,
    PAID,
    authorized,
    carrier_settled,
    closed,
    declined,
    delivered,
    escalated,
    inspected,
    lost,
    objected,
    received,
    refund_failed,
    refund_requested,
    refunded,
    replacement_delivered,
    replacement_requested,
    requested,
    safet_filed,
    shipped,
    withdrawn,
)

ON_ITS_WAY = (requested(), authorized(), shipped())
EARLY = (*ON_ITS_WAY, refunded(31, issuer="amazon_rfs", refund=None))
MONDAY_MIDNIGHT = 7 * DAY + 14

# clock, what starts it, its due hour, what stops it, how it speaks (reminders, then the deadlines)
CLOCKS = {
    "T-AUTH": (
        (requested(),),
        DAY,
        [
            authorized(6),
            declined(6),
            withdrawn(6),
            received(6),
            closed(6),
            refunded(6),
            refund_requested(6, kind="keep_item"),
        ],
        ["12h", "20h", "24h", "36h", "44h", "48h"],
    ),
    "T-CLAIMRISK": ((requested(), declined(), objected(10)), 58, [closed(20), refunded(20)], ["36h", "48h"]),
    "T-SHIPBACK": (
        (requested(), authorized()),
        14 * DAY + 14,
        [shipped(30), delivered(30), received(30), withdrawn(30), lost(30), closed(30), refund_requested(30)],
        ["-3d", "14-calendar-days"],
    ),
    "T-TRANSIT": (ON_ITS_WAY, 30 + 10 * DAY, [delivered(70), received(70), lost(70), closed(70)], ["7d", "10d", "30d"]),
    "T-SCAN": ((*ON_ITS_WAY, delivered()), 70 + DAY, [received(75), lost(75), closed(75)], ["4h", "12h", "24h"]),
    "T-REST": ((*ON_ITS_WAY, received(80, 1)), 80 + 10 * DAY, [received(85, 1), closed(85)], ["7d", "10d"]),
    "T-INSPECT": ((*ON_ITS_WAY, received()), 80 + DAY, [inspected(85), closed(85)], ["12h", "24h"]),
    "T-REFUND": (
        (*ON_ITS_WAY, delivered()),
        MONDAY_MIDNIGHT,
        [refunded(75), closed(75), replacement_requested(75)],
        ["50%", "75%", "-4h", "2-business-days"],
    ),
    "T-REFUNDCONF": ((*BACK, refund_requested()), 91 + DAY, [refunded(), refund_failed(93)], ["2h", "24h"]),
    "T-SAFETWATCH": (
        (*EARLY, received()),
        None,
        [safet_filed(85), inspected(85), escalated(85), closed(85)],
        ["-14d", "-7d", "-2d", "60-calendar-days"],
    ),
    "T-SAFET": (
        (*EARLY, received(), inspected(grade="damaged")),
        None,
        [safet_filed(95), escalated(95), closed(95)],
        ["-14d", "-7d", "-2d", "60-calendar-days"],
    ),
    "T-CARRIERCLAIM": (
        (*ON_ITS_WAY, lost(200)),
        None,
        [carrier_settled(210), received(210), shipped(210), closed(210)],
        ["-3d", "14-calendar-days"],
    ),
    "T-IDENTIFY": ((received(80),), 80 + 3 * DAY, [requested(90), authorized(90), closed(90)], ["1d", "3d"]),
    "T-PROMISE": (
        (*BACK, replacement_requested(91)),
        91 + DAY,
        [replacement_delivered(95), lost(95), closed(95)],
        ["-4h", "24h"],
    ),
    "T-AFTER": (PAID, 93 + 3 * DAY, [escalated(95), closed(95)], ["3d"]),
}
EACH = pytest.mark.parametrize("name", CLOCKS)
SHOWN = shown(CLOCKS)


@SHOWN
def test_a_clock_starts_and_is_due_when_its_rule_says(name):
    start, due, _, _ = CLOCKS[name]
    story = given(start)
    assert name in {deadline.name for deadline in story.desk.case.deadlines}
    assert due is None or story.due(name) == due


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
    after = given(CLOCKS[name][0]).when(noted(94)).desk.case.deadlines
    assert [(deadline.name, deadline.since) for deadline in after] == [
        (deadline.name, deadline.since) for deadline in before
    ]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("T-AUTH", "requested"),
        ("T-CLAIMRISK", "declined"),
        ("T-SHIPBACK", "expired"),
        ("T-TRANSIT", "lost_in_transit"),
        ("T-SCAN", "delivered"),
        ("T-INSPECT", "received"),
        ("T-REFUND", "delivered"),
        ("T-REFUNDCONF", "refund_pending"),
        ("T-CARRIERCLAIM", "lost_in_transit"),
        ("T-IDENTIFY", "unexpected"),
        ("T-PROMISE", "replacement_pending"),
        ("T-AFTER", "closed"),
    ],
)
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
