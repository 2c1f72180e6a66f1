"""A draft of a plan of action: its three parts filled from the cases, and gaps where nobody here can know."""

from lifecycle.numbers.drafting import Counted, draft
from lifecycle.numbers.remedies import PREVENTION, prevention_of
from tests.lifecycle.language import hour


def counted(number: int, cause: str, done: str = "refunded_by_seller", **more) -> Counted:
    told = {"order": f"302-{number}", "skus": ("MUG",), "at": hour(24 * number), **more}
    return Counted(case=("claim", f"C-{number}"), cause=cause, done=done, **told)


TOLD = [counted(1, "not_received"), counted(2, "not_received", ""), counted(3, "")]


def test_it_tells_what_happened_from_the_cases():
    plan = draft("order_defect_rate", "amazon.it", "1.2 %", TOLD)
    assert plan.happened[:2] == ("3 cases of 3 orders, from 2026-11-03 to 2026-11-05.", "Articles: MUG (3).")
    assert plan.happened[2] == "2026-11-03, order 302-1 (claim C-1)."


def test_what_is_not_decided_yet_is_told_apart():
    plan = draft("order_defect_rate", "amazon.it", "1.2 %", [TOLD[0], counted(2, "service", sure=False)])
    assert plan.happened[2] == "Of these, 1 case may not count: nobody has decided yet."


def test_causes_come_by_their_number_and_one_that_nobody_knows_is_a_gap():
    plan = draft("order_defect_rate", "amazon.it", "1.2 %", TOLD)
    assert plan.root_cause[:2] == (
        "not received: 2 cases.",
        "1 case without a known cause: [TO FILL IN: why; see C-3].",
    )
    assert plan.preventive[0] == PREVENTION["not_received"]
    assert plan.corrective[:2] == (
        "refunded by seller: 2 cases.", "1 case not settled yet: [TO FILL IN: what is done about C-2].",
    )  # fmt: skip


def test_it_has_the_parts_that_a_plan_must_have_each_with_a_gap_for_what_only_people_know():
    plan = draft("order_defect_rate", "amazon.it", "1.2 %", TOLD)
    assert all(part and "[TO FILL IN: " in part[-1] for part in (plan.root_cause, plan.corrective, plan.preventive))
    assert plan.to_text().count("[TO FILL IN: ") == plan.gaps == 5


def test_without_cases_all_of_it_is_gaps():
    plan = draft("valid_tracking_rate", "amazon.it", "The marketplace says 0.9.", [])
    assert plan.gaps == 4
    assert "The marketplace says 0.9." in plan.to_text()


def test_of_many_cases_the_first_are_named_and_the_others_counted():
    plan = draft("order_defect_rate", "amazon.it", "", [counted(number, "service") for number in range(1, 25)])
    assert plan.happened[-1] == "And 4 more."


def test_a_reason_of_returns_is_mended_where_it_arose():
    assert prevention_of("apparel_too_small") == "Fix the listing: a table of sizes."
    assert prevention_of("no such cause") is None
