"""The clocks of an order count by the rules of its market."""

from datetime import UTC, datetime, timedelta

import pytest

from lifecycle.policy.compile import shipped_pack
from tests.covers import covers

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)  # a Friday, noon in Rome


def due(timer: str, market: str = "amazon.it", since: datetime = NOON, **more: datetime) -> datetime:
    found = shipped_pack().market(market).schedule(timer, since, **more)
    assert found is not None
    return found.due_at


def rome(day: int) -> datetime:
    """The start of a day of November 2026 in Rome."""
    return datetime(2026, 11, day, tzinfo=UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    ("timer", "at"),
    [
        ("O-SHIPBY", rome(25)),
        ("O-DELIVERY", rome(21)),
        ("O-CARRIER", rome(28)),
        ("O-TELLBUYER", NOON + timedelta(hours=4)),
        ("O-APOLOGY", NOON + timedelta(hours=24)),
        ("O-CANCEL", NOON + timedelta(hours=24)),
        ("O-ADDRESS", NOON + timedelta(hours=24)),
        ("O-REFUNDCONF", NOON + timedelta(hours=24)),
        ("O-SENDCONF", NOON + timedelta(hours=1)),
        ("O-SOLICIT", NOON + timedelta(days=3)),
        ("O-AFTER", NOON + timedelta(days=120)),
        ("O-AFTER-CANCELLED", NOON + timedelta(days=30)),
        ("O-SILENT", NOON + timedelta(days=180)),
    ],
)
def test_every_clock_of_an_order_counts_by_its_rule(timer, at):
    assert due(timer) == at


@covers("B-35")
def test_an_order_expires_seven_working_days_after_the_day_it_was_to_be_shipped_by():
    assert due("O-EXPIRY") == datetime(2026, 12, 1, 23, tzinfo=UTC)
    holidays = datetime(2026, 12, 18, 11, tzinfo=UTC)
    assert due("O-EXPIRY", "amazon.com", holidays) > due("O-EXPIRY", "base", holidays)


def test_what_the_source_says_goes_before_our_own_term_for_shipping():
    assert due("O-SHIPBY", stated=rome(24)) == rome(24)


def test_where_nobody_can_claim_only_the_estimate_counts():
    amazon = shipped_pack().market("amazon.it").schedule("O-DELIVERY", NOON)
    shop = shipped_pack().market("shop.it").schedule("O-DELIVERY", NOON)
    assert [moment.at for moment in amazon.moments] == [rome(21), rome(24)]
    assert [moment.at for moment in shop.moments] == [rome(21)]
    assert shipped_pack().market("shop.it").schedule("O-EXPIRY", NOON) is None


@pytest.mark.parametrize(
    ("market", "currency", "amount"),
    [("amazon.it", "EUR", 500), ("amazon.co.uk", "GBP", 450), ("amazon.pl", "PLN", 2000), ("amazon.com", "USD", 750)],
)
def test_from_what_sum_on_a_signature_is_wanted_is_said_by_market_and_currency(market, currency, amount):
    assert shipped_pack().market(market).value("signature_above", NOON).decimal(currency) == amount
