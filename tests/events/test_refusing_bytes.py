"""Bytes that are no event: broken, ambiguous or too large, each refused before anybody looks at what they mean."""

import orjson
import pytest

from events.catalogue import event_from_body
from events.parsing import MAX_BYTES
from events.unreadable import Unreadable
from tests.events.samples import REQUESTED, SCAN, event, read, refusal, requested

RAW = orjson.dumps(REQUESTED)

NOT_JSON = "return R-1: requested is not JSON that can be read: "
AMBIGUOUS = "return R-1: requested is ambiguous: the member "
NUL = "return R-1: requested is not valid: a text holds the character NUL"

UNREAD = [
    (b"{", "broken_json", NOT_JSON + "unexpected end of data at character 2"),
    (b"", "broken_json", NOT_JSON + "it is empty"),
    (b"\xff\xfe{}", "broken_json", NOT_JSON + "it is not UTF-8 text"),
    (b'{"id": NaN}', "broken_json", NOT_JSON),
    (b'{"id": 1e999}', "broken_json", NOT_JSON),
    (RAW.replace(b"b-77", b"\\ud800"), "broken_json", NOT_JSON),
    (b'{"a":' + b"[" * 900 + b"]" * 900 + b"}", "broken_json", NOT_JSON + "it is nested too deep"),
    (b"[" * 60_000, "broken_json", NOT_JSON + "it is nested too deep"),
    (b"[]", "invalid", "return R-1: requested is not valid: the event must be a JSON object"),
    (RAW.replace(b'"actor":', b'"id":"e-2","actor":'), "broken_json", AMBIGUOUS + '"id" is told twice'),
    (RAW.replace(b'"sku":', b'"\\u0073ku":"A","sku":'), "broken_json", AMBIGUOUS + '"sku" is told twice'),
    (RAW.replace(b'"buyer":', b'"order_id":"\\u0022\\u0022\\u0022","buyer":'), "broken_json", AMBIGUOUS),
    (RAW.replace(b"b-77", b"b\\u0000"), "nul", NUL),
    (RAW.replace(b"buyer", b"\\u0000"), "nul", NUL),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "reason", "sentence"), UNREAD, ids=range(len(UNREAD)))
def test_json_that_is_broken_or_ambiguous_is_refused(raw: bytes, reason: str, sentence: str):
    told = refusal(raw)
    assert told[0] == reason
    assert told[1].startswith(sentence)


def test_a_backslash_before_u0000_is_no_nul():
    assert read(RAW.replace(b"b-77", b"b\\\\u0000")).body["data"]["buyer"] == r"b\u0000"


def test_an_event_may_have_64_kib_and_not_a_byte_more():
    padded = RAW + b" " * (MAX_BYTES - len(RAW))
    assert read(padded) == read(RAW)
    told = refusal(padded + b" ")
    assert told == ("too_large", "return R-1: requested is too large: 65537 bytes, at most 65536 are allowed")


def test_a_request_may_have_500_lines_and_a_scan_500_units():
    lines = [{"line": str(n), "sku": "A", "quantity": 1, "unit_paid": "1"} for n in range(501)]
    assert len(read(requested(lines=lines[:500])).data.lines) == 500
    told = refusal(requested(lines=lines))
    assert told == ("too_many_lines", "return R-1: requested is not valid: lines must have at most 500 entries")
    scan = {**SCAN, "data": {**SCAN["data"], "units": [{"quantity": 1}] * 501}}
    told = refusal(scan, "received", "dock-1", "scan")
    assert told == ("too_many_lines", "scan dock-1: received is not valid: units must have at most 500 entries")


def test_what_is_no_plain_json_is_refused_also_from_a_stored_body():
    nested: list = []
    for _ in range(400):
        nested = [nested]
    body = event("corrected", {"corrects": {"source": "a", "id": "b"}, "reason": "x", "data": {"deep": nested}})
    with pytest.raises(Unreadable, match="no plain JSON"):
        event_from_body(body, "return", "R-1", "corrected")
