"""Problems of a week or month, the solutions chosen, and whether they held."""

from datetime import UTC, date, datetime

import pytest

from lifecycle.numbers.solutions import Trouble, last_period, of_claim, of_feedback, of_return, solved
from lifecycle.policy.compile import shipped_pack
from tests.lifecycle.claims.words import decided
from tests.lifecycle.claims.words import opened as claim_opened
from tests.lifecycle.feedback.words import classified, received, resolved
from tests.lifecycle.language import given, hour
from tests.lifecycle.returns.words import MUGS, closed, reopened, requested

PACK = shipped_pack()


def case(*story):
    return given(*story).desk.case


def trouble(case_id: str, at: float, solution: str = "replaced", sku: str = "MUG", **more) -> Trouble:
    told = {"order": "302-1", "problem": "return: defective", "units": 1, "reopened": False, **more}
    return Trouble(case=("return", case_id), sku=sku, begun=hour(at), solution=solution, **told)


@pytest.mark.parametrize(
    ("span", "market", "first", "last"),
    [
        ("week", "amazon.it", date(2026, 10, 19), date(2026, 10, 25)),
        ("month", "amazon.it", date(2026, 9, 1), date(2026, 9, 30)),
        ("week", "amazon.com", date(2026, 10, 12), date(2026, 10, 18)),
    ],
)
def test_the_last_week_or_month_that_is_over_by_the_days_of_the_marketplace(span, market, first, last):
    period = last_period(span, datetime(2026, 10, 26, 0, 30, tzinfo=UTC), PACK.market(market))
    assert (period.first, period.last) == (first, last)


def test_a_week_in_which_clocks_change_has_an_hour_more():
    period = last_period("week", datetime(2026, 10, 28, tzinfo=UTC), PACK.market("amazon.it"))
    assert (period.until - period.since).total_seconds() == (7 * 24 + 1) * 3600


def test_a_solution_held_if_nothing_came_after_it():
    [told] = solved([trouble("R-1", 0)], [trouble("R-1", 0)])
    assert (told.cases, dict(told.solutions), told.held, told.failed, told.open) == (1, {"replaced": 1}, 1, 0, 0)


def test_it_did_not_hold_where_the_buyer_came_again_about_the_same_goods():
    first, second = trouble("R-1", 0), trouble("R-2", 30, "refunded_full")
    [told] = solved([first, second], [first, second])
    assert (told.held, told.failed, dict(told.solutions)) == (1, 1, {"refunded_full": 1, "replaced": 1})


@pytest.mark.parametrize(("sku", "failed"), [("POT", 0), ("several", 1), ("unknown", 1), ("MUG", 1)])
def test_other_goods_of_the_order_are_another_matter(sku, failed):
    first = trouble("R-1", 0)
    [told] = solved([first], [first, trouble("C-1", 30, sku=sku)])
    assert told.failed == failed


def test_opened_again_is_not_held_open_is_not_solved_and_without_an_order_nobody_knows():
    told = [trouble("R-1", 0, reopened=True), trouble("R-2", 1, "", order="O-2"), trouble("R-3", 2, order=None)]
    [found] = solved(told, told)
    assert (found.failed, found.open, found.unsure, found.held, found.cases) == (1, 1, 1, 0, 3)


def test_problems_are_read_off_returns_claims_and_poor_feedback():
    line = {**MUGS[0], "reason": "DEFECTIVE", "quantity": 2}
    [back] = of_return(case(requested(lines=(line,)), closed(5, "replaced"), reopened(6)))
    assert (back.sku, back.problem, back.units, back.reopened) == ("MUG", "return: defective", 2, True)
    ordered = {"302-1": frozenset({"MUG"})}
    [claim] = of_claim(case(claim_opened(reason="INR"), decided(outcome="denied")), ordered)
    assert (claim.sku, claim.problem, claim.solution) == ("MUG", "a-to-z: not_received", "denied")
    [rated] = of_feedback(case(received(0, 2), classified(2, cause="delay"), resolved(30)), {})
    assert (rated.sku, rated.problem, rated.solution) == ("unknown", "feedback: delivery", "replacement")
    assert list(of_feedback(case(received(0, 5)), ordered)) == []
