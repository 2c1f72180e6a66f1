"""Local days come from the stored table alone, and agree with the tz library it was made from."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.policy.expansion import expand_holidays, expand_zone
from lifecycle.policy.zones import EPOCH, Offsets, Zone

NAMES = ["Europe/Rome", "America/Los_Angeles", "Europe/London", "UTC", "America/Sao_Paulo", "Australia/Lord_Howe"]
ZONES = {name: Zone(name, expand_zone(name)) for name in NAMES}
INSTANTS = st.datetimes(datetime(2000, 1, 2), datetime(2040, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001


def number(day: date) -> int:
    return (day - EPOCH.date()).days


@given(name=st.sampled_from(["Europe/Rome", "America/Los_Angeles", "Europe/London", "UTC"]), at=INSTANTS)
def test_the_local_day_is_that_of_the_tz_library(name, at):
    assert ZONES[name].day(at) == number(at.astimezone(ZoneInfo(name)).date())


@given(name=st.sampled_from(NAMES), at=INSTANTS)
def test_an_instant_lies_between_the_midnights_of_its_day(name, at):
    here = ZONES[name]
    day = here.day(at)
    assert here.midnight(day) <= at < here.midnight(day + 1)


def test_a_day_has_23_24_or_25_hours():
    rome = ZONES["Europe/Rome"]
    lengths = [
        rome.midnight(number(day) + 1) - rome.midnight(number(day))
        for day in (date(2026, 3, 29), date(2026, 6, 1), date(2026, 10, 25))
    ]
    assert lengths == [timedelta(hours=23), timedelta(hours=24), timedelta(hours=25)]


def test_where_midnight_does_not_exist_the_day_begins_with_its_first_instant():
    assert ZONES["America/Sao_Paulo"].midnight(number(date(2018, 11, 4))) == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_where_midnight_comes_twice_the_day_begins_once():
    here = ZONES["America/Sao_Paulo"]
    first = datetime(2018, 2, 18, 2, tzinfo=UTC)  # 00:00, from where clocks go back to 23:00
    back = Zone("back over midnight", Offsets(-7200, ((int(first.timestamp()) + 60, -10800),)))
    assert here.day(first - timedelta(seconds=1)) == number(date(2018, 2, 17))
    assert back.midnight(number(date(2018, 2, 18))) == first
    assert back.day(first + timedelta(seconds=90)) == number(date(2018, 2, 18))


def test_a_changed_table_changes_the_day_not_the_library():
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert Zone("no summer time", Offsets(3600)).day(at) == number(date(2026, 7, 1))
    assert ZONES["Europe/Rome"].day(at) == number(date(2026, 7, 2))


def test_an_unknown_zone_or_country_is_said_in_a_sentence():
    with pytest.raises(ValueError, match=r"'Europe/Roma' is no time zone"):
        expand_zone("Europe/Roma")
    with pytest.raises(ValueError, match="no holidays are known for the country 'ITA-X'"):
        expand_holidays("ITA-X")
