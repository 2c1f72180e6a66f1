"""Each clock of an order starts, reminds, is stopped by what ends its wait, and does what it does when it is missed."""

import pytest

from tests.covers import covers
from tests.lifecycle.histories import told_at
from tests.lifecycle.language import DAY, clock, given, noted
from tests.lifecycle.orders.words import (
    ARRIVED,
    ON_ITS_WAY,
    address_change_answered,
    address_change_requested,
    apologised,
    buyer_told,
    cancel_refused,
    cancel_requested,
    cancelled,
    closed,
    defect_told,
    delayed,
    delivered,
    delivery_estimated,
    expired,
    inquiry_answered,
    inquiry_opened,
    lost,
    placed,
    refund_failed,
    refund_requested,
    refund_told,
    refunded,
    reopened,
    reshipped,
    returned_to_sender,
    send_failed,
    shipped,
    solicitation_requested,
    solicited,
)

UNPROMISED = (placed(latest_delivery=None), shipped())
FROM = 70 + 3 * DAY
MIDNIGHT = 14

# clock, what starts it, its due hour, what stops it, how it speaks (reminders, then the deadlines)
CLOCKS = {
    "O-SHIPBY": (
        (placed(),),
        2 * DAY + MIDNIGHT,
        [shipped(5), delivered(5), cancelled(5), expired(5), returned_to_sender(5), reshipped(5), closed(5)],
        ["-24h", "-4h", "stated"],
    ),
    "O-EXPIRY": (
        (placed(),),
        11 * DAY + MIDNIGHT,
        [shipped(5), delivered(5), cancelled(5), expired(5), returned_to_sender(5), reshipped(5), closed(5)],
        ["-3d", "-1d", "7-business-days"],
    ),
    "O-DELIVERY": (
        ON_ITS_WAY,
        4 * DAY + MIDNIGHT,
        [delivered(60), refunded(60, "60.00"), closed(60)],
        ["0-calendar-days", "3-calendar-days"],
    ),
    "O-TELLBUYER": (
        (*UNPROMISED, lost(50)),
        54,
        [
            buyer_told(51, "loss"),
            apologised(51),
            delivered(51),
            returned_to_sender(51),
            refunded(51, "60.00"),
            closed(51),
        ],
        ["4h"],
    ),
    "O-APOLOGY": (
        (*UNPROMISED, lost(50)),
        50 + DAY,
        [apologised(51), delivered(51), returned_to_sender(51), closed(51)],
        ["12h", "24h"],
    ),
    "O-CANCEL": (
        (placed(), cancel_requested(5)),
        5 + DAY,
        [cancelled(6), cancelled(6, by="buyer"), cancel_refused(6), shipped(6), expired(6), closed(6)],
        ["12h", "24h"],
    ),
    "O-ADDRESS": (
        (placed(), address_change_requested(5)),
        5 + DAY,
        [address_change_answered(6), delivered(6), cancelled(6), expired(6), closed(6)],
        ["12h", "24h"],
    ),
    "O-CARRIER": (
        (*UNPROMISED, inquiry_opened(50)),
        9 * DAY + MIDNIGHT,
        [inquiry_answered(51), delivered(51), closed(51)],
        ["-1d", "5-business-days"],
    ),
    "O-REFUNDCONF": (
        (*ARRIVED, refund_requested(80, "60.00")),
        80 + DAY,
        [refunded(81, "60.00"), refund_failed(81)],
        ["2h", "24h"],
    ),
    "O-SOLICIT": (
        ARRIVED,
        FROM,
        [
            solicited(80),
            solicited(80, None),
            refunded(80, "5.00"),
            refund_told(80),
            defect_told(80),
            lost(80),
            returned_to_sender(80),
            reshipped(80),
            closed(80),
        ],
        ["3d", "30d"],
    ),
    "O-SENDCONF": (
        (*ARRIVED, solicitation_requested(FROM)),
        FROM + 1,
        [solicited(FROM + 1), solicited(FROM + 1, None), send_failed(FROM + 1), closed(FROM + 1)],
        ["1h"],
    ),
    "O-AFTER": (
        ARRIVED,
        70 + 120 * DAY,
        [lost(80), returned_to_sender(80), reshipped(80), refund_requested(80, "5.00"), closed(80)],
        ["120d"],
    ),
    "O-SILENT": (
        UNPROMISED,
        30 + 180 * DAY,
        [delivered(60), lost(60), returned_to_sender(60), refunded(60, "60.00"), closed(60)],
        ["180d"],
    ),
}
EACH = pytest.mark.parametrize("name", CLOCKS)


@EACH
def test_a_clock_starts_and_is_due_when_its_rule_says(name):
    start, due, _, _ = CLOCKS[name]
    assert given(start).due(name) == due


@EACH
def test_a_clock_speaks_its_reminders_then_its_deadlines_each_once(name):
    start, _, _, labels = CLOCKS[name]
    story = given(start).when(clock(100 * DAY), clock(300 * DAY))
    whole = given(start, clock(300 * DAY)).desk.case.fired
    assert [f"{firing.label}" for firing in whole if firing.timer == name] == labels
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
    told = noted(told_at(CLOCKS[name][0][-1]), kind="order", case="O-1")
    story = given(CLOCKS[name][0])
    since = {deadline.name: deadline.since for deadline in before}
    after = story.when(told).desk.case
    assert name in {deadline.name for deadline in after.deadlines}
    assert all(since[deadline.name] == deadline.since for deadline in after.deadlines if deadline.name in since)


@pytest.mark.parametrize(
    ("name", "state", "flags"),
    [
        ("O-SHIPBY", "placed", ()),
        ("O-EXPIRY", "delayed", ("expiry_expected",)),
        ("O-DELIVERY", "delayed", ("overdue",)),
        ("O-TELLBUYER", "lost", ()),
        ("O-APOLOGY", "lost", ()),
        ("O-CANCEL", "cancel_requested", ()),
        ("O-ADDRESS", "placed", ()),
        ("O-CARRIER", "shipped", ()),
        ("O-REFUNDCONF", "delivered", ()),
        ("O-SOLICIT", "delivered", ()),
        ("O-SENDCONF", "delivered", ()),
        ("O-AFTER", "closed", ()),
        ("O-SILENT", "closed", ()),
    ],
)
def test_a_missed_clock_leads_where_the_table_says(name, state, flags):
    given(CLOCKS[name][0]).when(clock(CLOCKS[name][1])).then(state).then_flags(*flags)


@pytest.mark.parametrize(
    ("name", "severities"),
    [
        ("O-SHIPBY", ["info", "warning", "critical"]),
        ("O-EXPIRY", ["info", "warning", "critical"]),
        ("O-DELIVERY", ["warning", "critical"]),
        ("O-TELLBUYER", ["warning"]),
        ("O-SENDCONF", ["warning"]),
        ("O-SOLICIT", ["info", "info"]),
    ],
)
def test_a_clock_speaks_as_loud_as_its_rule_says(name, severities):
    fired = given(CLOCKS[name][0], clock(300 * DAY)).desk.case.fired
    assert [firing.severity for firing in fired if firing.timer == name] == severities


@covers("S3-10", "S3-20", "S3-32")
def test_the_day_to_ship_by_is_spoken_of_until_the_order_is_shipped_or_cancelled():
    story = given(placed()).when(clock(2 * DAY + MIDNIGHT - 1))
    story.then("placed", said=["O-SHIPBY -24h", "O-SHIPBY -4h"])
    for end in (shipped(61.5), cancelled(61.5)):
        told = given(placed(), clock(2 * DAY + MIDNIGHT - 1)).when(end, clock(20 * DAY)).said()
        assert not [each for each in told if each.startswith(("O-SHIPBY", "O-EXPIRY"))]
    story.when(clock(20 * DAY)).then_flags("expiry_expected")


def test_without_a_day_to_be_shipped_by_our_own_term_runs_and_nobody_knows_when_it_expires():
    story = given(placed(ship_by=None)).then_runs("O-SHIPBY", "O-DELIVERY")
    assert story.due("O-SHIPBY") == 2 * DAY + MIDNIGHT


def test_without_an_estimate_nobody_knows_when_it_is_overdue():
    given(placed(latest_delivery=None)).then_runs("O-SHIPBY", "O-EXPIRY")


@covers("B-23", "S3-11")
def test_three_days_after_the_newest_estimate_the_buyer_may_file_a_claim():
    story = given(*ON_ITS_WAY, delivery_estimated(40, "2026-11-10")).when(clock(9 * DAY))
    story.when(clock(11 * DAY + MIDNIGHT)).then("delayed", said=["O-DELIVERY 3-calendar-days"])
    (alert,) = [alert for alert in story.desk.alerts if alert.rule == "B-23-MISSING"]
    assert (alert.severity, alert.due_at.isoformat()) == ("critical", "2026-11-13T23:00:00+00:00")


def test_what_was_promised_by_the_day_ends_with_the_day_of_the_market():
    assert given(placed(market="amazon.com"), shipped()).due("O-DELIVERY") == 4 * DAY + MIDNIGHT + 9


def test_a_delay_and_being_overdue_are_one_thing_to_tell():
    story = given(*ON_ITS_WAY, delayed(109)).when(clock(112))
    assert story.due("O-TELLBUYER") == 113


def test_an_order_that_was_cancelled_rests_for_a_month_and_one_that_expired_too():
    given(placed(), cancelled(5, by="buyer"), clock(5 + 30 * DAY)).then("closed", close_reason="cancelled")
    given(placed(), expired(5), clock(5 + 30 * DAY)).then("closed", close_reason="expired")


def test_an_order_that_was_delivered_closes_after_all_windows_are_over():
    given(*ARRIVED, clock(70 + 120 * DAY - 1)).then("delivered").when(clock(70 + 120 * DAY)).then(
        "closed", close_reason="delivered"
    )


@covers("S3-20")
def test_an_order_nobody_ever_says_arrived_closes_long_after_its_estimate():
    story = given(*ON_ITS_WAY, clock(4 * DAY + MIDNIGHT + 180 * DAY)).then("closed", close_reason="never_confirmed")
    assert story.desk.case.delivery == "overdue"
    given(placed(), clock(400 * DAY)).then("delayed")


def test_an_order_that_was_paid_back_in_full_rests_since_then():
    story = given(*ON_ITS_WAY, returned_to_sender(50), refunded(60, "60.00")).then_runs("O-AFTER")
    story.when(clock(60 + 120 * DAY)).then("closed", close_reason="refunded")


def test_an_order_opened_again_rests_anew_and_closes_again():
    story = given(*ARRIVED, clock(70 + 120 * DAY)).when(reopened(70 + 130 * DAY)).then("delivered")
    story.then_flags("reopened").when(clock(70 + 249 * DAY)).then("delivered")
    story.when(clock(70 + 250 * DAY)).then("closed")


def test_nothing_closes_before_the_last_thing_that_happened():
    late = refunded(70 + 120 * DAY + 5, "60.00")
    story = given(*ARRIVED, refund_requested(70 + 119 * DAY, "60.00")).when(late, clock(70 + 121 * DAY))
    story.then("closed")
    assert story.desk.case.closed_at == late.at


@covers("C.8-21")
def test_history_starts_no_clock():
    given(placed(historical=True)).then("placed").then_runs()


def test_an_order_the_marketplace_fulfils_comes_to_rest_all_the_same():
    own = placed(channel="AFN")
    given(own, shipped(), delivered()).then_runs("O-AFTER")
    given(own, cancelled(5)).then_runs("O-AFTER")
    given(own, shipped(), lost(50), refund_requested(60, "5.00"), cancel_requested(61)).then_runs()
