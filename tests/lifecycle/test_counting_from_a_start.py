"""From when and by which rule a clock counts: what the source states, the law, the market, a bare day, history."""

from datetime import UTC, datetime

import pytest

from tests.covers import covers
from tests.lifecycle.language import DAY, START, clock, given, noted
from tests.lifecycle.returns.words import (
    authorized,
    closed,
    delivered,
    inspected,
    received,
    refund_requested,
    refunded,
    reopened,
    requested,
    shipped,
)

ON_ITS_WAY = (requested(), authorized(), shipped())


@pytest.mark.parametrize("told", ["2026-11-03T20:00:00+01:00", "2026-11-03"])
def test_a_deadline_that_the_source_states_wins(told):
    story = given(requested(respond_by=told))
    assert story.due("T-AUTH") == (34 if "T" in told else 38)  # a bare day runs to its end
    story = story.when(clock(40))
    assert "T-AUTH stated" in story.said()
    assert "T-AUTH 24h" not in story.said()


def test_the_day_to_ship_by_wins_over_the_fortnight():
    assert given(requested(), authorized(ship_by="2026-11-08")).due("T-SHIPBACK") == 6 * DAY + 14


@covers("B-13", "B-15")
def test_who_withdraws_from_the_contract_sends_back_within_a_fortnight_of_his_notice():
    story = given(requested(market="shop.it", withdrawal=True)).when(authorized(50))
    deadline = next(d for d in story.desk.case.deadlines if d.name == "T-SHIPBACK")
    assert (deadline.since, deadline.rule, deadline.due_at) == (START, "B-13", datetime(2026, 11, 16, 23, tzinfo=UTC))


@covers("B-14")
def test_the_law_wants_the_money_back_within_a_fortnight_of_the_notice_but_not_before_the_goods():
    withdrawal = requested(market="shop.it", withdrawal=True)
    story = given(withdrawal, authorized(), shipped()).then_runs("T-TRANSIT")
    story = story.when(received())
    assert story.due("T-REFUND-WITHDRAWAL") == 14 * DAY + 14
    late = given(withdrawal, authorized(), shipped(), received(20 * DAY))
    assert late.due("T-REFUND-WITHDRAWAL") == 20 * DAY


def test_a_return_that_the_marketplace_fulfils_runs_no_clock_but_comes_to_rest():
    afn = (
        requested(channel="AFN"),
        authorized(),
        shipped(),
        delivered(),
        received(),
        inspected(grade="damaged"),
        refunded(99, issuer="amazon_cs", refund=None),
    )
    for length in range(1, len(afn)):
        given(afn[:length]).then_runs()
    given(afn).then("refunded").then_runs("T-AFTER").when(clock(99 + 3 * DAY)).then("closed")


@covers("C.8-21")
def test_history_starts_no_clock_but_what_happens_after_it_does():
    past = (requested(historical=True), authorized(historical=True), shipped(historical=True))
    given(past).then("in_transit").then_runs().when(clock(90 * DAY)).then("in_transit", recorded=[])
    given(past).when(received()).then("received").then_runs("T-INSPECT", "T-REFUND")


@covers("C.8-21")
def test_a_fresh_event_does_not_wake_the_clocks_of_history():
    given(requested(historical=True)).when(noted(3)).then_runs().when(authorized(4)).then_runs("T-SHIPBACK")


def test_a_delivery_known_by_its_day_counts_from_the_start_of_that_day_and_stands_at_its_end():
    day = delivered(70, precision="date")
    story = given(*ON_ITS_WAY, day)
    refund = next(deadline for deadline in story.desk.case.deadlines if deadline.name == "T-REFUND")
    assert (refund.since, day.at) == (datetime(2026, 11, 4, 23, tzinfo=UTC), datetime(2026, 11, 5, 23, tzinfo=UTC))
    assert story.desk.case.newest[0] == day.at


def test_a_clock_that_runs_again_from_the_same_start_repeats_nothing():
    story = (
        given(*ON_ITS_WAY, delivered(), clock(300), closed(310))
        .when(reopened(320))
        .then("delivered", recorded=["reopened"], said=[])
    )
    story.when(clock(500)).then(said=[])


def test_a_part_that_is_settled_in_the_end_rests_before_the_case_is_closed():
    story = given(
        *ON_ITS_WAY, received(80, 1), inspected(85, 1), refund_requested(90, "12.50", "partial"), refunded(91, "12.50")
    )
    story.when(clock(80 + 10 * DAY)).then("refunded").when(clock(80 + 13 * DAY)).then("closed")


@covers("B-05", "B-06")
def test_clocks_count_by_the_rules_of_their_market():
    us = (requested(market="amazon.com", currency="USD"), authorized(), shipped(), delivered())
    assert given(us).desk.case.deadlines[-1].rule == "B-06"
    assert given(*ON_ITS_WAY, delivered()).desk.case.deadlines[-1].rule == "B-05"
    given(requested(market="shop.it")).then_runs("T-AUTH")
