"""Was the return asked for in time? By what the request says, and by what the order tells of its dates."""

import pytest

from lifecycle.policy.compile import compile_pack, shipped_texts
from tests.covers import covers
from tests.lifecycle.language import given, rules
from tests.lifecycle.returns.words import declined, order_dated, requested

IN_POLICY = compile_pack(
    shipped_texts(),
    {
        "ours.toml": 'overlays = "base"\n[[rule]]\nid = "auto_authorize"\nvalue = "in_policy"\n'
        'unit = "choice"\nsource = "Company"\n'
    },
)


def window(story) -> str | None:
    return story.desk.case.window


@covers("B-09")
@pytest.mark.parametrize(
    ("market", "delivered", "ordered", "expected"),
    [
        ("amazon.it", "2026-10-03", "2026-09-28", "in"),  # 30 days end with 2 November in Rome, the day of the request
        ("amazon.it", "2026-10-02", "2026-09-28", "out"),
        ("amazon.de", "2026-10-03", "2026-09-28", "in"),
        ("amazon.de", "2026-10-03", None, "undetermined"),  # there the order date chooses the rule
        ("amazon.com", "2026-10-03T00:30:00-07:00", "2026-09-28", "in"),
        ("amazon.com", "2026-10-02T23:30:00-07:00", "2026-09-28", "out"),
        ("shop.it", "2026-10-18", None, "in"),  # 14 legal days: 1 November is a Sunday and a holiday
        ("shop.it", "2026-10-17", None, "in"),  # the last day, 31 October, is a Saturday
        ("shop.it", "2026-10-16", None, "out"),
        ("amazon.it", None, "2026-10-20", "undetermined"),
        ("amazon.it", None, None, "undetermined"),
    ],
)
def test_a_request_lies_in_the_window_or_not_and_what_is_unknown_is_undetermined(market, delivered, ordered, expected):
    story = given(requested(market=market, delivered_at=delivered, order_date=ordered))
    assert window(story) == expected


def test_what_the_order_tells_counts_before_what_the_request_says():
    story = given(requested(delivered_at="2026-10-20"))
    assert window(story) == "in"
    story = story.when(order_dated(1, delivered_at="2026-09-01T10:00:00+02:00"))
    assert window(story) == "out"
    story.then_flags("out_of_window")


def test_the_order_may_tell_its_dates_before_anybody_asks_for_a_return():
    story = given(order_dated(-200, delivered_at="2026-10-20"))
    story.then("announced").then_waits("order_dated cannot follow")
    story = story.when(requested())
    assert window(story.then("requested", unfit=[])) == "in"


@covers("B-10")
def test_a_holiday_keeps_the_window_open_for_what_was_bought_before_it():
    told = {"market": "amazon.com", "delivered_at": "2025-11-05", "order_date": "2025-11-02"}
    asked = requested(time="2026-01-20T10:00:00-08:00", **told)
    assert window(given(asked)) == "in"
    late = requested(time="2026-02-01T10:00:00-08:00", **told)
    assert window(given(late)) == "out"


@covers("B-11")
@pytest.mark.parametrize(
    ("market", "bought", "asked", "expected"),
    [
        ("amazon.fr", "2024-11-05", "2025-01-31T23:00:00+01:00", "in"),
        ("amazon.fr", "2024-11-05", "2025-02-01T01:00:00+01:00", "out"),
        ("amazon.fr", "2024-10-30", "2025-01-28T10:00:00+01:00", "out"),  # bought before the season
        ("amazon.fr", "2024-12-20", "2025-02-01T01:00:00+01:00", "out"),
        ("amazon.it", "2024-12-25", "2025-01-31T10:00:00+01:00", "in"),
    ],
)
def test_a_holiday_in_europe_keeps_it_open_for_the_season_as_well(market, bought, asked, expected):
    told = {"market": market, "delivered_at": "2024-12-27", "order_date": bought}
    assert window(given(requested(time=asked, **told))) == expected


def test_what_the_source_says_of_the_policy_wins_over_the_window():
    given(requested(delivered_at="2026-08-01", in_policy=True)).then_not("out_of_window")
    given(requested(delivered_at="2026-10-20", in_policy=False)).then_flags("out_of_window")


@covers("S2-01", "L8")
def test_declining_what_came_in_time_is_an_invalid_decline():
    given(requested(delivered_at="2026-10-20"), declined()).then_flags("invalid_decline")
    given(requested(delivered_at="2026-08-01"), declined()).then_not("invalid_decline")
    given(requested(), declined()).then_not("invalid_decline")


@covers("B-03")
@pytest.mark.parametrize(
    ("delivered", "state"), [("2026-10-20", "authorized"), ("2026-08-01", "requested"), (None, "requested")]
)
def test_only_what_is_known_to_be_in_policy_is_authorized_as_such(delivered, state):
    given(requested(delivered_at=delivered), pack=IN_POLICY).when(rules(1)).then(state)


def test_dates_that_are_told_do_not_keep_a_case_from_its_rest():
    before = given(requested()).desk.case.touched_at
    assert given(requested(), order_dated(5, delivered_at="2026-10-20")).desk.case.touched_at == before
