"""Rules that people look up or companies lay down: what the shipped packs say, and when it ends."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lifecycle.policy.compile import compile_pack, shipped_pack, shipped_texts
from tests.covers import covers
from tests.lifecycle.language import DAY, clock, given
from tests.lifecycle.returns.words import authorized, requested

PACK = shipped_pack()
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROME = ZoneInfo("Europe/Rome")


@covers("B-07")
@pytest.mark.parametrize(
    ("market", "on", "holds"),
    [
        ("amazon.com", datetime(2021, 5, 3, tzinfo=UTC), False),
        ("amazon.com", datetime(2021, 5, 5, tzinfo=UTC), True),
        ("amazon.fr", datetime(2023, 9, 29, tzinfo=UTC), False),
        ("amazon.fr", datetime(2023, 10, 1, tzinfo=UTC), True),
        ("amazon.it", NOON, False),
    ],
)
def test_where_and_since_when_the_marketplace_refunds_at_the_first_scan(market, on, holds):
    assert PACK.market(market).value("B-07", on).value is holds


@covers("B-08")
def test_a_refund_is_pending_for_two_hours_and_with_the_buyer_after_three_to_five_days():
    market = PACK.market("amazon.it")
    assert market.ends("B-08", NOON) == datetime(2026, 11, 20, 14, tzinfo=UTC)
    days = market.value("B-08-BUYER", NOON)
    assert (days.of("earliest"), days.of("any")) == (3, 5)
    reminders = [each.label for each in market.schedule("T-REFUNDCONF", NOON).moments if each.step == "reminder"]
    assert reminders[0] == "2h"


@covers("B-19")
@pytest.mark.parametrize(
    ("market", "label"), [("amazon.it", "unpaid"), ("amazon.com", "prepaid"), ("amazon.co.uk", "prepaid")]
)
def test_the_usual_label_of_a_market(market, label):
    assert PACK.market(market).value("B-19", NOON).value == label


@covers("B-21")
def test_a_request_nobody_processes_is_completed_after_fifty_days_as_far_as_is_known():
    rule = PACK.market("amazon.co.jp").value("B-21", NOON)
    assert (rule.value, rule.unit, rule.assumed) == (50, "calendar_days", True)


@covers("S1-04", "B-36")
def test_the_marketplace_reminds_the_buyer_of_feedback_by_the_earlier_of_two_days():
    market = PACK.market("amazon.it")
    ordered, estimated = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 10, 9, tzinfo=UTC)
    after_order, after_estimate = market.ends("B-36-REMINDER", ordered), market.ends("B-36-REMINDER", estimated, "late")
    assert after_order == datetime(2026, 11, 25, tzinfo=ROME)
    assert min(after_order, after_estimate) == after_estimate == datetime(2026, 11, 13, tzinfo=ROME)


@covers("B-42")
def test_goods_that_do_not_come_back_to_the_marketplace_are_charged_again_after_forty_five_days():
    market = PACK.market("amazon.com")
    assert market.ends("B-42", NOON) == datetime(2027, 1, 5, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert market.value("B-42-REMOVAL", NOON).value == 30


LABELS = 'overlays = "shop.it"\n[[timer.T-SHIPBACK]]\nrules = ["B-45"]\nseverity = "info"\nreminders = ["-3d"]\n'


@covers("B-45")
def test_a_shop_whose_labels_expire_lets_its_returns_expire_with_them():
    pack = compile_pack(shipped_texts(), {"ours.toml": LABELS})
    story = given(requested(market="shop.it"), authorized(), pack=pack)
    story = story.when(clock(5 + 28 * DAY - 1)).then("authorized")
    story.when(clock(5 + 28 * DAY)).then("expired")
