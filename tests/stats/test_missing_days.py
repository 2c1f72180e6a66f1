"""Which days of figures an account still has to be told of."""

from datetime import UTC, date, datetime

import pytest

from handlers.operating.measuring import Account, missing
from handlers.stats.places import Place
from tests.stats.given import pack

ITALY = Place("amazon.it", pack().market("amazon.it"))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def account(*told: str) -> Account:
    return Account("amazon-it", frozenset(f"amazon.it/claim_rate/MFN/60/{day}" for day in told))


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ((), [21]),
        (("2026-11-21",), [21]),
        (("2026-11-20",), [21]),
        (("2026-11-18", "2026-11-17"), [19, 20, 21]),
        (("2026-10-01",), [15, 16, 17, 18, 19, 20, 21]),
        (("no day at all",), [15, 16, 17, 18, 19, 20, 21]),
    ],
)
def test_the_last_day_and_those_that_were_missed_a_week_back(told, days):
    assert [day.day for day in missing(account(*told), ITALY, NOON)] == days


def test_a_day_is_over_when_it_is_over_at_the_marketplace():
    assert missing(account(), ITALY, datetime(2026, 11, 21, 22, 59, tzinfo=UTC)) == [date(2026, 11, 20)]
    assert missing(account(), ITALY, datetime(2026, 11, 21, 23, tzinfo=UTC)) == [date(2026, 11, 21)]
