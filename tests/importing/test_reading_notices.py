"""What a pasted notice says, and what it leaves open; the samples are the project's own."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.importing.notices import Notice, read_notice

SAMPLES = Path(__file__).parent / "notices"
ROME, CET = ZoneInfo("Europe/Rome"), timezone(timedelta(hours=1))


def told(name: str) -> Notice:
    return read_notice((SAMPLES / f"{name}.txt").read_text(encoding="utf-8"))


def remarks(name: str) -> str:
    return "; ".join(map(str, told(name).remarks))


READ: dict[str, dict[str, Any]] = {
    "it-a-to-z": {
        "sort": "a_to_z",
        "language": "it",
        "marketplace": "amazon.it",
        "order_id": "302-1234567-7654321",
        "claim_id": "AZ-IT-7731902",
        "amount": Decimal("1249.90"),
        "currency": "EUR",
        "term": datetime(2026, 11, 26, 18, tzinfo=ROME),
        "sent_at": datetime(2026, 11, 23, 8, 15, tzinfo=CET),
    },
    "fr-a-to-z-quoted-printable": {
        "sort": "a_to_z",
        "language": "fr",
        "marketplace": "amazon.fr",
        "order_id": "403-7654321-1234567",
        "amount": Decimal("49.90"),
        "term": datetime(2026, 11, 27, 17, 2, 11, tzinfo=UTC),
    },
    "de-a-to-z-html": {
        "sort": "a_to_z",
        "language": "de",
        "marketplace": "amazon.de",
        "order_id": "304-1112223-3332221",
        "claim_id": "A2Z-55120-DE",
        "amount": Decimal("1299.00"),
        "term": datetime(2026, 11, 27, 23, 59, tzinfo=CET),
    },
    "pl-chargeback": {
        "sort": "chargeback",
        "language": "pl",
        "marketplace": "amazon.pl",
        "order_id": "305-2223334-4443332",
        "amount": Decimal("1234.50"),
        "currency": "PLN",
        "term": datetime(2026, 11, 29, 18, tzinfo=ZoneInfo("Europe/Warsaw")),
        "sent_at": date(2026, 11, 22),
    },
    "en-chargeback": {
        "sort": "chargeback",
        "language": "en",
        "marketplace": "amazon.com",
        "order_id": "111-5556667-7776665",
        "claim_id": "CB-99120334",
        "amount": Decimal("84.20"),
        "currency": "USD",
        "term": datetime(2026, 12, 1, 1, tzinfo=UTC),
    },
    "en-a-to-z-uk": {
        "sort": "a_to_z",
        "marketplace": "amazon.co.uk",
        "order_id": "202-9998887-7778889",
        "amount": Decimal("35.00"),
        "currency": "GBP",
        "term": date(2026, 12, 4),
    },
    "it-message": {
        "sort": "message",
        "language": "it",
        "marketplace": "amazon.it",
        "order_id": "302-4445556-6665554",
        "term": datetime(2026, 11, 23, 21, 40, 5, tzinfo=CET),
        "text": "Buonasera, nell'ordine 302-0001112-2221110 del mese scorso andava tutto bene,\n"
        "stavolta il manico della tazza è rotto. Cosa posso fare?",
    },
    "de-message": {
        "sort": "message",
        "language": "de",
        "marketplace": "amazon.de",
        "order_id": "304-8887776-6667778",
        "term": None,
        "sent_at": datetime(2026, 11, 21, 20, 5, tzinfo=ZoneInfo("Europe/Berlin")),
        "text": "Guten Tag, wann kommt mein Paket an? Ich warte seit dem 12.11.",
    },
    "fr-feedback": {
        "sort": "feedback",
        "order_id": "403-1010101-2020202",
        "rating": 1,
        "text": "Colis arrivé ouvert,\ndeux semaines de retard.",
    },
    "pl-feedback": {
        "sort": "feedback",
        "marketplace": "amazon.pl",
        "order_id": "305-3030303-4040404",
        "rating": 2,
        "text": "Długo czekałem, ale towar dobry.",
    },
    "en-safet": {
        "sort": "safet",
        "marketplace": "amazon.co.uk",
        "order_id": "026-1231231-3213213",
        "claim_id": "16121-04512-8812093",
        "amount": Decimal("22.50"),
        "currency": "GBP",
        "term": datetime(2026, 11, 25, 10, tzinfo=UTC),
    },
    "de-return-request": {
        "sort": "return_request",
        "marketplace": "amazon.de",
        "order_id": "304-4564564-6546546",
        "term": datetime(2026, 11, 24, 7, tzinfo=CET),
        "text": "Heizt nicht mehr.",
    },
}


@pytest.mark.parametrize("name", READ)
def test_a_notice_is_read_whatever_its_language_and_layout(name: str):
    notice = told(name)
    assert {member: getattr(notice, member) for member in READ[name]} == READ[name]


def test_what_can_be_read_in_two_ways_is_left_out_and_said():
    notice, said = told("it-unclear"), remarks("it-unclear")
    assert (notice.order_id, notice.amount, notice.term, notice.marketplace) == (None, None, None, None)
    assert "several orders: 302-1111111-1111111, 302-2222222-2222222" in said
    assert "several amounts: 19,90 €, 29,90 €" in said
    assert "several terms: 27 novembre, 30/11/2026" in said
    assert "several marketplaces: amazon.es, amazon.it" in said


def test_an_english_day_is_not_read_while_nobody_knows_which_figure_is_the_month():
    notice, said = told("en-unclear"), remarks("en-unclear")
    assert (notice.order_id, notice.amount, notice.term) == ("202-5554443-3334445", None, None)
    assert "03/04/2027 may be read with the day or with the month first" in said
    assert "1.234 may be 1234 or 1.234" in said
    assert "no marketplace was found" in said


def test_a_term_in_working_days_is_left_to_a_person():
    assert told("pl-working-days").term is None
    assert "the term is in working days (w ciągu 3 dni roboczych)" in remarks("pl-working-days")


def test_the_order_of_the_title_goes_before_those_in_the_text_and_that_is_said():
    assert "the text names 302-0001112-2221110 as well" in remarks("it-message")


def test_before_a_day_means_the_day_before():
    notice = read_notice("Reclamo Garanzia dalla A alla Z, Amazon.it\nRisponda prima del 30 novembre 2026.")
    assert notice.term == date(2026, 11, 29)


def test_a_day_without_a_year_is_said_and_not_completed():
    notice = read_notice("A-bis-z-Garantie, Amazon.de\nBitte antworten Sie bis zum 27.11.")
    assert notice.term is None
    assert "27.11 has no year" in map(str, notice.remarks)


def test_a_time_without_a_zone_is_not_read_while_the_marketplace_is_unknown():
    notice = read_notice("Charge dispute\nRespond by 27 November 2026 18:00")
    assert notice.term is None
    assert any("no time zone" in str(remark) for remark in notice.remarks)


def test_what_is_no_notice_is_said_to_be_none():
    notice = told("noise")
    assert (notice.sort, notice.order_id, notice.amount, notice.term) == (None, None, None, None)
    assert "what it is about was not recognised" in remarks("noise")


@given(st.text(max_size=300), st.sampled_from(sorted(READ)))
def test_nothing_that_is_pasted_breaks_the_reading(noise: str, name: str):
    pasted = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    assert read_notice(noise).amount is None or any(map(str.isdigit, noise))
    assert len(read_notice(f"{pasted[: len(noise)]}{noise}").remarks) < 20
