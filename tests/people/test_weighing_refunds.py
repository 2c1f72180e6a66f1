"""What a refund, and what a correction makes of one, is weighed as before anybody publishes it."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from events import subjects
from events.catalogue import CATALOGUE
from events.envelope import Event
from handlers.operating import standing
from handlers.operating.refusals import Unsettled
from handlers.operating.weighing import Book, Scales, is_money
from handlers.wire.gets import Stored
from lifecycle.engine.fact import Fact
from lifecycle.kinds import KINDS

LIMITS = {"EUR": Decimal(20)}
AT = datetime(2026, 11, 20, tzinfo=UTC)
EURO = SimpleNamespace(money=SimpleNamespace(currency="EUR"), refunds=())
"""A case in euro of which nothing is asked for yet."""


def told(name: str, data: dict[str, Any], event_id: str, actor: str = "person:lea", kind: str = "return") -> Event:
    head = {"specversion": "1.0", "id": event_id, "source": "/api/lea", "subject": "X-1", "time": AT.isoformat()}
    body = {**head, "type": f"{kind}.{name}.v1", "actor": actor, "data": data}
    return CATALOGUE.read_event(orjson.dumps(body), kind, "X-1", name)


def asked(amount: str, event_id: str = "e-1", currency: str = "EUR", kind: str = "return", **more: str) -> Event:
    data = {"refund_id": f"f-{event_id}", "amount": amount, "currency": currency, "kind": "partial", **more}
    return told("refund_requested", data, event_id, kind=kind)


def corrected(data: dict[str, Any], event_id: str = "c-1", of: str = "e-1", kind: str = "return") -> Event:
    told_anew = {"corrects": {"source": "/api/lea", "id": of}, "reason": "typed wrongly", "data": data}
    return told("corrected", told_anew, event_id, kind=kind)


def book(*events: Event, case: Any = EURO) -> Book:
    return Book(case, [Fact(event, "") for event in events])


def entry(amount: str, refund_id: str = "f-e-1", *, failed: bool = False) -> SimpleNamespace:
    return SimpleNamespace(refund_id=refund_id, amount=Decimal(amount), requested_at=AT, failed=failed)


def case_with(*refunds: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(money=EURO.money, refunds=refunds)


def whole(event: Event, known: Book) -> Decimal | None:
    """What the case would come to, if that is too much for one."""
    found = Scales(LIMITS).over(event, known)
    return found.whole.amount if found else None


def test_a_correction_on_a_claim_is_weighed_in_the_currency_of_the_claim():
    claim = SimpleNamespace(currency="EUR", refunds=())
    request = asked("15.00", kind="claim")
    assert whole(corrected({"amount": "5000.00"}, kind="claim"), book(request, case=claim)) == 5000


def test_the_request_is_weighed_as_all_its_corrections_tell_it():
    before = asked("15.00"), corrected({"amount": "5000.00", "currency": "JPY"}, "c-1")
    assert whole(corrected({"currency": "EUR"}, "c-2"), book(*before)) == 5000


def test_a_request_that_was_refused_for_its_currency_is_weighed_when_a_correction_makes_it_count():
    assert whole(corrected({"currency": "EUR"}), book(asked("5000.00", currency="JPY"))) == 5000


def test_a_request_is_weighed_with_the_correction_that_waits_for_it():
    assert whole(asked("15.00"), book(corrected({"amount": "5000.00"}))) == 5000
    assert whole(asked("5000.00"), book(corrected({"amount": "15.00"}))) == 5000


@pytest.mark.parametrize("event", [asked("1.00", currency="JPY"), corrected({"currency": "JPY"})])
def test_another_currency_than_that_of_the_case_takes_two(event: Event):
    found = Scales(LIMITS).over(event, book(asked("15.00")))
    assert found is not None
    assert "another currency" in found.why


def test_correcting_what_asks_for_no_refund_is_no_refund():
    sold = told("safet_filed", {"safet_id": "S-1", "amount": "400.00", "currency": "EUR"}, "e-1")
    assert whole(corrected({"amount": "500.00"}), book(sold)) is None


def test_making_a_refund_smaller_that_two_have_agreed_on_takes_nobody_else():
    assert whole(corrected({"amount": "400.00"}), book(asked("500.00"), case=case_with(entry("500.00")))) is None


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-1", "1e3"])
def test_what_is_no_amount_corrects_nothing_and_raises_nothing(amount: str):
    event = corrected({"amount": amount})
    assert is_money(event)
    assert whole(event, book(asked("15.00"))) is None


@pytest.mark.parametrize(("actor", "comes_to"), [("person:lea", 30), ("system:shop", None), ("", None)])
def test_a_refund_that_a_person_says_has_failed_still_counts(actor: str, comes_to: int | None):
    failed = told(
        "refund_failed", {"refund_id": "f-e-1", "error": "closed", "retryable": False}, "x-1", actor or "shop"
    )
    known = book(asked("15.00"), failed, case=case_with(entry("15.00", failed=True)))
    assert whole(asked("15.00", "e-2"), known) == comes_to


async def test_money_is_not_weighed_while_a_request_of_the_case_waits_for_a_worker(monkeypatch: pytest.MonkeyPatch):
    waits = Stored(7, "", {}, orjson.dumps(asked("15.00").body), "")

    async def last(_: Any, stream: str, subject: str) -> Stored | None:
        return waits if subject == subjects.stored_in("return", "X-1", "refund_requested") else None

    letters: dict[int, str] = {}

    async def buried(*_: Any) -> dict[int, str]:
        return letters

    monkeypatch.setattr(standing, "leader_last", last)
    monkeypatch.setattr(standing, "sentences_since", buried)
    nowhere: Any = None
    with pytest.raises(Unsettled, match="input 7 of return X-1 is about money too and still waits"):
        await standing.book_of(nowhere, KINDS, ("return", "X-1"))
    letters[7] = "it can never be taken in"
    assert await standing.book_of(nowhere, KINDS, ("return", "X-1")) == Book()
