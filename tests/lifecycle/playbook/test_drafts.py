"""Letters to buyers: every draft in every language, laid out alike."""

import re
from datetime import datetime
from decimal import Decimal
from importlib.resources import files

import pytest

from lifecycle.playbook.drafts import book, placeholders, write
from lifecycle.playbook.languages import LANGUAGES
from lifecycle.playbook.row import Letter, Sum
from lifecycle.policy.compile import shipped_pack
from lifecycle.wording import check
from tests.covers import covers
from tests.lifecycle.language import DAY, hour
from tests.lifecycle.playbook.counsel import Matter
from tests.lifecycle.playbook.test_wishes import wish

DRAFTS = tuple(book("en")["draft"])
OTHERS = tuple(language for language in LANGUAGES if language != "en")
FREE = {
    "keep_full_refund",
    "inform_label_cost",
    "refund_done",
    "refund_done_used",
    "partial_refund_explained",
    "ask_missing_part",
    "warranty_new",
    "warranty_choice",
    "plan_of_action",
}
"""Drafts that no row of the playbook has to name."""
TOMORROW = hour(DAY)
MARKET = shipped_pack().market("amazon.it")
FILLED = {
    "order_id": "302-1",
    "amount": Sum(Decimal("7.50"), "EUR"),
    "shipping": Sum(Decimal("4.90"), "EUR"),
    "cost": Sum(Decimal(12), "EUR"),
    "tracking": "BRT X1",
    "manual": "mug.pdf",
    "summary": "A new mug is sent on Monday.",
    "about": "the late shipments",
    "figures": "0.0500",
    "arrival": hour(8 * DAY),
}


def written(draft: str, language: str, promised_by: datetime = TOMORROW, **other: object) -> str:
    return write(Letter(draft, {**FILLED, **other}, promised_by), language, MARKET)


def told(draft: dict) -> str:
    """All that is written in a draft."""
    return " ".join((draft.get("apology", ""), draft["body"], draft.get("detail", ""), *draft.get("choices", ())))


@covers("S4-31", "L4")
@pytest.mark.parametrize("language", OTHERS)
def test_every_draft_offers_the_same_choices_and_facts_in_every_language(language):
    ours, english = book(language), book("en")
    assert ours.keys() == english.keys()
    assert ours["draft"].keys() == english["draft"].keys()
    for name, draft in ours["draft"].items():
        model = english["draft"][name]
        assert draft.keys() == model.keys(), name  # an apology stands where the English has one
        assert len(draft.get("choices", ())) == len(model.get("choices", ())), name
        assert placeholders(told(draft)) == placeholders(told(model)), name
        for mine, others in zip(draft.get("choices", ()), model.get("choices", ()), strict=True):
            assert placeholders(mine) == placeholders(others), name
        assert told(draft) != told(model), name


@covers("S4-31", "L4", "L5", "S4-25")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_filled_in_with_numbered_choices_and_a_date(language):
    words = book(language)
    for name in DRAFTS:
        letter = written(name, language)
        assert not re.search(r"[{}?]|  | \.", letter), name  # nor an open question
        if words["draft"][name].get("public"):
            assert "302-1" not in letter
            continue
        greeting, *parts, closing = letter.split("\n\n")
        assert (greeting, closing) == (words["greeting"], words["closing"]), name
        assert "302-1" in parts[0], name
        assert words["months"][10] in parts[-1], name  # a day in November
        choices = words["draft"][name].get("choices", ())
        numbered = [line.partition(". ")[0] for line in letter.splitlines() if re.match(r"\d+\. ", line)]
        assert numbered == [str(number) for number in range(1, len(choices) + 1)], name
        assert (words["choose"] in letter) == bool(choices), name


@covers("S4-25")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_apology_comes_before_the_matter(language):
    words = book(language)
    for name, draft in words["draft"].items():
        if "apology" in draft:
            matter = written(name, language).split("\n\n")[1]
            assert matter.startswith(f"{words['about'].format(order_id='302-1')} {draft['apology']} "), name


@covers("S3-37", "L3")
@pytest.mark.parametrize(
    ("language", "day", "first"),
    [
        ("en", "3 November 2026", "1 December 2026"),
        ("it", "3 novembre 2026", "1º dicembre 2026"),
        ("fr", "3 novembre 2026", "1er décembre 2026"),
        ("de", "3. November 2026", "1. Dezember 2026"),
        ("es", "3 de noviembre de 2026", "1 de diciembre de 2026"),
        ("pl", "3 listopada 2026 roku", "1 grudnia 2026 roku"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language, day, first):
    assert day in written("interim", language, hour(DAY))
    assert first in written("interim", language, hour(29 * DAY))


@pytest.mark.parametrize(("language", "sum_"), [("en", "7.50 EUR"), *((each, "7,50 EUR") for each in OTHERS)])
def test_a_sum_is_written_as_the_language_writes_it(language, sum_):
    assert sum_ in written("keep_offer", language)


@covers("S4-25", "S4-13")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("draft", "detail"), [("transit_status", "tracking"), ("send_guide", "manual")])
def test_a_detail_that_nobody_knows_is_left_out_as_a_whole(draft, detail, language):
    known, unknown = written(draft, language), written(draft, language, **{detail: ""})
    assert known.replace(book(language)["draft"][draft]["detail"].format(**FILLED) + "\n\n", "") == unknown


@pytest.mark.parametrize(
    ("said", "market", "greeting"),
    [
        ("fr", "amazon.it", "Bonjour,"),
        ("de-AT", "amazon.it", "Guten Tag!"),
        ("", "amazon.de", "Guten Tag!"),
        ("", "amazon.it", "Buongiorno,"),
        ("sv", "amazon.com", "Hello,"),
    ],
)
def test_a_buyer_is_answered_in_the_language_he_wrote_in_else_in_that_of_the_market(said, market, greeting):
    matter = Matter([wish("UNWANTED_ITEM", market=market)], at=1, language=said)
    assert matter.letter("D-04/1").startswith(f"{greeting}\n\n")


def test_french_never_breaks_a_line_before_a_colon_or_a_semicolon():
    broken = re.compile(r"[^\s\u00a0][:;?!](\s|$)| [:;?!]")
    assert not [told(draft) for draft in book("fr")["draft"].values() if broken.search(told(draft))]


def test_every_draft_is_named_by_a_row_or_free_for_a_person_to_take():
    rows = files("lifecycle.playbook.rows").iterdir()
    source = "\n".join(each.read_text("utf-8") for each in rows if each.name.endswith(".py"))
    named = {name for name in DRAFTS if f'"{name}"' in source}
    assert set(DRAFTS) - named <= FREE
    letters = set(re.findall(r'(?:say|close_with|exchange|keep_for_less|Letter)\((?:view, )?"(\w+)"', source))
    assert letters <= set(DRAFTS)
    assert {"admit_defect", "claim_solved", "summary_of_call", "interim"} <= letters


@covers("L1", "L5", "L6", "L7", "S3-27", "S4-20", "S3-14")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_greets_and_closes_and_the_wording_guard_finds_nothing_in_it(language):
    words = book(language)
    for draft in DRAFTS:
        letter = written(draft, language)
        assert [(draft, found.rule) for found in check(letter, language)] == []
        if not words["draft"][draft].get("public"):
            assert letter.startswith(words["greeting"])
            assert letter.endswith(words["closing"])
