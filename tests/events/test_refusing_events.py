"""What the door refuses, with the reason of its dead letter and the sentence an operator reads."""

import orjson
import pytest

from tests.events.samples import REQUESTED, SCAN, event, line, refusal, requested

LIKE = 'an amount as text, such as "12.50", with at most 4 digits after the point'

INVALID = [
    (requested(lines=[line(quantity=-2)]), "lines.0.quantity must be at least 1 (got -2)"),
    (requested(lines=[line(quantity=True)]), "lines.0.quantity must be a whole number (got true)"),
    (requested(lines=[line(quantity="2")]), 'lines.0.quantity must be a whole number (got "2")'),
    (requested(lines=[line(quantity=1e30)]), "lines.0.quantity is too large"),
    (requested(lines=[line(quantity=2.0)]), "lines.0.quantity must be a whole number (got 2.0)"),
    (requested(lines=[line(unit_paid=12.5)]), f"lines.0.unit_paid must be {LIKE}, not below zero (got 12.5)"),
    (requested(lines=[line(unit_paid=12)]), f"lines.0.unit_paid must be {LIKE}, not below zero (got 12)"),
    (requested(lines=[line(unit_paid="1e3")]), f'lines.0.unit_paid must be {LIKE}, not below zero (got "1e3")'),
    (requested(lines=[line(unit_paid="NaN")]), f'lines.0.unit_paid must be {LIKE}, not below zero (got "NaN")'),
    (requested(lines=[line(unit_paid="1,50")]), f'lines.0.unit_paid must be {LIKE}, not below zero (got "1,50")'),
    (requested(lines=[line(unit_paid="1.00000")]), f'lines.0.unit_paid must be {LIKE}, not below zero (got "1.00000")'),
    (requested(lines=[line(unit_paid="-1")]), f'lines.0.unit_paid must be {LIKE}, not below zero (got "-1")'),
    (requested(currency="eur"), 'currency must be a currency code such as "EUR" (got "eur")'),
    (requested(lines=[]), "lines must not be empty"),
    (requested(lines=[line(), line()]), "lines must name each line once"),
    (requested(lines={"1": line()}), "lines must be a list"),
    (requested(order_id=None), "order_id is missing"),
    (requested(order_id=""), "order_id must not be empty"),
    (requested(order_id="9" * 257), f'order_id must have at most 256 characters (got "{"9" * 60}…")'),
    (requested(colour="red"), "colour is not a known member"),
    (requested(channel="DHL"), "channel must be 'MFN', 'AFN', 'MCF' or 'EXTERNAL' (got \"DHL\")"),
    (requested(in_policy="Y"), 'in_policy must be true or false (got "Y")'),
    (requested(buyer=77), "buyer must be a text"),
    (requested(lines=[line(comment=["private"])]), "lines.0.comment must be a text"),
    (
        requested(order_date="01/11/2026"),
        "order_date must be a day such as 2026-11-20 or a date and time with an offset, between 1970 and 2099"
        ' (got "01/11/2026")',
    ),
    (
        event("refunded", {"amount": "0.00", "currency": "EUR", "issuer": "seller"}),
        f'amount must be {LIKE}, above zero (got "0.00")',
    ),
    (event("declined", {"reason": "late", "note": "  "}), "note must not be empty"),
    (event("declined", {"reason": "late"}), "note is missing"),
    (event("closed", {"note": "done"}), "reason is missing"),
    (event("noted", {}), "data must have one of note, files, erased, would"),
    ({**REQUESTED, "data": "late"}, "data must be an object"),
    ({**REQUESTED, "specversion": "0.3"}, "specversion must be '1.0' (got \"0.3\")"),
    ({**REQUESTED, "id": ""}, "id must not be empty"),
    ({**REQUESTED, "id": 7}, "id must be a text (got 7)"),
    ({**REQUESTED, "source": None}, "source is missing"),
    ({**REQUESTED, "historical": "yes"}, 'historical must be true or false (got "yes")'),
    ({**REQUESTED, "precision": "week"}, "precision must be 'instant' or 'date' (got \"week\")"),
    ({**REQUESTED, "type": None}, "type is missing"),
    ({**REQUESTED, "type": "requested"}, "type must be 'return.requested.v1' (got \"requested\")"),
]

TIME = "time must be a date and time with an offset, such as 2026-11-20T10:00:00+01:00, between 1970 and 2099"


@pytest.mark.parametrize(("told", "complaint"), INVALID, ids=[complaint[:50] for _, complaint in INVALID])
def test_an_invalid_member_is_named_with_what_it_should_be(told: dict, complaint: str):
    name = told["type"].split(".")[1] if "." in str(told["type"]) else "requested"
    assert refusal(told, name) == ("invalid", f"return R-1: {name} is not valid: {complaint}")


@pytest.mark.parametrize(
    "time",
    ["2026-11-20T10:00:00", "2026-11-20", "1763632800", "20261120T100000Z", "2026-11-20 10:00:00Z", "2026-11-20T10:00Z",
     "2026-02-30T10:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-20T10:00:00+25:00",
     "2026-11-20T24:00:00Z", "2026-11-20T10:00:00Z\n", "now"],
)  # fmt: skip
def test_a_time_without_offset_or_out_of_reach_is_refused(time: str):
    reason, sentence = refusal({**REQUESTED, "time": time})
    assert reason == "invalid"
    assert sentence == f'return R-1: requested is not valid: {TIME} (got "{time}")'


def test_a_time_told_as_a_number_is_refused():
    assert refusal({**REQUESTED, "time": 1763632800})[1].endswith("between 1970 and 2099 (got 1763632800)")


def test_a_closing_reason_nobody_knows_is_refused_with_the_list():
    reason, sentence = refusal(event("closed", {"reason": "bored", "note": "done"}), "closed")
    assert reason == "invalid"
    assert "reason must be 'refunded_full', 'refunded_partial'," in sentence
    assert sentence.endswith("or 'decided_by_claim' (got \"bored\")")


def test_three_mistakes_are_spelled_out_and_the_rest_counted():
    sentence = refusal(requested(lines=[line(quantity=0), *({} for _ in range(3))]))[1]
    assert sentence == (
        "return R-1: requested is not valid: lines.0.quantity must be at least 1 (got 0); "
        "lines.1.line is missing; lines.1.sku is missing; and 10 more"
    )


def test_a_refusal_never_repeats_private_text_or_a_library():
    sentence = refusal(requested(buyer={"name": "Rossi"}, lines=[line(comment=5, quantity=0)]))[1]
    assert "Rossi" not in sentence
    assert "pydantic" not in sentence
    assert "http" not in sentence


RAW = orjson.dumps(REQUESTED)


@pytest.mark.parametrize("case_id", ["", "R.1", "R 1", "R*", ">", "é", "R" * 65, "R-1\n", "R\0"])
def test_a_case_id_that_is_no_token_is_refused(case_id: str):
    assert refusal(RAW, case_id=case_id)[0] == "bad_id"
    reason, sentence = refusal({**REQUESTED, "subject": case_id}) if "\0" not in case_id else ("bad_id", "subject must")
    assert reason == "bad_id"
    assert "subject must" in sentence


def test_a_body_that_disagrees_with_its_subject_is_refused():
    assert refusal(RAW, case_id="R-2") == (
        "mismatch",
        "return R-2: requested came in under this case, but its subject is R-1",
    )
    assert refusal(RAW, "declined") == (
        "mismatch",
        "return R-1: declined came in, but its type says return.requested.v1",
    )


def test_what_the_engine_writes_nobody_else_may_publish():
    for name in ("parked", "rejected", "reminder_due", "deadline_missed", "deadline_met"):
        assert refusal(RAW, name) == ("engine_event", f"return R-1: only the engine itself writes {name}")


def test_an_unknown_kind_event_or_version_is_refused_with_what_is_known():
    assert refusal(RAW, kind="parcel")[0] == "unknown_kind"
    assert refusal(RAW, kind="parcel")[1].startswith("parcel is no kind of case; there are: return")
    reason, sentence = refusal(RAW, "exploded")
    assert reason == "unknown_event"
    assert sentence.startswith("exploded is no event of a return; a return has: assigned, authorized, carrier_settled")
    assert "parked" not in sentence
    assert refusal({**REQUESTED, "type": "return.requested.v2"}) == (
        "unknown_version",
        "return R-1: requested v2 cannot be read; known: v1",
    )


def test_a_scan_has_no_events_but_its_own():
    assert refusal(SCAN, "noted", "dock-1", "scan")[0] == "unknown_event"
