"""Handling times are reviewed against what happened: what was promised, what is usual, what would have been kept."""

from datetime import UTC, datetime

import pytest

from lifecycle.orders.handling import Handling, days_until, handling
from lifecycle.policy.compile import shipped_pack
from tests.covers import covers
from tests.lifecycle.language import DAY, given, hour
from tests.lifecycle.orders.words import ON_ITS_WAY, lost, placed, reshipped, shipped

NOW = hour(30 * DAY)
ITALY = shipped_pack().market("amazon.it")


def after(days, count=1):
    """Orders placed on Monday, to be shipped by Wednesday, and shipped so many days later."""
    return count * [given(placed(), shipped(days * DAY)).desk.case]


@covers("S3-33")
def test_the_promise_that_would_have_kept_the_late_shipment_rate_within_its_limit():
    orders = [*after(1, 60), *after(2, 30), *after(3, 7), *after(4, 3)]
    found = handling(orders, ITALY, NOW)
    assert found == Handling(orders=100, late=10, promised=2, usual=1, needed=3)
    assert found.to_add == 1


@covers("S3-33")
def test_a_promise_that_is_kept_needs_nothing():
    assert handling(after(1, 30), ITALY, NOW).to_add == 0


@covers("S3-33")
def test_four_of_a_hundred_are_too_many_and_three_are_not():
    assert handling([*after(2, 96), *after(3, 4)], ITALY, NOW).to_add == 1
    assert handling([*after(2, 97), *after(3, 3)], ITALY, NOW).to_add == 0


def test_what_nobody_shipped_or_what_was_sent_again_says_nothing():
    again = given(*ON_ITS_WAY, lost(50), reshipped(200)).desk.case
    assert handling([given(placed()).desk.case, again], ITALY, NOW).usual == 1
    assert handling([], ITALY, NOW) == Handling(orders=0, late=0, promised=None, usual=None, needed=None)
    assert handling([], ITALY, NOW).to_add is None


def test_where_no_limit_is_known_nothing_is_recommended():
    assert handling(after(9, 3), shipped_pack().market("shop.it"), NOW).needed is None


@pytest.mark.parametrize(
    ("day", "days"),
    [(18, 0), (19, 1), (20, 1), (21, 1), (24, 4), (28, 5)],  # from a Friday; 25 December is a holiday
)
def test_days_are_working_days_of_the_market(day, days):
    friday = datetime(2026, 12, 18, 9, tzinfo=UTC)
    assert days_until(ITALY, friday, datetime(2026, 12, day, 15, tzinfo=UTC)) == days
