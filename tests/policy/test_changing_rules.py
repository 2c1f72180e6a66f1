"""Rules change inside a year; the date of the fact, of the order or of the filing chooses the version."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from lifecycle.policy.compile import shipped_pack
from lifecycle.policy.errors import UnknownRuleError
from tests.covers import covers

PACIFIC, BERLIN = ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/Berlin")
US = shipped_pack().market("amazon.com")


def local(*day: int) -> datetime:
    return datetime(*day, tzinfo=PACIFIC)


@covers("B-05", "B-06")
@pytest.mark.parametrize(
    ("delivered", "rule", "due"),
    [
        (local(2025, 12, 19, 12), "B-05", local(2025, 12, 24)),
        (local(2025, 12, 24, 12), "B-05", local(2025, 12, 30)),
        (local(2026, 1, 25, 23, 59), "B-05", local(2026, 1, 28)),
        (local(2026, 1, 26), "B-06", local(2026, 1, 31)),
        (local(2026, 1, 30, 12), "B-06", local(2026, 2, 4)),
    ],
)
def test_the_day_of_delivery_decides_how_long_a_us_refund_may_take(delivered, rule, due):
    found = US.schedule("T-REFUND", delivered)
    assert found is not None
    assert (found.rule, found.due_at) == (rule, due)


@covers("B-05")
def test_european_markets_keep_two_business_days():
    found = shipped_pack().market("amazon.fr").schedule("T-REFUND", datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert found is not None
    assert found.rule == "B-05"


@covers("B-16")
def test_a_safet_window_open_at_the_change_shrinks_to_the_new_span():
    refunded, scanned = local(2026, 1, 25, 12), local(2026, 2, 1, 12)
    found = US.schedule("T-SAFET", max(refunded, scanned))
    assert found is not None
    assert found.due_at == local(2026, 3, 4)  # ends with 3 March
    assert found.moments[-1].label == "30-calendar-days"


def test_a_safet_window_that_the_new_span_would_have_ended_already_ends_with_the_change():
    found = US.schedule("T-SAFET", local(2026, 1, 10, 12))
    assert found is not None
    assert found.due_at == local(2026, 2, 16)


def test_a_safet_window_that_ended_before_the_change_keeps_its_end():
    found = US.schedule("T-SAFET", local(2025, 12, 10, 12))
    assert found is not None
    assert found.due_at == local(2026, 2, 9)


@covers("B-09")
def test_the_order_date_decides_the_return_window_for_electronics():
    german = shipped_pack().market("amazon.de")
    before, after = datetime(2024, 4, 24, tzinfo=BERLIN), datetime(2024, 4, 25, tzinfo=BERLIN)
    assert german.value("B-09", on=before).of("electronics") == 30
    assert german.value("B-09", on=after).of("electronics") == 14
    assert german.value("B-09", on=after).of("toys") == 30


def test_a_window_can_be_asked_for_without_a_timer():
    german = shipped_pack().market("amazon.de")
    delivered = datetime(2026, 5, 4, 12, tzinfo=BERLIN)
    ordered = datetime(2026, 5, 1, tzinfo=BERLIN)
    assert german.ends("B-09", delivered, "electronics", ordered=ordered) == datetime(2026, 5, 19, tzinfo=BERLIN)
    assert german.ends("B-09", delivered, ordered=ordered) == datetime(2026, 6, 4, tzinfo=BERLIN)


def test_a_window_that_goes_by_the_order_is_not_known_without_it():
    delivered = datetime(2024, 5, 4, 12, tzinfo=BERLIN)
    german = shipped_pack().market("amazon.de")
    before = datetime(2024, 4, 20, tzinfo=BERLIN)
    assert german.ends("B-09", delivered) is None
    assert german.ends("B-09", delivered, "electronics", ordered=before) == datetime(2024, 6, 4, tzinfo=BERLIN)


@covers("B-10")
def test_a_holiday_window_holds_for_orders_of_its_season_alone():
    assert US.value("B-10", on=local(2025, 12, 31, 23)).of("apple") == "2026-01-15"
    assert US.find("B-10", on=local(2026, 1, 1)) is None
    with pytest.raises(UnknownRuleError, match=r"Rule B-10 of amazon\.com says nothing for 2026-01-01"):
        US.value("B-10", on=local(2026, 1, 1))


@covers("S0-09")
def test_nothing_is_decided_automatically_unless_the_company_says_so():
    for name in shipped_pack().names:
        market = shipped_pack().market(name)
        assert market.value("auto_authorize", on=local(2026, 1, 1)).value == "off"
        assert market.value("auto_refund", on=local(2026, 1, 1)).value == "off"


def test_percentages_are_exact_numbers():
    assert US.value("B-18", on=local(2026, 1, 1)).decimal("late") == Decimal(20)


def test_an_unknown_rule_is_refused_with_those_there_are():
    with pytest.raises(UnknownRuleError, match=r"amazon\.com has no rule B-99; it has .*B-05"):
        US.value("B-99", on=local(2026, 1, 1))
    with pytest.raises(UnknownRuleError, match="B-17 has no entry 'tea'"):
        US.value("B-17", on=local(2026, 1, 1)).of("tea")


def test_a_rule_that_is_no_span_has_no_end():
    with pytest.raises(ValueError, match="B-07 is not a span of time"):
        US.ends("B-07", local(2026, 1, 1) + timedelta(days=1))
