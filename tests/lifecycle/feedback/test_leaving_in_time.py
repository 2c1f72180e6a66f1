"""Whether a feedback was left when a buyer may leave one: from three days after receipt to ninety after the order."""

import pytest

from tests.covers import covers
from tests.lifecycle.feedback.words import classified, order_dated, received
from tests.lifecycle.language import DAY, corrected, given


def timeliness(*story):
    return given(*story).desk.case.timeliness


def test_without_the_dates_of_its_order_it_is_undetermined():
    assert timeliness(received()) == "undetermined"
    assert timeliness(received(), order_dated(1)) == "undetermined"
    assert timeliness(received(), order_dated(1, ordered=-10 * DAY)) == "undetermined"
    assert timeliness(received(), order_dated(1, delivered=-10 * DAY)) == "undetermined"


@covers("S1-03", "B-36")
def test_left_well_after_receipt_and_soon_after_the_order_it_is_in_time():
    story = given(received()).when(order_dated(1, ordered=-10 * DAY, delivered=-5 * DAY)).then("open", unfit=[])
    story.then_not("too_early", "too_late")
    assert story.desk.case.timeliness == "in_time"


@covers("S1-03", "B-36")
@pytest.mark.parametrize(("hours", "early"), [(71.99, True), (72, False), (0, True), (-5, True)])
def test_it_is_early_before_three_times_twenty_four_hours_after_receipt(hours, early):
    story = given(received()).when(order_dated(1, ordered=-10 * DAY, delivered=-hours)).then("open")
    assert ("too_early" in story.desk.case.flags) is early
    assert story.desk.case.timeliness == ("early" if early else "in_time")


@covers("S1-05", "B-36")
@pytest.mark.parametrize(
    ("left", "late"),
    [
        ("2026-11-29", False),
        ("2026-11-29T23:59:59+01:00", False),
        ("2026-11-30T00:00:00+01:00", True),
        ("2026-11-30", True),
    ],
)
def test_it_is_late_after_the_ninetieth_local_day_after_the_order(left, late):
    ordered = "2026-08-31T23:30:00+02:00"
    story = given(received(30 * DAY, left_at=left)).when(order_dated(31 * DAY, ordered_at=ordered))
    assert ("too_late" in story.desk.case.flags) is late
    assert story.desk.case.timeliness == ("late" if late else "undetermined")


def test_the_day_is_that_of_the_market():
    ordered = {"ordered_at": "2017-09-01T01:00:00+00:00"}  # still 31 August in São Paulo
    left = {"left_at": "2017-11-30T00:30:00-02:00"}
    assert timeliness(received(market="shop.br", **left), order_dated(1, **ordered)) == "late"
    assert timeliness(received(market="amazon.it", **left), order_dated(1, **ordered)) == "undetermined"


@pytest.mark.parametrize(
    ("delivered", "told"),
    [
        ("2026-10-29", "in_time"),
        ("2026-10-30", "undetermined"),  # received at some hour of the 30th, left at 10:00 on 2 November
        ("2026-10-31", "early"),
    ],
)
def test_a_day_without_an_hour_leaves_open_what_the_hour_would_decide(delivered, told):
    dates = {"ordered_at": "2026-10-20", "delivered_at": delivered}
    assert timeliness(received(), order_dated(1, **dates)) == told


@pytest.mark.parametrize(
    ("left", "told"), [("2026-10-31", "early"), ("2026-11-01", "undetermined"), ("2026-11-02", "in_time")]
)
@pytest.mark.parametrize("by", ["left_at", "precision"])
def test_a_feedback_of_which_only_the_day_is_known_is_all_the_hours_of_that_day(left, told, by):
    dates = {"ordered_at": "2026-10-20", "delivered_at": "2026-10-29T10:00:00+01:00"}
    day = {"left_at": left} if by == "left_at" else {"time": f"{left}T00:00:00+01:00", "precision": "date"}
    assert timeliness(received(**day), order_dated(1, **dates)) == told


def test_dates_told_bit_by_bit_add_up_and_the_last_word_holds():
    story = given(received(), order_dated(1, ordered=-10 * DAY), order_dated(2, delivered=-1)).then_flags("too_early")
    story.when(order_dated(3, delivered=-9 * DAY)).then_not("too_early")
    assert story.desk.case.timeliness == "in_time"


def test_dates_told_before_the_feedback_wait_for_it():
    story = given(order_dated(-5, ordered=-10 * DAY, delivered=-1)).then("announced", unfit=[("order_dated", "parked")])
    story.when(received()).then("open", unfit=[]).then_flags("too_early")


def test_the_dates_of_another_order_are_refused():
    given(received()).when(order_dated(1, delivered=-1, order_id="999")).then_refused(
        "feedback F-1 is for order 302-1", "order 999"
    ).then_not("too_early")
    given(received(order_id="a b")).when(order_dated(1, delivered=-1, order_id="AB")).then_flags("too_early")


def test_being_early_or_late_alerts_softly_and_changes_nothing_else():
    story = given(received(), classified()).when(order_dated(6, ordered=-100 * DAY, delivered=-1)).then("open")
    assert story.alerted() == [("info", "flag/too_early"), ("info", "flag/too_late")]
    assert (story.desk.case.timeliness, story.desk.case.counts) == ("late", "yes")
    story.then_runs("F-CHANGE", "F-REMOVAL")


def test_a_delivery_date_put_right_is_judged_anew():
    dates = order_dated(1, ordered=-10 * DAY, delivered=-1)
    story = given(received(), dates).then_flags("too_early")
    story.when(corrected(5, dates, {"delivered_at": "2026-10-26T09:00:00+01:00"})).then_not("too_early")
