"""Cases of one order tell each other what has happened: once, whichever came first, the order last of all."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import msgspec
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from events.envelope import Event
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import compile_pack, shipped_texts
from lifecycle.returns.proceeds import reimbursements
from tests.covers import covers
from tests.lifecycle.claims import words as claims
from tests.lifecycle.conversations import words as conversations
from tests.lifecycle.feedback import words as feedback
from tests.lifecycle.language import DAY, corrected, hour, said
from tests.lifecycle.orders import words as orders
from tests.lifecycle.returns import words as returns
from tests.lifecycle.village import Village

NOW = hour(90 * DAY)
LATER = hour(400 * DAY)
RETURN, CLAIM, ORDER = ("return", "R-1"), ("claim", "C-1"), ("order", "O-1")
FEEDBACK, THREAD = ("feedback", "F-1"), ("conversation", "M-1")


def settled(*events: Event) -> Village:
    return Village().take(*events).settle(NOW)


def names(village: Village, key: tuple[str, str]) -> list[str]:
    """What reactions have told a case."""
    return sorted(event.name for event in village.told if (event.kind, event.case_id) == key)


ASKED = returns.requested(0)
OPENED = claims.opened(2)
DECIDED = claims.decided(30, outcome="granted_seller")
PLACED = orders.placed(-200)
SENT = orders.shipped(-190)
ARRIVED = orders.delivered(-100)
AWARDED = claims.decided(200, case="safet-R-1", outcome="approved", amount="20.00", currency="EUR")


@pytest.mark.parametrize("arrived", [*permutations([ASKED, OPENED, DECIDED])])
def test_a_claim_escalates_its_return_and_lifts_it_again_whichever_came_first(arrived):
    village = settled(*arrived)
    case = village.case(*RETURN)
    assert names(village, RETURN) == ["deescalated", "escalated"]
    assert (case.escalated, case.claim_granted, case.unfit) == (False, True, ())


def test_an_open_claim_lies_over_its_return():
    assert settled(ASKED, OPENED).case(*RETURN).escalated


def test_a_safe_t_claim_of_our_own_escalates_nothing():
    assert not settled(ASKED, claims.eligible(2)).case(*RETURN).escalated


def test_a_claim_that_names_its_return_lies_over_that_one_alone():
    other = returns.requested(1, case="R-2", id="other")
    village = settled(ASKED, other, claims.opened(2, return_case="R-2"))
    assert [village.case("return", name).escalated for name in ("R-1", "R-2")] == [False, True]


@covers("B-31")
def test_a_claim_and_a_chargeback_on_one_order_are_two_cases_and_the_order_counts_once():
    charged = claims.charged_back(5, case="C-2", id="charged")
    village = settled(PLACED, ASKED, OPENED, charged, DECIDED)
    order = village.case(*ORDER)
    assert sorted((defect.kind, defect.case) for defect in order.defects) == [("claim", "C-1"), ("claim", "C-2")]
    assert order.defect in ("yes", "undetermined")
    assert village.case(*RETURN).claims == ("C-2",)


def test_the_dates_of_an_order_reach_its_return_its_claim_and_its_feedback():
    village = settled(ASKED, OPENED, feedback.received(1), conversations.received(1, order_id="302-1"), PLACED, ARRIVED)
    assert village.case(*RETURN).window == "in"
    assert village.case(*FEEDBACK).timeliness == "in_time"
    assert village.case(*CLAIM).delivered_at == ARRIVED.at
    assert names(village, THREAD) == []


def test_what_the_order_does_not_know_stays_undetermined():
    village = settled(ASKED, feedback.received(1), PLACED)
    assert (village.case(*RETURN).window, village.case(*FEEDBACK).timeliness) == ("undetermined", "undetermined")


def test_a_corrected_date_is_told_again_and_the_last_word_wins():
    late = corrected(50, ARRIVED, {"time": hour(-190 * DAY).isoformat()})
    village = settled(PLACED, ARRIVED, ASKED).take(late).settle(NOW)
    assert village.case(*RETURN).window == settled(PLACED, ARRIVED, late, ASKED).case(*RETURN).window


def test_nothing_is_told_twice():
    village = settled(ASKED, OPENED, DECIDED, PLACED, ARRIVED, feedback.received(1))
    told = len(village.told)
    village.settle(hour(91 * DAY)).settle(LATER)
    assert len(village.told) == told
    assert len({event.identity for event in village.told}) == told


@covers("C.8-12")
def test_a_second_refund_for_one_due_halts_every_case_of_the_order():
    paid = (*returns.BACK, returns.refund_requested(), returns.refunded(), PLACED)
    village = settled(*paid, conversations.received(1, order_id="302-1"), feedback.received(1))
    assert village.case(*ORDER).refunds_doubled_at is None
    village.take(claims.opened(95, return_case="R-1"), claims.refunded(97, refund="RF-9")).settle(NOW)
    assert village.case(*ORDER).refunds_doubled_at == hour(97)
    for key in (RETURN, CLAIM, FEEDBACK, THREAD, ORDER):
        assert village.case(*key).halted, key
        assert ("critical", "flag/halted") in [(a.severity, a.key) for a in village.desks[key].alerts], key


def test_one_refund_told_by_return_and_order_is_one():
    paid = (*returns.BACK, returns.refund_requested(), returns.refunded(), PLACED)
    village = settled(*paid, orders.refunded(95, refund="RF1", amount="25.00"))
    assert village.case(*ORDER).refunds_doubled_at is None


def test_what_a_claim_has_paid_is_one_sum_whoever_tells_of_it():
    village = settled(
        *returns.BACK,
        PLACED,
        claims.opened(91),
        claims.decided(94, outcome="granted_seller", amount="25.00", currency="EUR"),
        returns.refunded(95, issuer="a_to_z", refund=None),
    )
    assert village.case(*ORDER).refunds_doubled_at is None


@covers("S4-24")
def test_a_parcel_returned_to_sender_opens_its_return_which_a_dock_finds_by_its_tracking():
    village = settled(PLACED, SENT, orders.returned_to_sender(-50))
    (key,) = [key for key in village.desks if key[0] == "return"]
    case = village.case(*key)
    assert (case.state, case.order_id) == ("in_transit", "302-1")
    assert "tracking" in {ref.type for ref in case.refs}
    assert {deadline.name for deadline in case.deadlines} >= {"T-TRANSIT"}


@covers("C.8-9", "S2-07")
def test_a_return_that_may_be_reimbursed_opens_a_safe_t_case_whose_filing_comes_back():
    story = (
        returns.requested(0),
        returns.authorized(5),
        returns.shipped(30),
        returns.refunded(31, issuer="amazon_rfs", refund=None),
        returns.received(80),
        returns.inspected(90, grade="damaged_buyer", fault="buyer"),
    )
    village = settled(*story)
    claim = village.case("claim", "safet-R-1")
    assert (claim.state, claim.claim_kind, claim.return_case) == ("eligible", "safet", "R-1")
    village.take(claims.filed(100, case="safet-R-1"), AWARDED)
    case = village.settle(NOW).case(*RETURN)
    assert case.safet_id is not None
    assert [(paid.payer, paid.amount) for paid in reimbursements(case)] == [("marketplace", Decimal("20.00"))]
    assert {"T-SAFET", "T-SAFETWATCH"}.isdisjoint(deadline.name for deadline in case.deadlines)
    assert not case.escalated


def test_a_chance_that_is_gone_is_told():
    story = (
        returns.requested(0),
        returns.authorized(5),
        returns.refunded(31, issuer="amazon_rfs", refund=None),
        returns.received(80),
        returns.inspected(90, grade="damaged_buyer", fault="buyer", id="grading"),
    )
    village = settled(*story)
    graded = story[-1]
    units = [{"quantity": 2, "sku": "MUG", "grade": "new", "disposition": "restock_new"}]
    village.take(corrected(100, graded, {"units": units})).settle(NOW)
    assert village.case("claim", "safet-R-1").state == "closed"


STORY = (
    *returns.BACK,
    returns.refund_requested(),
    returns.refunded(),
    OPENED,
    claims.responded(8),
    claims.decided(30, outcome="denied"),
    PLACED,
    SENT,
    ARRIVED,
    feedback.received(40, rating=1),
    feedback.classified(50),
    conversations.received(1, order_id="302-1"),
    conversations.sent(3),
)


def test_a_refund_with_two_numbers_reaches_the_order_and_is_known_by_each():
    paid = (*returns.BACK, returns.refund_requested(), returns.refunded(external_ref="pi_1"), PLACED)
    village = settled(*paid, orders.refunded(95, refund=None, external_ref="pi_1", amount="25.00"))
    assert village.case(*ORDER).refunds_doubled_at is None
    assert str(village.case(*ORDER).money.refunded) == "25.00"


def test_a_request_that_is_told_after_its_refund_makes_no_second_one():
    village = settled(*returns.BACK, returns.refunded(refund=None), PLACED)
    village.take(returns.refund_requested()).settle(NOW)
    assert village.case(*ORDER).refunds_doubled_at is None


def test_what_two_parts_of_a_grant_have_paid_is_added_up():
    village = settled(
        PLACED,
        claims.opened(2),
        claims.refunded(5, amount="10.00", issuer="a_to_z", refund=None, external_ref="x1"),
        claims.refunded(6, amount="8.00", issuer="a_to_z", refund=None, external_ref="x2"),
    )
    assert str(village.case(*ORDER).money.refunded) == "18.00"


def test_a_second_doubling_halts_again_after_a_person_has_resumed():
    twice = [returns.refunded(93), returns.refunded(95, refund="RF2", id="second")]
    village = settled(*returns.BACK, returns.refund_requested(), *twice, PLACED)
    assert village.case(*ORDER).halted
    goes_on = said("resumed", 100, {"reason": "one was taken back"}, {"kind": "order", "case": "O-1"})
    assert not village.take(goes_on).settle(NOW).case(*ORDER).halted
    village.take(returns.refunded(120, refund="RF3", id="third")).settle(NOW)
    assert village.case(*ORDER).halted


def test_a_claim_that_was_closed_too_soon_and_then_granted_has_paid_the_buyer():
    village = settled(ASKED, OPENED, claims.closed(10)).take(DECIDED).settle(NOW)
    assert village.case(*RETURN).claim_granted
    assert not village.case(*RETURN).escalated


def test_a_decision_that_is_corrected_is_told_again():
    village = settled(ASKED, OPENED, DECIDED).take(corrected(50, DECIDED, {"outcome": "denied"})).settle(NOW)
    assert (village.case(*RETURN).claim_granted, village.case(*RETURN).escalated) == (False, False)


def test_a_return_that_a_claim_did_not_mean_is_let_go():
    village = settled(ASKED, OPENED)
    village.take(corrected(20, OPENED, {"return_case": "R-2"}), returns.requested(1, case="R-2", id="other"))
    village.settle(NOW)
    assert [village.case("return", name).escalated for name in ("R-1", "R-2")] == [False, True]


@covers("B-17")
def test_a_lost_chance_of_a_safe_t_claim_may_come_again():
    village = settled(*REIMBURSED[:7]).take(claims.opened(95)).settle(NOW)
    assert village.case("claim", "safet-R-1").state == "closed"
    village.take(claims.withdrawn(97)).settle(NOW)
    assert village.case("claim", "safet-R-1").state == "eligible"


def test_a_correction_of_something_else_leaves_the_last_word_of_a_feedback():
    left = feedback.received(1, rating=1)
    village = settled(PLACED, left, feedback.changed(30, old=1, new=5))
    village.take(corrected(60, left, {"language": "it"})).settle(NOW)
    assert village.case(*ORDER).defect == "no"


@covers("S3-24", "B-31")
@pytest.mark.parametrize(("stars", "counts"), [(1, "yes"), (2, "yes"), (3, "no"), (5, "no")])
def test_one_and_two_stars_count_against_the_order(stars, counts):
    assert settled(PLACED, feedback.received(1, rating=stars)).case(*ORDER).defect == counts


@covers("S0-02", "S0-05", "S0-21")
def test_a_return_is_four_moves_ask_the_buyer_authorize_check_refund():
    about = {"order_id": "302-1", "links": {"return_case": "R-1"}}
    village = settled(PLACED, ASKED, conversations.received(1, **about), conversations.reply_requested(2))
    assert {"authorized", "declined", "closed", "refund_requested"} <= set(KINDS["return"].table.allowed("requested"))
    assert {("order", "302-1"), ("return", "R-1")} <= {(link.rel, link.case) for link in village.case(*THREAD).links}
    moves = (
        (conversations.sent(3, key="K-1"), "requested"),
        (returns.authorized(5), "authorized"),
        (returns.shipped(30), "in_transit"),
        (returns.received(80), "received"),
        (returns.inspected(90), "inspected"),
        (returns.refund_requested(91), "refund_pending"),
        (returns.refunded(93), "refunded"),
    )
    for event, state in moves:
        assert village.take(event).settle(NOW).case(*RETURN).state == state
    assert village.case(*THREAD).state == "answered"


def test_a_delivery_that_turns_out_to_have_been_another_day_reaches_the_return():
    village = settled(PLACED, SENT, ARRIVED, ASKED)
    assert village.case(*RETURN).window == "in"
    village.take(corrected(20, ARRIVED, {"time": hour(-150).isoformat()})).settle(NOW)
    assert village.case(*RETURN).order_delivered_at == hour(-150)


def test_a_decision_that_two_workers_take_is_one():
    village = asked_by_itself()
    (asked,) = [event for event in village.told if event.name == "solicitation_requested"]
    later = msgspec.structs.replace(asked, time=asked.time + timedelta(seconds=1), content="another")
    village.take(later)
    assert village.case(*ORDER).unfit == ()


ASKING = """
overlays = "amazon.it"
[[rule]]
id = "auto_solicit"
value = "neutral"
unit = "choice"
source = "Company setting"
"""
TIME_TO_ASK = hour(70 + 4 * DAY)


def asked_by_itself(*events: Event, asking: bool = True) -> Village:
    """Four days after the delivery, in a company that lets feedback be asked for by itself."""
    pack = compile_pack(shipped_texts(), {"ours.toml": ASKING}) if asking else None
    return Village(pack).take(*orders.ARRIVED, *events).wake(TIME_TO_ASK).settle(TIME_TO_ASK)


@covers("S1-09")
def test_feedback_is_asked_for_once_if_the_company_wants_it():
    village = asked_by_itself()
    assert names(village, ORDER) == ["solicitation_requested"]
    village.settle(hour(70 + 5 * DAY))
    assert names(village, ORDER) == ["solicitation_requested"]
    assert names(asked_by_itself(asking=False), ORDER) == []


@covers("S1-09")
@pytest.mark.parametrize(
    "open_case",
    [
        [returns.requested(0)],
        [claims.opened(80)],
        [conversations.received(90, order_id="302-1")],
        [feedback.received(150)],
        [conversations.received(20, order_id="302-1"), conversations.sent(21, automatic=True)],
    ],
    ids=["return", "claim", "message", "feedback", "automatic answer"],
)
def test_it_is_never_asked_for_while_anything_stands_against_it(open_case):
    assert "solicitation_requested" not in names(asked_by_itself(*open_case), ORDER)


def test_it_is_asked_for_once_the_message_is_answered():
    village = asked_by_itself(conversations.received(90, order_id="302-1"))
    village.take(conversations.sent(110)).settle(hour(70 + 5 * DAY))
    assert names(village, ORDER) == ["solicitation_requested"]


def test_nobody_is_asked_on_a_case_that_is_halted():
    halted = said("halted", 100, {"reason": "look first"}, {"kind": "order", "case": "O-1"})
    assert "solicitation_requested" not in names(asked_by_itself(halted), ORDER)


REIMBURSED = (
    returns.requested(0),
    returns.authorized(5),
    returns.shipped(30),
    returns.refunded(31, issuer="amazon_rfs", refund=None),
    returns.delivered(70),
    returns.received(80),
    returns.inspected(90, grade="damaged_buyer", fault="buyer"),
    PLACED,
    ARRIVED,
    claims.filed(100, case="safet-R-1"),
    AWARDED,
)
APPEALED = (
    ASKED,
    PLACED,
    OPENED,
    DECIDED,
    claims.appealed(40),
    claims.decided(60, outcome="won", cost_reversed=True, odr_reversed=True),
    claims.odr_reported(70),
    feedback.received(40, rating=5),
    feedback.changed(90, old=5, new=1),
)


@pytest.mark.parametrize("story", [STORY, REIMBURSED, APPEALED], ids=["usual", "reimbursed", "appealed"])
@settings(max_examples=20, deadline=None)
@for_any(data=st.data())
def test_a_family_comes_out_the_same_in_any_order_whenever_it_talks(story, data):
    order = data.draw(st.permutations([*story, *data.draw(st.lists(st.sampled_from(story), max_size=3))]))
    village = Village()
    for event in order:
        village.take(event)
        if data.draw(st.booleans()):
            village.settle(NOW)
    village.settle(NOW)
    in_order = settled(*sorted(story, key=lambda event: event.at))
    assert village.standing(LATER) == in_order.standing(LATER)
