"""A timer becomes moments: reminders, then deadlines, against the computed deadline or the one the source stated."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.policy.compile import compile_pack, shipped_pack, shipped_texts
from lifecycle.policy.schedule import Schedule
from tests.covers import covers

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROME = ZoneInfo("Europe/Rome")
TIMERS = sorted(shipped_pack().market("base").terms.timers)
INSTANTS = st.datetimes(datetime(2001, 1, 1), datetime(2039, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def schedule(timer: str, since: datetime = NOON, market: str = "amazon.it", **given_: datetime) -> Schedule:
    found = shipped_pack().market(market).schedule(timer, since, **given_)
    assert found is not None
    return found


def told(found: Schedule, since: datetime = NOON) -> list[tuple[float, str, str, str]]:
    return [((each.at - since) / HOUR, each.step, each.label, each.severity) for each in found.moments]


@covers("S2-03", "B-01", "B-02")
def test_a_request_is_reminded_of_then_late_then_critical():
    assert told(schedule("T-AUTH")) == [
        (12, "reminder", "12h", "info"),
        (20, "reminder", "20h", "info"),
        (24, "missed", "24h", "warning"),
        (36, "reminder", "36h", "warning"),
        (44, "reminder", "44h", "warning"),
        (48, "missed", "48h", "critical"),
    ]


@covers("B-01", "B-02")
def test_each_moment_names_the_rule_and_the_deadline_it_speaks_of():
    found = schedule("T-AUTH")
    assert (found.due_at, found.rule, found.latest_at) == (NOON + 24 * HOUR, "B-01", None)
    assert {(each.rule, each.at) for each in found.moments if each.step == "missed"} == {
        ("B-01", NOON + 24 * HOUR),
        ("B-02", NOON + 48 * HOUR),
    }


def test_a_parcel_is_suspected_lost_then_lost():
    assert told(schedule("T-TRANSIT")) == [
        (7 * 24, "reminder", "7d", "info"),
        (10 * 24, "missed", "10d", "warning"),
        (30 * 24, "missed", "30d", "critical"),
    ]


def test_a_refund_is_reminded_of_by_halves_and_before_the_end():
    found = schedule("T-REFUND")  # a Friday; the second working day is Tuesday
    due = datetime(2026, 11, 25, tzinfo=ROME)
    assert [each.at for each in found.moments] == [
        NOON + (due - NOON) / 2,
        NOON + (due - NOON) * 3 / 4,
        due - 4 * HOUR,
        due,
    ]
    assert found.rule == "B-05"


@covers("B-04", "B-13", "B-14", "B-16", "B-23", "B-41")
@pytest.mark.parametrize(
    ("timer", "rule", "due"),
    [
        ("T-CLAIMRISK", "B-23", NOON + 48 * HOUR),
        ("T-SHIPBACK", "B-04", datetime(2026, 12, 5, tzinfo=ROME)),
        ("T-SHIPBACK-WITHDRAWAL", "B-13", datetime(2026, 12, 5, tzinfo=ROME)),
        ("T-SCAN", "OWN-SCAN", NOON + 24 * HOUR),
        ("T-REST", "OWN-REST", NOON + 10 * DAY),
        ("T-INSPECT", "OWN-INSPECT", NOON + 24 * HOUR),
        ("T-REFUND-WITHDRAWAL", "B-14", datetime(2026, 12, 5, tzinfo=ROME)),
        ("T-REFUNDCONF", "OWN-REFUNDCONF", NOON + 24 * HOUR),
        ("T-AFTER", "OWN-AFTER", NOON + 3 * DAY),
        ("T-SAFETWATCH", "B-16", datetime(2027, 1, 20, tzinfo=ROME)),
        ("T-SAFET", "B-16", datetime(2027, 1, 20, tzinfo=ROME)),
        ("T-CARRIERCLAIM", "OWN-CARRIERCLAIM", datetime(2026, 12, 5, tzinfo=ROME)),
        ("T-IDENTIFY", "OWN-IDENTIFY", NOON + 3 * DAY),
        ("T-PROMISE", "B-41", NOON + 24 * HOUR),
    ],
)
def test_every_timer_of_a_return_counts_by_its_rule(timer, rule, due):
    found = schedule(timer)
    assert (found.rule, found.due_at) == (rule, due)


def test_a_market_without_the_timer_has_no_schedule():
    assert shipped_pack().market("amazon.com").schedule("T-REFUND-WITHDRAWAL", NOON) is None
    assert shipped_pack().market("shop.it").schedule("T-SAFET", NOON) is None
    assert shipped_pack().market("amazon.it").schedule("T-TEA", NOON) is None


def test_an_own_shop_refunds_by_law():
    assert schedule("T-REFUND", market="shop.it").rule == "B-14"


def test_a_shop_in_brazil_counts_by_no_european_law():
    market = shipped_pack().market("shop.br")
    assert (market.terms.zone, market.terms.currency) == ("America/Sao_Paulo", "BRL")
    assert [rule for rule in ("B-12", "B-13", "B-14", "B-15") if market.find(rule, NOON)] == []
    assert market.schedule("T-REFUND-WITHDRAWAL", NOON) is None
    assert market.schedule("T-SHIPBACK-WITHDRAWAL", NOON) is None
    assert schedule("T-REFUND", market="shop.br").rule == "B-05"
    assert market.ends("B-09", NOON) == datetime(2026, 11, 28, tzinfo=ZoneInfo("America/Sao_Paulo"))


def test_a_stated_deadline_wins_and_reminders_follow_it():
    stated = NOON + 10 * DAY
    found = schedule("T-SHIPBACK", stated=stated)
    assert found.due_at == stated
    assert told(found) == [(7 * 24, "reminder", "-3d", "info"), (10 * 24, "missed", "stated", "info")]


def test_a_stated_deadline_stands_for_all_that_would_fall_by_then():
    found = schedule("T-AUTH", stated=NOON + 72 * HOUR)
    assert told(found)[-1] == (72, "missed", "stated", "critical")
    assert [each.step for each in found.moments].count("missed") == 1
    assert found.rule == "B-02"


def test_a_stated_deadline_leaves_the_later_ones_alone():
    found = schedule("T-AUTH", stated=NOON + 18 * HOUR)
    assert told(found)[:2] == [(12, "reminder", "12h", "info"), (18, "missed", "stated", "warning")]
    assert told(found)[-1] == (48, "missed", "48h", "critical")


def test_a_stated_deadline_in_the_past_is_missed_at_once():
    found = schedule("T-PROMISE", stated=NOON - DAY)
    assert told(found) == [(0, "missed", "stated", "warning")]


def test_a_refund_may_wait_until_the_goods_are_back():
    back = NOON + 20 * DAY
    assert schedule("T-REFUND-WITHDRAWAL", floor=back).due_at == back
    assert schedule("T-REFUND-WITHDRAWAL", floor=NOON + DAY).due_at == datetime(2026, 12, 5, tzinfo=ROME)


def test_an_instant_may_come_in_any_offset_but_needs_one():
    assert schedule("T-REFUND", NOON.astimezone(ROME)) == schedule("T-REFUND", NOON)
    with pytest.raises(ValueError, match="has no offset"):
        schedule("T-REFUND", NOON.replace(tzinfo=None))


OPEN_READING = """
overlays = "amazon.pl"

[[rule]]
id = "B-24"
value = 3
unit = ["elapsed_days", "calendar_days"]
source = "Amazon seller help: 3 calendar days from the date of the e-mail"

[[timer.T-PROMISE]]
rules = ["B-24"]
severity = "critical"
reminders = ["3d", "-1d"]
"""


def test_an_open_reading_alerts_at_the_earlier_and_keeps_the_later():
    pack = compile_pack(shipped_texts(), {"ours.toml": OPEN_READING})
    mail = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    found = pack.market("amazon.pl").schedule("T-PROMISE", mail)
    assert found is not None
    assert found.due_at == mail + timedelta(hours=72)
    assert found.latest_at == datetime(2026, 11, 25, tzinfo=ZoneInfo("Europe/Warsaw"))


def test_at_one_instant_the_reminder_comes_before_the_deadline():
    pack = compile_pack(shipped_texts(), {"ours.toml": OPEN_READING})
    found = pack.market("amazon.pl").schedule("T-PROMISE", NOON)
    assert found is not None
    assert [each.step for each in found.moments if each.at == found.due_at] == ["reminder", "missed"]


@given(
    market=st.sampled_from(["amazon.it", "amazon.com", "shop.de", "ebay.it", "amazon.co.jp"]),
    timer=st.sampled_from(TIMERS),
    since=INSTANTS,
    stated=st.none() | INSTANTS,
)
def test_moments_are_in_order_between_start_and_last_deadline(market, timer, since, stated):
    found = shipped_pack().market(market).schedule(timer, since, stated=stated)
    if found is not None:
        assert found.due_at == next(each.at for each in found.moments if each.step == "missed")
        assert all(one.at <= other.at for one, other in pairwise(found.moments))
        assert found.moments[0].at >= since
        assert found.moments[-1].step == "missed"
