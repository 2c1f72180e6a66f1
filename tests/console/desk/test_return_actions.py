"""What Seller Central offers for a return, by form: for one, for many, with each refusal where it belongs."""

import asyncio

import pytest

from handlers.api.context import Context
from tests.console.desk.conftest import Browser, Open, Page, revision
from tests.edge.house import ago, case_of, event, log_of, recorded, requested, tell

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asked_for(context: Context, *cases: str) -> None:
    """Each of these returns is asked for: two mugs of 12.50 EUR."""
    await tell(context.nc, *(requested(case_id, ago(hours=2)) for case_id in cases))
    await asyncio.gather(*(recorded(context.nc, case_id, "requested") for case_id in cases))


async def do(desk: Browser, name: str, case_id: str, **fields: object) -> Page:
    """Decide on what the case is now."""
    told = {field.replace("__", "."): value for field, value in fields.items()}
    seen = told.pop("revision", None) or await revision(desk.context, case_id)
    return await desk.send(f"/cases/return/{case_id}/do/{name}", {"revision": seen, **told})


async def do_to_all(desk: Browser, name: str, cases: list[str], **fields: object) -> Page:
    """Decide on all of them with one form."""
    tokens = [("case", f"return/{case_id}/{await revision(desk.context, case_id)}") for case_id in cases]
    told = [(field.replace("__", "."), value) for field, value in fields.items()]
    return await desk.send("/cases/chosen/do", [("deed", name), *tokens, *told])


async def last_said(context: Context, case_id: str) -> dict[str, object]:
    data: dict[str, object] = (await log_of(context.nc, case_id))[-1].body["data"]
    return data


async def test_a_return_offers_what_seller_central_offers(context: Context, at_desk: Open):
    await asked_for(context, "A-1")
    page = await at_desk("lea").open("/cases/return/A-1")
    for title in ("Authorize", "Ask for a refund", "Close", "Refuse", "Write to the buyer"):
        assert title in page.words
    assert page.values("amount") == ["25.00"]
    assert 'value="Via Po 14, Torino"' in page.html


async def test_an_authorization_names_number_address_and_label(context: Context, at_desk: Open):
    await asked_for(context, "A-2")
    label = {"label__type": "custom", "label__payer": "seller", "label__cost": "4,90", "label__carrier": "BRT"}
    where = {"rma_of": "own", "rma": "{order}-X", "address__saved": "Via Po 14, Torino", "ship_by": "2027-01-15"}
    await do(at_desk("anna"), "authorize", "A-2", **where, **label)
    assert await last_said(context, "A-2") == {
        "by": "operator",
        "merchant_rma": "O-A-2-X",
        "address": (await last_said(context, "A-2"))["address"],
        "label": {"type": "custom", "payer": "seller", "cost": "4.90", "carrier": "BRT"},
        "ship_by": "2027-01-15",
    }
    assert (await case_of(context.nc, "A-2")).state == "authorized"


async def test_an_authorization_that_contradicts_itself_says_so_beside_the_field(context: Context, at_desk: Open):
    await asked_for(context, "A-3")
    anna = at_desk("anna")
    page = await do(anna, "authorize", "A-3", rma_of="own")
    assert page.wrong("authorize-rma") == "a number of ours has to be given"
    both = {"address": "elsewhere", "address__saved": "Via Po 14, Torino"}
    assert "leave one of them out" in (await do(anna, "authorize", "A-3", **both)).wrong("authorize-address")
    assert "may be 1234 or 1.234" in (await do(anna, "authorize", "A-3", label__cost="1.234")).wrong(
        "authorize-label-cost"
    )
    assert (await case_of(context.nc, "A-3")).state == "requested"


async def test_ten_returns_are_authorized_with_one_form_each_under_a_number_of_its_own(context: Context, at_desk: Open):
    cases = [f"A-10{number}" for number in range(10)]
    await asked_for(context, *cases)
    anna = at_desk("anna")
    page = await do_to_all(anna, "authorize", cases, rma_of="own", rma="SAME")
    assert "every return needs a number of its own" in page.words
    page = await do_to_all(anna, "authorize", cases, rma_of="own", rma="RMA-{id}", label__type="prepaid")
    assert "10 of 10 cases are done" in page.words
    assert [(await last_said(context, case_id))["merchant_rma"] for case_id in cases] == [
        f"RMA-{case_id}" for case_id in cases
    ]


async def test_a_refund_stays_within_what_was_paid(context: Context, at_desk: Open):
    await asked_for(context, "A-4")
    anna = at_desk("anna")
    page = await do(anna, "refund", "A-4", kind="partial", amount="25.01")
    assert page.wrong("refund-amount") == "is more than what is left of the price: €25.00"
    await do(anna, "refund", "A-4", kind="keep_item", amount="25,00", reason="CustomerReturn")
    assert await last_said(context, "A-4") == {
        "refund_id": "A-4-1",
        "amount": "25.00",
        "currency": "EUR",
        "kind": "keep_item",
        "reason": "CustomerReturn",
    }


async def test_a_return_of_which_nothing_is_left_does_not_stop_the_others(context: Context, at_desk: Open):
    await asked_for(context, "A-5", "A-6")
    paid = {"amount": "25.00", "currency": "EUR", "issuer": "seller", "external_ref": "p-1"}
    await tell(context.nc, event("refunded", "A-5", ago(hours=1), paid))
    await recorded(context.nc, "A-5", "refunded")
    page = await do_to_all(at_desk("anna"), "refund", ["A-5", "A-6"], kind="full")
    assert "1 of 2 cases are done" in page.words
    assert (await case_of(context.nc, "A-6")).state == "refund_pending"


async def test_a_return_is_closed_with_reason_and_note(context: Context, at_desk: Open):
    await asked_for(context, "A-7")
    lea = at_desk("lea")
    page = await do(lea, "close", "A-7", reason="resolved_by_advice")
    assert page.wrong("close-note") == "is missing"
    await do(lea, "close", "A-7", reason="resolved_by_advice", note="Buongiorno, restiamo a disposizione.")
    case = await case_of(context.nc, "A-7")
    assert (case.state, case.close_reason) == ("closed", "resolved_by_advice")


async def test_a_note_that_ties_money_to_a_rating_is_not_sent_unless_somebody_says_why(context: Context, at_desk: Open):
    await asked_for(context, "A-8")
    lea, note = at_desk("lea"), "We will refund you if you remove your negative feedback."
    page = await do(lea, "close", "A-8", reason="resolved_by_advice", note=note)
    assert "the wording guard objects" in page.words
    assert page.text("note") == note
    await do(lea, "close", "A-8", reason="resolved_by_advice", note=note, despite="quoted from his own letter")
    told = (await log_of(context.nc, "A-8"))[-1].body
    assert (told["type"], told["despite"]) == ("return.closed.v1", "quoted from his own letter")


async def test_of_two_people_at_one_return_the_second_is_told_what_the_first_did(context: Context, at_desk: Open):
    await asked_for(context, "A-9")
    seen = await revision(context, "A-9")
    await do(at_desk("anna"), "authorize", "A-9", rma="DFIRST", revision=seen)
    page = await do(at_desk("ben"), "refuse", "A-9", reason="too late", note="Too late.", revision=seen)
    assert page.answer.status_code == 409
    assert "the case has moved since you looked" in page.words
    assert "person:anna" in page.words
    assert (await case_of(context.nc, "A-9")).state == "authorized"


async def test_a_clerk_is_not_offered_what_is_not_his(context: Context, at_desk: Open):
    await asked_for(context, "A-11")
    assert "Ask for a refund" not in (await at_desk("carl").open("/cases/return/A-11")).words
    page = await do(at_desk("carl"), "refund", "A-11", kind="full")
    assert (page.answer.status_code, (await case_of(context.nc, "A-11")).state) == (403, "requested")
