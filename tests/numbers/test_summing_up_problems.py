"""What the problems were and how they were solved, summed up by week and by month of the marketplace."""

from datetime import date

from lifecycle.numbers.problems import Problem, problems, summed_up
from lifecycle.policy.compile import shipped_pack
from tests.covers import covers
from tests.lifecycle.language import DAY, given
from tests.lifecycle.returns.words import MUGS, authorized, closed, received, requested

ITALY = shipped_pack().market("amazon.it")


def came(at, reason, *after, quantity=1):
    line = {**MUGS[0], "quantity": quantity} | ({"reason": reason} if reason else {})
    return given(requested(at, lines=(line,)), *after).desk.case


@covers("S4-01")
def test_a_problem_has_its_units_and_what_became_of_them():
    told = [
        came(0, "DEFECTIVE", closed(5, "replaced"), quantity=2),
        came(1, "DEFECTIVE", closed(6, "refunded_full")),
        came(2, "DEFECTIVE", authorized(7)),
        came(3, "UNWANTED_ITEM", closed(8, "refunded_full")),
        came(4, None),
    ]
    assert problems(told) == (
        Problem("defective", 4, {"open": 1, "refunded_full": 1, "replaced": 2}),
        Problem("", 1, {"open": 1}),
        Problem("unwanted_item", 1, {"refunded_full": 1}),
    )


@covers("S4-01")
def test_weeks_begin_on_monday_and_months_on_the_first_where_the_marketplace_is():
    sunday_night = requested(lines=({**MUGS[0], "reason": "DEFECTIVE"},), time="2026-11-01T23:30:00+00:00")
    told = [given(sunday_night).desk.case, came(6 * DAY, "DEFECTIVE"), came(29 * DAY, "DEFECTIVE")]
    weeks, months = summed_up(told, ITALY, "week"), summed_up(told, ITALY, "month")
    assert [(day, found[0].units) for day, found in weeks.items()] == [(date(2026, 11, 2), 3), (date(2026, 11, 30), 1)]
    assert [(day, found[0].units) for day, found in months.items()] == [(date(2026, 11, 1), 3), (date(2026, 12, 1), 1)]


def test_what_nobody_asked_for_is_in_no_week():
    assert summed_up([given(received(80)).desk.case], ITALY, "week") == {}
