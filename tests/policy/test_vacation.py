"""On vacation reminders come earlier, so that somebody can still act from afar; a deadline never moves."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.policy.compile import compile_pack, shipped_pack, shipped_texts
from lifecycle.policy.pack import Pack
from tests.covers import covers

HOUR = timedelta(hours=1)
BEFORE, WITHIN = datetime(2026, 7, 31, 10, tzinfo=UTC), datetime(2026, 8, 5, 12, tzinfo=UTC)
TIMERS = sorted(shipped_pack().market("base").terms.timers)

AWAY = """
overlays = "base"

[[rule]]
id = "vacation"
value = true
unit = "flag"
valid_from = 2026-08-01
valid_to = 2026-08-22
source = "Company: summer break"
"""
SHARE = """
[[rule]]
id = "vacation_reminders"
value = {}
unit = "percent"
source = "Company"
"""


def away(share: int | None = None) -> Pack:
    return compile_pack(shipped_texts(), {"ours.toml": AWAY + ("" if share is None else SHARE.format(share))})


PACK = away()


def told(pack: Pack, timer: str, since: datetime, market: str = "amazon.it", **given_: datetime):
    found = pack.market(market).schedule(timer, since, **given_)
    assert found is not None
    return [((each.at - since) / HOUR, each.label) for each in found.moments]


@covers("S3-22")
def test_reminders_come_at_half_their_way_and_deadlines_when_they_always_do():
    assert told(PACK, "T-AUTH", WITHIN) == [
        (6, "12h"),
        (10, "20h"),
        (18, "36h"),
        (22, "44h"),
        (24, "24h"),
        (48, "48h"),
    ]


def test_the_24_hours_end_after_24_hours():
    for pack in (shipped_pack(), PACK, away(0), away(100)):
        found = pack.market("amazon.it").schedule("T-AUTH", WITHIN)
        assert found is not None
        assert found.due_at == WITHIN + 24 * HOUR


def test_a_clock_that_starts_before_moves_the_reminders_that_fall_into_the_vacation():
    # amazon.it: the vacation begins on 31 July at 22:00 UTC, 12 hours after the start and 24 before the next reminder
    assert told(PACK, "T-CLAIMRISK", BEFORE) == [(18, "36h"), (48, "48h")]
    early = BEFORE - 8 * HOUR
    assert told(PACK, "T-AUTH", early)[:3] == [(10, "20h"), (12, "12h"), (18, "36h")]


def test_a_vacation_has_no_say_once_it_is_over():
    back = datetime(2026, 8, 21, 22, tzinfo=UTC)
    assert told(PACK, "T-AUTH", back) == told(shipped_pack(), "T-AUTH", back)
    assert told(PACK, "T-AUTH", back - HOUR) != told(shipped_pack(), "T-AUTH", back - HOUR)


@pytest.mark.parametrize(("share", "hours"), [(0, 0), (25, 3), (100, 12)])
def test_the_company_says_how_early(share, hours):
    assert told(away(share), "T-SCAN", WITHIN)[1] == (hours, "12h")


def test_a_stated_deadline_stays_too():
    assert told(PACK, "T-SHIPBACK", WITHIN, stated=WITHIN + 96 * HOUR) == [(12, "-3d"), (96, "stated")]


def test_a_vacation_of_one_market_is_not_that_of_another():
    pack = compile_pack(shipped_texts(), {"ours.toml": AWAY.replace('"base"', '"amazon.it"')})
    assert told(pack, "T-AUTH", WITHIN) == told(PACK, "T-AUTH", WITHIN)
    assert told(pack, "T-AUTH", WITHIN, "amazon.de") == told(shipped_pack(), "T-AUTH", WITHIN, "amazon.de")


@covers("S3-22")
@given(
    market=st.sampled_from(["amazon.it", "amazon.com", "shop.de", "ebay.co.uk"]),
    timer=st.sampled_from(TIMERS),
    since=st.datetimes(datetime(2026, 6, 1), datetime(2026, 9, 30), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_no_deadline_moves_no_reminder_comes_later_and_none_is_lost(market, timer, since):
    here, away_ = (pack.market(market).schedule(timer, since) for pack in (shipped_pack(), PACK))
    assert (here is None) == (away_ is None)
    if here is None or away_ is None:
        return
    assert (here.due_at, here.latest_at) == (away_.due_at, away_.latest_at)
    assert [each for each in here.moments if each.step == "missed"] == [
        each for each in away_.moments if each.step == "missed"
    ]
    usual = {(each.rule, each.label): each.at for each in here.moments if each.step == "reminder"}
    moved = {(each.rule, each.label): each.at for each in away_.moments if each.step == "reminder"}
    assert usual.keys() == moved.keys()
    assert all(since <= moved[key] <= usual[key] for key in usual)
    assert all(one.at <= other.at for one, other in pairwise(away_.moments))
