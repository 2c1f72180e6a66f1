"""The examples of the rule table, exact to the instant, asked of the shipped packs.

A rule is asked when it ends, a timer for its schedule. What ends with a day ends with the midnight after it.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lifecycle.policy.compile import compile_pack, shipped_texts
from tests.covers import covers

ROME, WARSAW, BERLIN, PARIS = (ZoneInfo(f"Europe/{city}") for city in ("Rome", "Warsaw", "Berlin", "Paris"))
PACIFIC = ZoneInfo("America/Los_Angeles")

OF_OTHERS = """
[[rule]]
id = "B-24"
value = 3
unit = ["elapsed_days", "calendar_days"]
source = "The rule table: 3 calendar days from the e-mail's date, or 72 hours"

[[rule]]
id = "B-27"
value = 30
unit = "calendar_days"
source = "The rule table: appeal a granted claim"

[[rule]]
id = "B-37"
value = 60
unit = "calendar_days"
source = "The rule table: change or remove a feedback"

[[timer.T-PROMISE]]
rules = ["B-24"]
severity = "critical"
"""
PACK = compile_pack(
    shipped_texts(),
    {
        "claims.it.toml": 'inherits = "amazon.it"\n' + OF_OTHERS,
        "claims.pl.toml": 'inherits = "amazon.pl"\n' + OF_OTHERS,
    },
)


def end_of(year: int, month: int, day: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(date(year, month, day) + timedelta(days=1), datetime.min.time(), zone)


def noon(year: int, month: int, day: int, zone: ZoneInfo) -> datetime:
    return datetime(year, month, day, 12, tzinfo=zone)


XMAS = (2026, 12, 11), (2026, 12, 28)
REFUNDED, SCANNED = noon(2026, 1, 25, PACIFIC), noon(2026, 2, 1, PACIFIC)


@covers("B-05", "B-06", "B-12", "B-16", "B-44")
@pytest.mark.parametrize(
    ("market", "asked", "since", "due"),
    [
        # 24 hours are exact when clocks change
        ("amazon.it", "B-40", datetime(2026, 3, 28, 20, tzinfo=ROME), datetime(2026, 3, 29, 21, tzinfo=ROME)),
        ("amazon.it", "B-40", datetime(2026, 10, 24, 20, tzinfo=ROME), datetime(2026, 10, 25, 19, tzinfo=ROME)),
        ("amazon.it", "T-AUTH", datetime(2026, 3, 28, 20, tzinfo=ROME), datetime(2026, 3, 29, 21, tzinfo=ROME)),
        # three days from an e-mail: the earlier reading is due, the later one is kept beside it
        (
            "claims.pl",
            "T-PROMISE",
            datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
            (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), end_of(2026, 11, 24, WARSAW)),
        ),
        ("claims.pl", "B-24", datetime(2026, 11, 20, 23, 30, tzinfo=UTC), datetime(2026, 11, 23, 23, 30, tzinfo=UTC)),
        # US refunds: 2 business days until 25 January 2026, then 4 calendar days
        ("amazon.com", "T-REFUND", noon(2025, 12, 19, PACIFIC), end_of(2025, 12, 23, PACIFIC)),  # from a Friday
        ("amazon.com", "T-REFUND", noon(2025, 12, 24, PACIFIC), end_of(2025, 12, 29, PACIFIC)),  # over Christmas Day
        ("amazon.com", "T-REFUND", datetime(2026, 1, 25, 23, 59, tzinfo=PACIFIC), end_of(2026, 1, 27, PACIFIC)),
        ("amazon.com", "T-REFUND", datetime(2026, 1, 26, tzinfo=PACIFIC), end_of(2026, 1, 30, PACIFIC)),
        ("amazon.com", "T-REFUND", noon(2026, 1, 30, PACIFIC), end_of(2026, 2, 3, PACIFIC)),
        # EU withdrawal: a term that would end on Christmas Day ends on the next working day
        ("amazon.de", "B-12", noon(*XMAS[0], BERLIN), end_of(*XMAS[1], BERLIN)),
        ("amazon.it", "B-12", noon(*XMAS[0], ROME), end_of(*XMAS[1], ROME)),
        ("amazon.pl", "B-12", noon(*XMAS[0], WARSAW), end_of(*XMAS[1], WARSAW)),
        ("amazon.fr", "B-12", noon(*XMAS[0], PARIS), end_of(*XMAS[1], PARIS)),
        ("shop.it", "T-SHIPBACK-WITHDRAWAL", noon(*XMAS[0], ROME), end_of(*XMAS[1], ROME)),
        # SAFE-T in the US: windows that are open on 16 February 2026 shrink from 60 days to 30, never into the past
        ("amazon.com", "T-SAFET", max(REFUNDED, SCANNED), end_of(2026, 3, 3, PACIFIC)),
        ("amazon.com", "T-SAFET", noon(2025, 12, 10, PACIFIC), end_of(2026, 2, 8, PACIFIC)),  # was over by then
        ("amazon.com", "T-SAFET", noon(2025, 12, 20, PACIFIC), datetime(2026, 2, 16, tzinfo=PACIFIC)),
        ("amazon.com", "T-SAFET", noon(2026, 1, 17, PACIFIC), end_of(2026, 2, 16, PACIFIC)),
        ("amazon.com", "T-SAFET", noon(2026, 2, 16, PACIFIC), end_of(2026, 3, 18, PACIFIC)),
        ("amazon.it", "T-SAFET", noon(2026, 2, 1, ROME), end_of(2026, 4, 2, ROME)),  # elsewhere nothing changed
        # feedback and appeal both end with November
        ("claims.it", "B-37", datetime(2026, 10, 1, 15, tzinfo=ROME), end_of(2026, 11, 30, ROME)),
        ("claims.it", "B-27", datetime(2026, 10, 31, 8, tzinfo=ROME), end_of(2026, 11, 30, ROME)),
        # eBay UK: Good Friday and Easter Monday are not worked
        ("ebay.co.uk", "T-AUTH", noon(2026, 4, 2, UTC), end_of(2026, 4, 9, ZoneInfo("Europe/London"))),
        ("ebay.co.uk", "T-REFUND", noon(2026, 4, 2, UTC), end_of(2026, 4, 8, ZoneInfo("Europe/London"))),
    ],
)
def test_the_examples_of_the_rule_table(market, asked, since, due):
    here = PACK.market(market)
    assert not here.assumed
    if asked.startswith("T-"):
        found = here.schedule(asked, since)
        assert found is not None
        dues = due if isinstance(due, tuple) else (due, None)
        assert (found.due_at, found.latest_at) == dues
    else:
        assert here.ends(asked, since) == due
