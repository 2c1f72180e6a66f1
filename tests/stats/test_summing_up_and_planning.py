"""The summary of a week and a plan of action, from events told to cases and written as the projector does."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from events.account_codes import Metric
from handlers.stats import health, letter, plan, summary
from handlers.stats.places import places
from handlers.stats.question import Question
from tests.lifecycle.claims import words as claims
from tests.lifecycle.feedback import words as feedback
from tests.lifecycle.orders import words as orders
from tests.lifecycle.returns import words as returns
from tests.lifecycle.village import Village
from tests.stats.given import books, written

SUNDAY = datetime(2026, 11, 8, 22, tzinfo=UTC)
MONDAY = datetime(2026, 11, 9, 12, tzinfo=UTC)
WICKED = '<script>alert("x")</script>'
DEFECTIVE = ({**returns.MUGS[0], "reason": "DEFECTIVE"},)


@pytest.fixture(scope="module")
def village() -> Village:
    """Of one week: mugs that were replaced and claimed for all the same, a poor feedback, and an article with signs."""
    bad = ({"line": "1", "sku": WICKED, "quantity": 1, "unit_paid": "9.00", "reason": "UNWANTED_ITEM"},)
    goods = ({"line": "1", "sku": "MUG", "quantity": 2, "unit_paid": "12.50"},)
    told = Village().take(
        orders.placed(0, lines=goods),
        orders.shipped(60),
        returns.requested(20, lines=DEFECTIVE),
        returns.closed(40, "replaced"),
        claims.opened(70, reason="not as described"),
        claims.decided(80, funded_by="seller"),
        feedback.received(90, 2),
        returns.requested(30, lines=bad, order_id="302-9", case="R-2"),
    )
    return told.settle(SUNDAY)


async def chapters(village, at=MONDAY):
    async with books(written(village)) as opened:
        return await summary.chapters(opened, Question(as_of=at), "week")


async def test_the_week_tells_problem_solution_and_whether_it_held(village):
    [chapter] = await chapters(village)
    assert (chapter.marketplace, chapter.period.first.isoformat()) == ("amazon.it", "2026-11-02")
    found = {(each.sku, each.problem): each for each in chapter.problems}
    back = found["MUG", "return: defective"]
    assert (dict(back.solutions), back.held, back.failed) == ({"opened again": 1}, 0, 1)
    claim = found["MUG", "a-to-z: not_as_described"]
    assert (dict(claim.solutions), claim.failed) == ({"granted_seller": 1}, 1)
    assert found["MUG", "feedback: not classified"].open == 1
    assert found[WICKED, "return: unwanted_item"].open == 1


async def test_a_week_that_is_not_over_is_not_told_yet(village):
    assert await chapters(village, SUNDAY) == []


class Page(HTMLParser):
    """The tags of a page, and what would lead off it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]


async def test_the_page_needs_nothing_else_and_runs_nothing(village):
    told = letter.to_html(await chapters(village), "week", MONDAY)
    page = Page()
    page.feed(told)
    assert ("script" in page.tags, page.links) == (False, [])
    assert "&lt;script&gt;alert" in told
    assert "Problems and solutions of the week" in told


async def test_the_text_tells_it_product_by_product(village):
    lines = letter.to_text(await chapters(village), "week", MONDAY).splitlines()
    assert lines[0] == "Problems and solutions of the week, as of 2026-11-09 12:00 UTC"
    assert lines[2:4] == ["amazon.it, 2026-11-02 to 2026-11-08", "  MUG"]
    assert "    return: defective: 1 case, 2 units; solutions: opened again 1; 1 did not hold" in lines
    assert "Nobody told of a problem." in letter.to_text([], "month", MONDAY)


async def drafted(village, metric, at=MONDAY):
    async with books(written(village)) as opened:
        question = Question(as_of=at)
        [place] = await places(opened, question)
        return await plan.plan(opened, question, place, metric)


async def test_what_was_told_of_an_order_makes_it_a_defect_once(village):
    async with books(written(village)) as opened:
        rows = (await health.report(opened, Question(as_of=MONDAY))).to_json()["rows"]
    told = {row["metric"]: (row["count"], row["of"]) for row in rows if row["ships"] == "MFN"}
    assert told["order_defect_rate"] == told["negative_feedback_rate"] == told["claim_rate"] == (1, 1)
    assert told["late_shipment_rate"] == (0, 1)


async def test_a_plan_about_defects_names_the_claims_and_feedback_behind_them(village):
    told = await drafted(village, Metric.ORDER_DEFECT_RATE)
    assert [each.case for each in told.cases] == [("claim", "C-1"), ("feedback", "F-1")]
    assert "MFN 100.00% (1 of 1)" in told.figure
    assert "not as described: 1 case." in told.root_cause
    assert "granted seller: 1 case." in told.corrective


async def test_a_plan_about_claims_leaves_feedback_out(village):
    told = await drafted(village, Metric.CLAIM_RATE)
    assert [each.case for each in told.cases] == [("claim", "C-1")]


async def test_a_plan_about_late_shipments_names_the_orders_and_the_handling_time():
    village = Village().take(orders.placed(0), orders.shipped(100)).settle(SUNDAY)
    told = await drafted(village, Metric.LATE_SHIPMENT_RATE)
    assert [each.case for each in told.cases] == [("order", "O-1")]
    assert told.preventive[0].startswith("Handling time: 1 orders: 4 working days usual, 2 promised, 4 needed")


async def test_a_plan_about_returns_names_requests_that_were_answered_late(village):
    told = await drafted(village, Metric.RETURN_DISSATISFACTION_RATE)
    assert [each.case for each in told.cases] == [("return", "R-2")]


async def test_a_plan_about_what_only_the_marketplace_measures_is_all_gaps(village):
    told = await drafted(village, Metric.VALID_TRACKING_RATE)
    assert (told.cases, told.gaps) == ((), 4)
    assert "no figure of our own is known" in told.figure
