"""Cases that a person opens by hand, with what a pasted notice says laid into the form."""

from pathlib import Path

import pytest

from handlers.api.context import Context
from tests.console.desk.conftest import Open
from tests.edge.house import case_of, log_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOTICES = Path(__file__).parents[2] / "importing" / "notices"


async def test_a_pasted_notice_fills_in_order_term_and_amount_and_the_claim_is_opened(context: Context, at_desk: Open):
    anna, notice = at_desk("anna"), (NOTICES / "it-a-to-z.txt").read_text(encoding="utf-8")
    page = await anna.send("/open/notice", {"notice": notice})
    fields = {
        "order_id": "302-1234567-7654321",
        "marketplace": "amazon.it",
        "amount": "1249.90",
        "currency": "EUR",
        "respond_by": "2026-11-26T18:00:00+01:00",
        "claim_id": "AZ-IT-7731902",
    }
    assert {name: page.values(name)[0] for name in fields} == fields
    await anna.send("/open/claim", {**fields, "claim_kind": "a_to_z", "reason": "not_received"})
    case = await case_of(context.nc, "AZ-IT-7731902", "claim")
    assert (case.state, str(case.amount), case.order_id) == ("action_required", "1249.90", "302-1234567-7654321")
    again = await anna.send("/open/claim", {**fields, "claim_kind": "a_to_z"})
    assert again.answer.status_code == 409
    assert "/cases/claim/AZ-IT-7731902" in again.html


async def test_what_a_notice_leaves_open_is_said_and_left_empty(context: Context, at_desk: Open):
    notice = (NOTICES / "it-unclear.txt").read_text(encoding="utf-8")
    page = await at_desk("anna").send("/open/notice", {"notice": notice})
    assert page.values("order_id") == [""]
    assert page.values("amount") == [""]
    assert "the notice names several orders: 302-1111111-1111111, 302-2222222-2222222" in page.words
    page = await at_desk("anna").send("/open/notice", {"notice": "Buon compleanno!"})
    assert "What it is about was not recognised" in page.words


async def test_an_answer_that_is_wrong_is_told_beside_its_field_and_nothing_is_sent(context: Context, at_desk: Open):
    page = await at_desk("anna").send(
        "/open/claim",
        {"claim_kind": "a_to_z", "marketplace": "amazon.it", "amount": "12,5x", "currency": "euro", "happened": "soon"},
    )
    assert page.answer.status_code == 422
    assert page.wrong("order_id") == "is missing"
    assert page.wrong("amount") == "is no amount; write it like 12.50"
    assert page.wrong("currency") == 'must be a currency code such as "EUR"'
    assert page.wrong("happened") == "must be a day, or a day and a time"


async def test_a_message_begins_the_thread_of_its_order_at_the_moment_it_was_written(context: Context, at_desk: Open):
    told = {"from": "buyer", "marketplace": "amazon.it", "order_id": "302-0000012-1234567", "text": "Buongiorno"}
    page = await at_desk("anna").send("/open/message", {**told, "happened": "2026-11-20 18:00"})
    case = await case_of(context.nc, "302-0000012-1234567", "conversation")
    assert case.messages[0].at.isoformat() == "2026-11-20T18:00:00+00:00"
    assert page.answer.headers["location"] == "/cases/conversation/302-0000012-1234567"


async def test_a_feedback_of_which_only_the_day_is_known_is_told_by_its_day(context: Context, at_desk: Open):
    told = {"order_id": "302-0000013-1234567", "marketplace": "amazon.it", "rating": "1", "comment": "Rotta"}
    await at_desk("anna").send("/open/feedback", {**told, "happened": "2026-11-20"})
    body = (await log_of(context.nc, "302-0000013-1234567", "feedback"))[0].body
    assert (body["precision"], body["data"]["rating"]) == ("date", 1)


async def test_an_order_is_placed_with_its_lines_and_an_unread_line_is_named(context: Context, at_desk: Open):
    anna, told = at_desk("anna"), {"order_id": "302-14", "marketplace": "amazon.it", "currency": "EUR"}
    assert "at least one line is needed" in (await anna.send("/open/order", told)).words
    lines = {"lines.0.sku": "MUG", "lines.0.quantity": "2", "lines.0.unit_paid": "12,50", "lines.1.sku": "LAMP"}
    page = await anna.send("/open/order", {**told, **lines})
    assert page.wrong("lines-1-quantity") == "is missing"
    await anna.send("/open/order", {**told, **lines, "lines.1.quantity": "1", "lines.1.unit_paid": "1.299,00"})
    case = await case_of(context.nc, "302-14", "order")
    assert [(line.line, line.sku, line.ordered, str(line.unit_paid)) for line in case.lines] == [
        ("1", "MUG", 2, "12.50"),
        ("2", "LAMP", 1, "1299.00"),
    ]


async def test_a_claim_of_ours_is_told_as_filed(context: Context, at_desk: Open):
    notice = (NOTICES / "en-safet.txt").read_text(encoding="utf-8")
    page = await at_desk("anna").send("/open/notice", {"notice": notice})
    names = ("safet_id", "order_id", "marketplace", "amount", "currency")
    await at_desk("anna").send("/open/safet", {name: page.values(name)[0] for name in names})
    assert (await case_of(context.nc, "16121-04512-8812093", "claim")).state == "filed"


async def test_a_form_from_elsewhere_is_refused(at_desk: Open):
    page = await at_desk("anna").send("/open/order", [("token", "stolen"), ("order_id", "302-15")])
    assert page.answer.status_code == 403
