"""Hours, calendar days, business days and legal days end differently, by the local day and the country's holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lifecycle.policy.compile import shipped_pack
from lifecycle.policy.units import RECKONINGS, Calendar, business_days, calendar_days, label, legal_days

ROME, BERLIN = ZoneInfo("Europe/Rome"), ZoneInfo("Europe/Berlin")
PACK = shipped_pack()
MARKETS = st.sampled_from(["amazon.it", "amazon.com", "amazon.co.uk", "amazon.pl", "shop.de", "shop.eu", "base"])
INSTANTS = st.datetimes(datetime(2001, 1, 1), datetime(2039, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def calendar(market: str) -> Calendar:
    return PACK.market(market).calendar


def end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)


def test_the_local_day_counts_not_the_day_in_utc():
    just_after_midnight = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)  # 5 May in Rome
    assert calendar_days(calendar("amazon.it"), just_after_midnight, 1) == end_of(date(2026, 5, 6), ROME)


def test_the_first_and_the_last_instant_of_a_day_give_the_same_end():
    italian = calendar("amazon.it")
    first = datetime(2026, 10, 25, tzinfo=ROME).astimezone(UTC)
    last = first + timedelta(hours=25) - timedelta(microseconds=1)
    assert calendar_days(italian, first, 2) == calendar_days(italian, last, 2) == end_of(date(2026, 10, 27), ROME)


def test_a_holiday_of_one_country_is_worked_in_another():
    liberation_day = datetime(2025, 4, 24, 12, tzinfo=UTC)  # 25 April is a holiday in Italy alone
    assert business_days(calendar("amazon.it"), liberation_day, 1) == end_of(date(2025, 4, 28), ROME)
    assert business_days(calendar("amazon.de"), liberation_day, 1) == end_of(date(2025, 4, 25), BERLIN)


def test_boxing_day_is_a_holiday_in_england():
    christmas_eve = datetime(2025, 12, 24, 12, tzinfo=UTC)
    due = business_days(calendar("amazon.co.uk"), christmas_eve, 1)
    assert due == end_of(date(2025, 12, 29), ZoneInfo("Europe/London"))


def test_a_span_is_told_in_one_word():
    assert [label(24, "elapsed_hours"), label(10, "elapsed_days")] == ["24h", "10d"]
    assert label(2, "business_days") == "2-business-days"


@given(market=MARKETS, unit=st.sampled_from(sorted(RECKONINGS)), count=st.integers(0, 90), since=INSTANTS)
def test_nothing_is_due_before_it_starts(market, unit, count, since):
    assert RECKONINGS[unit](calendar(market), since, count) >= since


@given(
    market=MARKETS,
    unit=st.sampled_from(sorted(RECKONINGS)),
    count=st.integers(0, 90),
    since=INSTANTS,
    later=st.timedeltas(timedelta(), timedelta(days=40)),
)
def test_what_starts_later_is_not_due_earlier(market, unit, count, since, later):
    reckon = RECKONINGS[unit]
    assert reckon(calendar(market), since + later, count) >= reckon(calendar(market), since, count)


@given(market=MARKETS, count=st.integers(1, 30), since=INSTANTS)
def test_a_legal_term_is_a_calendar_term_that_ends_on_a_working_day(market, count, since):
    here = calendar(market)
    legal = legal_days(here, since, count)
    assert legal >= calendar_days(here, since, count)
    assert here.is_worked(here.zone.day(legal - timedelta(microseconds=1)))
