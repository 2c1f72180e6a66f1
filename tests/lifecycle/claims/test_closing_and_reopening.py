"""A claim is closed by a person or comes to rest; what matters afterwards opens it again, the rest is appended."""

import pytest

from tests.covers import covers
from tests.lifecycle.claims.words import (
    ANSWERED,
    APPEALED,
    GRANTED,
    REPRESENTED,
    closed,
    contact_logged,
    decided,
    eligible,
    noted,
    odr_reported,
    opened,
    order_dated,
    refund_requested,
    refunded,
    reopened,
    responded,
    status_reported,
    withdrawn,
)
from tests.lifecycle.language import DAY, clock, given

ENDS = {
    "withdrawn": (*ANSWERED, withdrawn(9)),
    "denied": (*ANSWERED, decided(20, "denied")),
    "granted_amazon": (*ANSWERED, decided(20, "granted", "amazon")),
    "refunded_by_seller": (*ANSWERED, refunded(9)),
    "won": (*REPRESENTED, decided(20, "won")),
    "lost": (*REPRESENTED, decided(20, "lost")),
    "accepted": (*REPRESENTED, refunded(9)),
}


@pytest.mark.parametrize("state", ENDS)
def test_a_claim_that_is_over_rests_a_week_and_closes_by_itself(state):
    story = given(ENDS[state]).then(state).then_runs("K-AFTER")
    story.when(clock(10 * DAY)).then("closed", close_reason=state).then_runs()


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_decided_appeal_rests_once_the_dashboard_was_due_to_show_it(outcome):
    story = given(APPEALED).when(decided(99, outcome), clock(99 + 7 * DAY)).then(f"appeal_{outcome}")
    story.then_runs("K-AFTER").when(clock(99 + 15 * DAY)).then("closed", close_reason=f"appeal_{outcome}")


def test_a_person_closes_any_claim_with_a_reason():
    given(opened()).when(closed(3)).then("closed", close_reason="written_off").then_runs()
    given(eligible()).when(closed(3)).then("closed", close_reason="written_off")


def test_a_claim_with_a_refund_under_way_cannot_be_closed():
    given(opened(), refund_requested()).when(closed(7)).then("action_required").then_refused("RF1 is not confirmed yet")


def test_a_closed_claim_is_opened_where_it_stood():
    story = given(opened(), closed(3)).when(reopened(9)).then("action_required", close_reason=None)
    story.then_flags("reopened").then_runs("K-RESPOND", "K-CONTACT", "K-DEBIT")
    given(ANSWERED, closed(5)).when(reopened(9)).then("under_review")
    given(APPEALED, closed(40)).when(reopened(50)).then("appealed")


def test_a_claim_lost_without_appeal_can_be_opened_and_rests_again():
    story = given(GRANTED).when(clock(40 * DAY)).when(reopened(41 * DAY)).then("granted_seller").then_runs("K-AFTER")
    story.when(clock(50 * DAY)).then("closed", close_reason="lost_no_appeal")


def test_a_claim_that_is_open_cannot_be_opened_nor_a_closed_one_closed():
    given(opened()).when(reopened(3)).then_refused("reopened cannot follow")
    given(opened(), closed(3)).when(closed(4, id="again")).then_refused("closed cannot follow")


@pytest.mark.parametrize(
    "news",
    [
        noted(200),
        responded(200),
        contact_logged(200),
        status_reported(200),
        odr_reported(200),
        order_dated(200),
        withdrawn(200),
    ],
    ids=lambda event: event.name,
)
def test_other_news_leaves_a_closed_claim_closed(news):
    given(ANSWERED, closed(40)).when(news).then("closed", unfit=[])


@covers("C.8-21")
def test_history_starts_no_clocks():
    given(opened(historical=True)).then("action_required").then_runs()
