"""Amazon's report of returns as events: which column means which event, and that nothing is told twice (F.1)."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from handlers.importing.returned_items import RmaId, shares
from lifecycle.claims.case import Claim
from lifecycle.kinds import KINDS
from tests.covers import covers
from tests.importing.press import RETURN, Press, event, file, named, only, problems, returns, row

DONE = row(
    Return_request_status="Completed", Tracking_ID="1Z9", Return_carrier="UPS", Return_delivery_date="15-Nov-2026",
    Refunded_Amount="12.50", Resolution="StandardRefund",
)  # fmt: skip
"""The same return a while later: sent back and paid."""
KEY = "return DdAb1RRMA"
SAMPLES = Path(__file__).parent / "samples"


@covers("S2-02")
def test_a_row_becomes_the_request_with_all_that_it_says():
    (told,) = Press().tells(file(RETURN))
    assert named(told) == f"{KEY}: requested"
    assert (told["source"], told["time"], told["precision"]) == (
        "/amazon/returns/amazon.it", "2026-11-10T00:00:00+01:00", "date",
    )  # fmt: skip
    assert told["data"] == {
        "order_id": "302-0000000-0000001",
        "marketplace": "amazon.it",
        "currency": "EUR",
        "order_date": "2026-11-01",
        "in_policy": True,
        "is_prime": False,
        "resolution": "refund",
        "order_qty": 2,
        "order_amount": "25.00",
        "lines": [
            {
                "line": "100000000000001",
                "sku": "MUG-BLUE",
                "asin": "B000000001",
                "order_item_id": "100000000000001",
                "quantity": 1,
                "unit_paid": "12.50",
                "reason": "CR-DEFECTIVE",
            }
        ],
    }


def test_a_whole_story_in_one_report_is_told_in_the_events_it_consists_of():
    press = Press()
    assert press.prints(file(DONE)) == [
        f"{KEY}: {name}" for name in ("requested", "authorized", "delivered", "refunded", "status_reported")
    ]
    case = press.desk("return", "DdAb1RRMA").case
    assert (case.state, case.rma, case.unfit) == ("refunded", "DdAb1RRMA", ())
    assert (case.money.paid, case.money.refunded) == (Decimal("12.50"), Decimal("12.50"))


@pytest.mark.parametrize("told", [RETURN, DONE, {**DONE, "A-to-Z Claim": "Y", "SafeT claim id": "1-2-3"}])
def test_the_same_file_twice_tells_nothing_new(told):
    press = Press()
    assert press.tells(file(told))
    assert press.tells(file(told)) == []
    assert press.tells(file(told, encoding="utf-16", ends="\r\n")) == []


CHANGED = {
    "Return request status": [
        ("Approved", ["authorized"]),
        ("Rejected", ["declined"]),
        ("Cancelled", ["withdrawn"]),
        ("Completed", ["status_reported"]),
        ("Under investigation", ["status_reported"]),
    ],
    "Return request date": [("11-Nov-2026", ["corrected"])],
    "Order date": [("02-Nov-2026", ["corrected"])],
    "Tracking ID": [("1Z9", ["authorized"])],
    "A-to-Z Claim": [("Y", ["opened"])],
    "Is prime": [("Y", ["corrected"])],
    "In policy": [("N", ["corrected"])],
    "ASIN": [("B000000009", ["corrected"])],
    "Return quantity": [("2", ["corrected"])],
    "Return Reason": [("AMZ-PG-BAD-DESC", ["corrected"])],
    "Resolution": [("Replacement", ["corrected"]), ("RefundAtFirstScan", [])],
    "Return delivery date": [("15-Nov-2026", ["delivered"])],
    "Order Amount": [("26,00", ["corrected"])],
    "Refunded Amount": [("5,00", ["refunded"])],
    "SafeT claim id": [("11-22-33", ["filed"])],
    "Item Name": [("Another name of the mug", [])],
    "Invoice number": [("INV-1", [])],
    "Return type": [("A-to-z Guarantee", [])],
}


@covers("C.8-16", "C.8-17")
@pytest.mark.parametrize(
    ("column", "cell", "news"), [(name, *case) for name, cases in CHANGED.items() for case in cases]
)
def test_a_changed_cell_is_exactly_the_events_that_it_means(column, cell, news):
    press = Press()
    press.tells(file(RETURN))
    told = press.tells(file({**RETURN, column: cell}))
    assert [body["type"].split(".")[1] for body in told] == news
    assert press.tells(file({**RETURN, column: cell})) == []


LATER = {
    "Return request status": [("Approved", ["status_reported"]), ("Cancelled", ["status_reported"])],
    "Return delivery date": [("16-Nov-2026", ["corrected"])],
    "Refunded Amount": [("13,00", ["refunded"]), ("10,00", ["status_reported"]), ("", [])],
    "Tracking ID": [("1Z10", ["authorized", "corrected"])],
    "Return carrier": [("GLS", ["corrected", "corrected"])],
    "Label cost": [("5,90", ["corrected"])],
    "Label to be paid by": [("Seller", ["corrected"])],
    "Label type": [("AmazonPrePaidLabel", ["corrected"])],
    "Merchant RMA ID": [("M-1", ["authorized"])],
}


@covers("C.8-16", "C.8-17")
@pytest.mark.parametrize(("column", "cell", "news"), [(name, *case) for name, cases in LATER.items() for case in cases])
def test_a_cell_that_changes_later_is_exactly_the_events_that_it_means(column, cell, news):
    press = Press()
    press.tells(file(DONE))
    assert [body["type"].split(".")[1] for body in press.tells(file({**DONE, column: cell}))] == news
    assert press.tells(file({**DONE, column: cell})) == []


@pytest.mark.parametrize("column", sorted({*CHANGED, *LATER}))
def test_a_cell_that_changes_to_and_fro_is_told_every_time_and_never_twice(column):
    press, other = Press(), {**DONE, column: (LATER.get(column) or CHANGED[column])[0][0]}
    ids = []
    for told in (DONE, other, DONE, other, DONE):
        ids += [body["id"] for body in press.tells(file(told))]
        assert press.tells(file(told)) == []
    assert len(set(ids)) == len(ids)


@covers("C.8-17")
def test_a_corrected_delivery_date_moves_the_refund_clock():
    press = Press()
    press.tells(file(row(DONE, Refunded_Amount="", Return_request_status="Approved")))
    (before,) = [d.due_at for d in press.desk("return", "DdAb1RRMA").case.deadlines if d.name == "T-REFUND"]
    (told,) = press.tells(
        file(row(DONE, Refunded_Amount="", Return_request_status="Approved", Return_delivery_date="17-Nov-2026"))
    )
    assert told["data"]["corrects"]["id"].startswith("DdAb1RRMA/delivered")
    assert told["data"]["data"] == {"time": "2026-11-17T00:00:00+01:00"}
    desk = press.desk("return", "DdAb1RRMA")
    (after,) = [d.due_at for d in desk.case.deadlines if d.name == "T-REFUND"]
    assert (after - before).days >= 2
    assert desk.case.unfit == ()


@covers("C.8-16")
def test_completed_closes_nothing_and_shows_that_the_ledger_says_otherwise():
    press = Press()
    press.tells(file(row(Return_request_status="Completed")))
    case = press.desk("return", "DdAb1RRMA").case
    assert (case.state, "discrepancy" in case.flags) == ("requested", True)


@covers("C.8-3")
def test_a_request_that_the_report_tells_late_finds_the_parcel_that_came_before_it():
    press = Press()
    scan = {
        "specversion": "1.0", "id": "s-1", "source": "/stations", "type": "return.received.v1",
        "time": "2026-11-14T09:00:00+01:00", "subject": "DdAb1RRMA",
        "data": {"scan_id": "s-1", "station": "dock-1", "units": [{"quantity": 1, "sku": "MUG-BLUE"}]},
    }  # fmt: skip
    press.learns(scan)
    press.tells(file(RETURN))
    desk = press.desk("return", "DdAb1RRMA")
    assert (desk.case.state, desk.case.lines[0].received) == ("received", 1)


ROWS = [
    row(Amazon_RMA_ID="A", Order_ID="302-1", Order_Item_ID="1", Refunded_Amount="12,50", Tracking_ID="T1"),
    row(
        Amazon_RMA_ID="A", Order_ID="302-1", Order_Item_ID="2", Merchant_SKU="PLATE", Return_delivery_date="15-Nov-2026"
    ),
    row(Amazon_RMA_ID="B", Order_ID="302-1", Order_Item_ID="3", Merchant_SKU="LAMP", Return_request_status="Rejected"),
    row(Amazon_RMA_ID="", Order_ID="302-4", Order_Item_ID="4", Return_request_status="Cancelled"),
    row(Amazon_RMA_ID="A", Order_ID="302-1", Order_Item_ID="1", Refunded_Amount="12,50", Tracking_ID="T1"),
]
IN_ORDER = Press().tells(file(*ROWS))


@given(st.permutations(ROWS))
@settings(max_examples=15, deadline=None)
def test_rows_in_any_order_give_the_same_events(rows):
    assert Press().tells(file(*rows)) == IN_ORDER


@given(st.integers(0, len(IN_ORDER)), st.permutations(range(len(IN_ORDER))))
@settings(max_examples=15, deadline=None)
def test_an_import_that_was_cut_off_is_completed_by_the_next_one(sent, order):
    press = Press()
    for place in order[:sent]:
        press.learns(IN_ORDER[place])
    press.tells(file(*ROWS))
    assert sorted(map(named, press.bodies)) == sorted(map(named, IN_ORDER))
    assert press.tells(file(*ROWS)) == []


@covers("C.8-18")
def test_the_rows_of_one_number_are_one_return_with_several_lines_and_two_numbers_of_an_order_are_two():
    told = {named(body): body for body in IN_ORDER}
    assert [line["sku"] for line in told["return A: requested"]["data"]["lines"]] == ["MUG-BLUE", "PLATE"]
    assert [line["sku"] for line in told["return B: requested"]["data"]["lines"]] == ["LAMP"]
    assert told["return A: requested"]["data"]["order_id"] == told["return B: requested"]["data"]["order_id"]


def test_a_return_without_a_number_goes_by_its_order_and_item():
    (key,) = {told.key[1] for told in Press().read(file(row(Amazon_RMA_ID=" "))).told}
    assert key.startswith("302-0000000-0000001-")
    assert [told.key[1] for told in Press().read(file(row(Amazon_RMA_ID="", Merchant_RMA_ID="M-7"))).told] == ["M-7"]
    assert RmaId.of("RMA 7/è", "", "").case_id.startswith("RMA-7-")
    assert len(RmaId.of("x" * 90, "", "").case_id) <= 64


def test_a_row_that_stands_there_twice_is_read_once_and_more_than_was_ordered_is_capped():
    reading = Press().read(file(RETURN, RETURN, row(Amazon_RMA_ID="B", Return_quantity="3")))
    assert reading.notes == [
        "1 rows stand there twice and are read once",
        "more is sent back than was ordered, read as what was ordered, in rows: 4",
    ]
    lines = [told.rma.items[0].returned for told in reading.told]
    assert sorted(lines) == [1, 2]


def test_rows_about_one_item_that_contradict_each_other_are_refused():
    other = (
        row(Return_Reason="CR-SWITCHEROO"),
        row(Amazon_RMA_ID="A"),
        row(Amazon_RMA_ID="A", Order_ID="302-9", Order_Item_ID="5"),
    )
    reading = Press().read(file(RETURN, *other))
    assert problems(reading.problems) == [
        'row 3, column "Return Reason": it says "CR-SWITCHEROO", row 2 about the same item of the same return '
        '"CR-DEFECTIVE"',
        'row 5, column "Order ID": return A is of order 302-0000000-0000001 in EUR in row 4, here of 302-9 in EUR',
    ]
    assert reading.told == []


def test_rows_about_one_item_that_complete_each_other_are_united():
    press = Press()
    press.tells(file(row(Tracking_ID="1Z9", Return_carrier=""), row(Tracking_ID="", Return_carrier="UPS")))
    assert only(press.bodies, "authorized")["data"]["label"]["carrier"] == "UPS"


@given(st.integers(1, 100_000), st.integers(1, 9), st.data())
@settings(max_examples=25, deadline=None)
def test_the_price_of_what_comes_back_is_laid_on_its_units_to_the_cent(cents, ordered, data):
    returned = data.draw(st.integers(1, ordered))
    amount = Decimal(cents) / 100
    laid = shares(amount, ordered, returned, "EUR")
    assert sum(units for units, _ in laid) == returned
    assert abs(sum(units * price for units, price in laid) - amount * returned / ordered) <= Decimal("0.005")
    assert all(price.as_tuple().exponent == -2 for _, price in laid)


def test_a_price_that_does_not_divide_makes_two_lines_that_add_up():
    press = Press()
    (told,) = press.tells(file(row(Order_Amount="10,00", Order_quantity="3", Return_quantity="3", Order_Item_ID="9")))
    assert [(line["line"], line["quantity"], line["unit_paid"]) for line in told["data"]["lines"]] == [
        ("9", 2, "3.33"), ("9#2", 1, "3.34"),
    ]  # fmt: skip
    assert press.desk("return", "DdAb1RRMA").case.money.paid == Decimal("10.00")
    assert shares(Decimal(1000), 3, 2, "JPY") == [(1, Decimal(333)), (1, Decimal(334))]


def test_a_line_keeps_its_name_when_the_report_begins_to_tell_the_order_item():
    press = Press()
    press.tells(file(row(Order_Item_ID="")))
    (told,) = press.tells(file(RETURN))
    (line,) = told["data"]["data"]["lines"]
    assert (line["line"], line["order_item_id"]) == ("MUG-BLUE", "100000000000001")


def test_two_items_of_one_sku_are_two_lines_even_if_they_were_one_before():
    press = Press()
    press.tells(file(row(Order_Item_ID="")))
    press.tells(file(row(Order_Item_ID="1"), row(Order_Item_ID="2")))
    lines = press.desk("return", "DdAb1RRMA").case.lines
    assert [(line.line, line.sku) for line in lines] == [("2", "MUG-BLUE"), ("MUG-BLUE", "MUG-BLUE")]


def test_an_item_that_the_report_shows_no_more_stays_in_the_return():
    press = Press()
    press.tells(file(*ROWS[:2]))
    assert press.tells(file(row(ROWS[0]))) == []


@pytest.mark.parametrize(
    ("cells", "issuer"),
    [
        ({"Resolution": "StandardRefund"}, "seller"),
        ({"Resolution": "RefundAtFirstScan"}, "amazon_rfs"),
        ({"Resolution": "ReturnlessRefund"}, "returnless_rule"),
        ({"Resolution": "Something new"}, "other"),
        ({"Resolution": "StandardRefund", "A-to-Z Claim": "Y"}, "a_to_z"),
    ],
)
def test_who_refunded_follows_from_the_resolution_and_the_claim(cells, issuer):
    press = Press()
    press.tells(file({**RETURN, "Refunded Amount": "12.50", **cells}))
    refund = only(press.bodies, "refunded")["data"]
    assert (refund["issuer"], refund["amount"], refund["currency"]) == (issuer, "12.50", "EUR")


def test_a_refund_that_grows_is_told_by_its_difference_and_one_that_shrinks_takes_nothing_back():
    press = Press()
    for amount in ("5,00", "12,50", "8,00"):
        press.tells(file(row(Refunded_Amount=amount)))
    told = [body["data"] for body in press.bodies if ".refunded." in body["type"]]
    assert [(data["amount"], data["external_ref"]) for data in told] == [
        ("5.00", "DdAb1RRMA/5.00"), ("7.50", "DdAb1RRMA/12.50"),
    ]  # fmt: skip
    assert only(press.bodies, "status_reported")["data"]["raw"] == "Refunded Amount 8.00, was 12.50 EUR"
    case = press.desk("return", "DdAb1RRMA").case
    assert case.money.refunded == Decimal("12.50")
    assert "unknown_status" in case.flags


def test_a_refund_that_somebody_else_has_told_is_not_told_again():
    press = Press()
    press.tells(file(row(Return_request_status="Approved")))
    paid = {
        **press.bodies[0], "id": "p-1", "source": "/payments", "type": "return.refunded.v1",
        "time": "2026-11-16T10:00:00Z",
        "data": {"amount": "12.50", "currency": "EUR", "issuer": "seller", "refund_id": "RF-1"},
    }  # fmt: skip
    del paid["precision"]
    press.learns(paid)
    press.learns(press.bodies[0], case=press.desk("return", "DdAb1RRMA").case)
    assert press.tells(file(row(Return_request_status="Approved", Refunded_Amount="12,50"))) == []


def test_a_request_that_somebody_else_has_told_is_not_told_again():
    press, other = Press(), Press()
    other.tells(file(RETURN))
    (body,) = other.bodies
    press.learns({**body, "source": "/orders", "id": "o-1"}, case=other.desk("return", "DdAb1RRMA").case)
    assert press.prints(file(row(Return_request_status="Approved"))) == [f"{KEY}: authorized"]


def test_what_a_person_has_put_right_stays_right():
    press = Press()
    press.tells(file(RETURN))
    mended = {
        "specversion": "1.0", "id": "x", "source": "/reso/act", "type": "return.corrected.v1", "subject": "DdAb1RRMA",
        "time": "2026-11-22T11:30:00Z", "data": {
            "corrects": {"source": press.bodies[0]["source"], "id": press.bodies[0]["id"]},
            "reason": "was two", "data": {"order_qty": 3},
        },
    }  # fmt: skip
    press.learns(mended)
    assert press.tells(file(RETURN)) == []


def test_a_claim_that_is_flagged_is_opened_once_without_a_guess_at_its_number_or_term():
    press = Press()
    (claim,) = [
        body for body in press.tells(file({**RETURN, "A-to-Z Claim": "Y"})) if body["type"].startswith("claim.")
    ]
    assert (claim["type"], claim["subject"]) == ("claim.opened.v1", "atoz-302-0000000-0000001")
    assert claim["data"] == {
        "claim_id": "atoz-302-0000000-0000001",
        "claim_kind": "a_to_z",
        "order_id": "302-0000000-0000001",
        "marketplace": "amazon.it",
        "return_case": "DdAb1RRMA",
    }
    assert claim["time"] == "2026-11-22T12:00:00+00:00"
    assert press.tells(file({**RETURN, "A-to-Z Claim": "N"})) == []


def test_a_claim_of_the_order_that_is_known_already_is_not_opened_again():
    press = Press()
    press.tells(file(RETURN))
    known = press.known["return", "DdAb1RRMA"]
    claim = KINDS["claim"].blank("A2Z-REAL")
    assert isinstance(claim, Claim)
    press.known["return", "DdAb1RRMA"] = type(known)(
        known.bodies, known.case, (replace(claim, claim_kind="a_to_z", order_id="302-0000000-0000001"),)
    )
    assert press.tells(file({**RETURN, "A-to-Z Claim": "Y"})) == []


def test_two_returns_of_an_order_that_show_a_claim_share_it():
    press = Press()
    press.tells(file(*({**told, "A-to-Z Claim": "Y"} for told in ROWS[:3])))
    (claim,) = [body for body in press.bodies if body["type"] == "claim.opened.v1"]
    assert "return_case" not in claim["data"]


def test_our_safet_claim_is_filed_and_decided_on_the_paper_of_the_return():
    press = Press()
    filed = row(SafeT_claim_id="11-22-33", SafeT_claim_state="Pending", SafeT_claim_creation_time="18-Nov-2026")
    press.tells(file(filed))
    press.tells(file({**filed, "SafeT claim state": "Approved", "SafeT claim reimbursement amount": "7,00"}))
    case = press.desk("claim", "safet-DdAb1RRMA").case
    assert (case.state, case.safet_id, case.return_case) == ("approved", "11-22-33", "DdAb1RRMA")
    assert only(press.bodies, "decided")["data"] == {"outcome": "Approved", "amount": "7.00", "currency": "EUR"}


def test_what_was_so_when_the_return_was_first_seen_counts_from_the_request_and_later_news_from_the_report():
    first, later = Press(), Press()
    first.tells(file(row(Return_request_status="Approved")))
    assert only(first.bodies, "authorized")["time"] == "2026-11-10T00:00:00+01:00"
    later.tells(file(RETURN))
    later.tells(file(row(Return_request_status="Approved")))
    assert only(later.bodies, "authorized")["time"] == "2026-11-22T13:00:00+00:00"


def test_a_day_that_is_not_over_is_told_at_once_and_is_the_same_day_tomorrow():
    press = Press()
    told = row(Return_request_date="22-Nov-2026")
    (request,) = press.tells(file(told))
    assert (request["time"], "precision" in request) == ("2026-11-22T00:00:00+01:00", False)
    press.now = press.now.replace(day=24)
    assert press.tells(file(told)) == []


def test_a_correction_to_a_day_that_is_not_over_waits_for_a_later_import():
    press = Press()
    press.tells(file(DONE))
    moved = file({**DONE, "Return delivery date": "22-Nov-2026"})
    assert press.tells(moved) == []
    assert press.held == ["return DdAb1RRMA: delivered moves to a day that is not over"]
    press.now = press.now.replace(day=23)
    assert press.prints(moved) == [f"{KEY}: corrected"]


def test_a_price_that_has_no_currency_is_in_that_of_the_marketplace_and_that_is_said():
    press = Press(returns("amazon.co.uk"))
    reading = press.read(file(row(Currency_code="", Label_type="FutureLabel")))
    assert reading.notes == [
        "1 rows name no currency: taken as GBP, that of amazon.co.uk",
        'words that are not known and left out: "FutureLabel"',
    ]


@pytest.mark.parametrize(
    ("sample", "market", "told"),
    [
        (
            "returns_with_order_item_id.tsv",
            "amazon.com.br",
            {"AMZ-RMA-1", "AMZ-RMA-2", "AMZ-RMA-3", "atoz-222-2222222-2222222"},
        ),
        ("returns_published_row_masked.tsv", "amazon.com", {"MASKEDRRMA"}),
    ],
)
def test_reports_as_others_have_published_them_are_read_and_fit(sample, market, told):
    press, raw = Press(returns(market)), (SAMPLES / sample).read_bytes()
    assert {body["subject"] for body in press.tells(raw)} == told
    assert press.tells(raw) == []
    for body in press.bodies:
        assert event(body)
        assert press.desk(body["type"].split(".")[0], body["subject"]).case.unfit == ()
