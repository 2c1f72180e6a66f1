"""As of a moment means: as everything stood by what had happened, whatever was told or happened later."""

import asyncio
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.stats import counsel, reasons, service, skus
from handlers.stats.cases import PastUnknown
from handlers.stats.question import Question, end_of_day, window_start
from tests.lifecycle.language import DAY, hour
from tests.stats import shop
from tests.stats.given import pack
from tests.stats.test_thirty_units import SHEET, happened

REPORTS = (skus.report, reasons.report, counsel.report, service.report)
MOMENTS = [-9 * DAY, 71, 85, 93, 5 * DAY, 41 * DAY + 1]


def until(moment: datetime):
    """A shop that has heard of nothing that happened later, at that moment."""
    desks = shop.desks(each for each in happened() if each.at <= moment)
    for desk in desks:
        desk.wake(moment)
    return desks


async def reported(desks, as_of, **more):
    async with shop.books(desks, sheet=SHEET, **more) as books:
        return [(await report(books, Question(as_of=as_of))).to_json() for report in REPORTS]


@pytest.fixture(scope="module")
def today():
    desks = shop.desks(happened())
    for desk in desks:
        desk.wake(hour(60 * DAY))
    return desks


@pytest.mark.parametrize("at", MOMENTS)
def test_what_happened_later_leaves_no_trace(today, at, monkeypatch):
    shop.remember(today, monkeypatch)
    then = hour(at)
    assert asyncio.run(reported(today, then, nc=SimpleNamespace())) == asyncio.run(reported(until(then), then))


def test_a_past_that_cannot_be_read_is_said_not_guessed(today):
    with pytest.raises(PastUnknown, match="11 cases have moved since"):
        asyncio.run(reported(today, hour(85)))


ROME, MARKET = ZoneInfo("Europe/Rome"), pack().market("amazon.it")


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 400))
def test_a_window_that_ends_with_a_day_holds_whole_local_days(day, count):
    until = end_of_day(day, MARKET)
    first = window_start(until, count, MARKET) + timedelta(microseconds=1)
    assert first.astimezone(ROME).replace(tzinfo=None) == datetime.combine(day, datetime.min.time()) - timedelta(
        days=count - 1
    )


def test_a_window_begins_at_the_same_hour_of_the_day_across_a_change_of_clocks():
    noon = datetime(2026, 10, 26, 12, tzinfo=ROME)
    assert window_start(noon, 2, MARKET) == datetime(2026, 10, 24, 12, tzinfo=ROME)
    question = Question(as_of=noon, days=2)
    edge = datetime(2026, 10, 24, 12, tzinfo=ROME)
    assert not question.covers(edge, MARKET)
    assert question.covers(edge + timedelta(microseconds=1), MARKET)
    assert question.covers(noon, MARKET)
    assert not question.covers(None, MARKET)
