"""SAFE-T: we claim from the marketplace what it refunded at our expense, once an order, and it is no buyer's matter."""

import pytest

from tests.covers import covers
from tests.lifecycle.claims.words import (
    FILED,
    appealed,
    closed,
    decided,
    eligible,
    filed,
    info_requested,
    not_eligible,
    odr_reported,
    opened,
    refund_requested,
    refunded,
    reopened,
    responded,
    response_requested,
    withdrawn,
)
from tests.lifecycle.language import DAY, clock, given, hour


def test_a_return_that_may_be_claimed_for_waits_without_a_clock_of_its_own():
    story = given(eligible(5, since=2)).then("eligible").then_runs()
    case = story.desk.case
    assert (case.claim_kind, case.return_case, case.eligible_since) == ("safet", "R-1", hour(2))
    assert {(link.rel, link.case) for link in case.links} == {("order", "302-1"), ("return", "R-1")}


def test_it_is_filed_and_lies_with_the_marketplace():
    story = given(eligible()).when(filed(amount="20.00", currency="EUR")).then("filed").then_runs("K-DECISION")
    assert (story.desk.case.safet_id, story.desk.case.filed_at, str(story.desk.case.amount)) == (
        "S-1",
        hour(5),
        "20.00",
    )


def test_the_chance_may_go_by():
    given(eligible()).when(not_eligible(9)).then("closed", close_reason="not_eligible").then_runs()


def test_a_chance_that_went_by_may_come_again_and_be_used():
    story = given(eligible(), not_eligible(9)).when(eligible(12, id="again")).then("eligible", close_reason=None)
    story.when(filed(20)).then("filed", unfit=[])
    given(eligible(), not_eligible(9)).when(filed(12)).then("filed", close_reason=None)
    given(eligible(), not_eligible(9)).when(reopened(12)).then("eligible", close_reason=None)


def test_an_older_word_does_not_take_a_newer_chance_away():
    given(eligible(10)).when(not_eligible(5)).then("eligible", unfit=[])


def test_once_it_is_filed_the_chance_cannot_go_by():
    given(FILED).when(not_eligible(9)).then("filed", unfit=[])


def test_a_filing_nobody_announced_waits_unless_it_names_its_order():
    given(filed()).then("announced").then_waits("names no order and marketplace")
    given(filed()).when(eligible(2)).then("filed", unfit=[])
    alone = given(filed(order_id="302-1", marketplace="amazon.it", return_case="R-1")).then("filed")
    assert (alone.desk.case.claim_kind, alone.desk.case.order_id) == ("safet", "302-1")
    late = alone.when(eligible(7)).then("filed", unfit=[])
    assert late.desk.case.links == alone.desk.case.links


@covers("B-17")
def test_one_safet_claim_an_order():
    given(FILED).when(filed(9, id="again")).then("filed").then_refused("S-1 is filed already")
    given(FILED).when(filed(9, safet="S-2")).then("filed").then_refused("S-1 was filed already", "B-17")


def test_eligible_told_again_is_the_last_word_until_it_is_filed():
    story = given(eligible(), eligible(3, amount="12.00")).then("eligible", unfit=[])
    assert str(story.desk.case.amount) == "12.00"
    story.when(filed(5)).when(eligible(7)).then("filed").then_refused("filed already, nothing changes")


@covers("B-17")
def test_questions_are_answered_within_about_a_week():
    story = given(FILED).when(info_requested()).then("info_requested")
    assert story.due("K-INFO") == 10 + 7 * DAY
    story.when(response_requested(12), responded(13, key="K1")).then("filed", unfit=[]).then_runs("K-DECISION")


@pytest.mark.parametrize(
    ("outcome", "state", "payer"),
    [("granted", "approved", "amazon"), ("Approved", "approved", "amazon"), ("denied", "denied", "seller")],
)
def test_the_marketplace_decides_our_claim(outcome, state, payer):
    story = given(FILED).when(decided(90, outcome, amount="20.00", currency="EUR")).then(state).then_runs("K-AFTER")
    case = story.desk.case
    assert (case.outcome, case.paid_by, case.counts_in_odr, case.decided_at) == (state, payer, "no", hour(90))
    story.when(clock(20 * DAY)).then("closed", close_reason=state)


@pytest.mark.parametrize(
    ("outcome", "state", "reads"), [("won", "appeal_won", "approved"), ("denied", "appeal_lost", "denied")]
)
def test_a_denied_claim_is_appealed(outcome, state, reads):
    story = given(FILED, decided(90, "denied"), appealed(99)).then("appealed")
    story = story.when(decided(200, outcome)).then(state).then_runs("K-AFTER")
    assert (story.desk.case.outcome, story.desk.case.counts_in_odr) == (reads, "no")


def test_an_undecided_claim_has_nothing_to_appeal():
    given(FILED, info_requested()).when(appealed(12)).then("info_requested").then_refused("once it is decided")
    given(FILED).when(appealed(12)).then("filed").then_refused("appealed cannot follow")


def test_what_follows_the_filing_waits_for_it():
    for news in (decided(3, "denied"), info_requested(3), responded(3)):
        given(eligible()).when(news).then("eligible", unfit=[(news.name, "parked")])
    given(eligible(), closed(2)).when(decided(3, "denied")).then("closed").then_waits("not filed yet")
    given(eligible()).when(decided(9, "denied"), filed(5)).then("denied", unfit=[])


def test_we_may_take_it_back_once_it_is_filed():
    given(FILED).when(withdrawn(9)).then("withdrawn")
    given(eligible()).when(withdrawn(9)).then("eligible").then_refused("withdrawn cannot follow")


def test_money_to_the_buyer_belongs_to_his_return():
    given(FILED, info_requested()).when(refund_requested(12)).then_refused("belongs to his return")
    given(FILED).when(refund_requested(12)).then_refused("refund_requested cannot follow")
    given(FILED).when(refunded(12)).then("filed", unfit=[]).then_not("over_refunded")


def test_it_never_counts_as_a_defect():
    given(FILED).when(odr_reported(9)).then("filed").then_refused("odr_reported cannot follow")
    given(FILED, decided(20, "denied")).when(odr_reported(30)).then_refused("never count")


def test_a_buyers_claim_is_no_safet_claim_and_the_other_way_round():
    given(FILED).when(opened(9)).then("filed").then_refused("is the safet claim S-1", "a case of its own")
    given(opened(), withdrawn(5)).when(eligible(9)).then("withdrawn").then_refused("for SAFE-T alone")
    given(opened(), closed(5)).when(not_eligible(9)).then("closed").then_refused("for SAFE-T alone")
