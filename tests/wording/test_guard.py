"""The wording guard: which words must not go out, and which look like them and may."""

from pathlib import Path

import pytest

from lifecycle.wording import CATEGORIES, LANGUAGES, check
from lifecycle.wording.folding import fold
from lifecycle.wording.guard import languages_of
from lifecycle.wording.sequences import Span, matches, steps_of
from lifecycle.wording.sheets import rules_of, shipped_sheets
from tests.covers import covers
from tests.wording.own import SHEETS, sentences

CLAIM = "tied_refund"
FEEDBACK = "tied_feedback"


def categories(text: str, language: str | None = None) -> set[str]:
    return {finding.category for finding in check(text, language)}


@covers("L1", "L6", "L7", "S1-15", "S3-14", "S4-20", "D-35", "D-36")
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_what_the_rules_were_written_with_is_told_apart(sheet):
    told = [(category, text, categories(text)) for category, text in sentences(sheet)]
    wrong = [each for each in told if not (each[0] in each[2] if each[0] else not each[2])]
    assert wrong == []


def test_every_language_has_sentences_of_every_category():
    assert tuple(sheet.stem for sheet in SHEETS) == LANGUAGES == tuple(shipped_sheets())
    for sheet in SHEETS:
        assert {category for category, _ in sentences(sheet)} == {*CATEGORIES, ""}


@covers("S4-20")
def test_money_for_the_end_of_a_claim_is_found_in_either_order_and_over_two_sentences():
    assert categories("I refund you and you close the A-to-z.") == {CLAIM}
    assert categories("You close the A-to-z and I refund you.") == {CLAIM}
    assert categories("Please withdraw the claim. Then we will send the voucher.") == {CLAIM}
    assert categories("You opened a claim. If you cancel it, we will refund you.") == {CLAIM}


@covers("S4-20", "L1")
def test_the_permitted_order_is_to_solve_first_and_to_ask_a_satisfied_buyer():
    assert categories("We have refunded you. If you are satisfied, you may close the claim.") == set()
    assert categories("We will refund you, and if you are then satisfied you may close the claim.") == set()
    assert categories("If you close the claim, we will refund you and you will be satisfied.") == {CLAIM}


@covers("S1-15", "D-35")
def test_a_voucher_repairs_and_may_not_buy_feedback():
    assert categories("We are sorry; here is a voucher of 10 EUR for the trouble.") == set()
    assert categories("Here is a voucher of 10 EUR if you change your review.") == {FEEDBACK}


def test_what_was_done_what_is_free_and_what_is_forbidden_is_no_tie():
    assert categories("The claim was closed by Amazon and the refund has been issued.") == set()
    assert categories("You will be refunded whether or not you close the claim.") == set()
    assert categories("We never ask you to change a review for a refund.") == set()


def test_the_end_of_an_order_or_a_return_is_not_the_end_of_a_claim():
    assert categories("If you cancel the order, we will refund you.") == set()
    assert categories("Please close the battery cover, then we will replace the filter.") == set()


@covers("L1")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_permitted_wordings_are_permitted(language):
    permitted = rules_of(language).permitted
    assert set(permitted) == set(CATEGORIES)
    for category, text in permitted.items():
        assert (category, categories(text, language)) == (category, set())


def test_accents_case_quotes_and_hidden_characters_make_no_difference():
    told = "Se chiude il reclamo, le daremo UN RIMBORSO perché l’abbiamo promesso."
    assert categories(told) == categories(told.upper()) == {CLAIM}
    assert categories("If you close the cla\u00adim, we'll re\u200bfund you.") == {CLAIM}
    assert categories("Si vous fermez la reclamation, nous vous rembourserons des demain.") == {CLAIM}


def test_a_finding_says_where_what_why_and_what_to_write_instead():
    text = "Buongiorno,\n\nse ritira il reclamo, la rimborsiamo.\n"
    (finding,) = check(text)
    assert text[finding.start : finding.end] == finding.words == "ritira il reclamo, la rimborsiamo"
    assert (finding.line, finding.language, finding.rule) == (3, "it", "it.benefit-for-ending-a-claim")
    assert finding.source == "L1, S4-20"
    assert finding.sentence == (
        'line 3: "ritira il reclamo, la rimborsiamo" ties what the buyer is given to the end of his claim '
        "(it.benefit-for-ending-a-claim; L1, S4-20); write: " + finding.permitted
    )
    assert "Se è soddisfatto" in finding.permitted


def test_a_text_in_two_languages_is_read_in_both():
    text = "Thank you for your message.\n\nWenn Sie den Antrag zurückziehen, erstatten wir Ihnen den Betrag."
    assert {finding.language for finding in check(text)} == {"de"}
    assert {finding.language for finding in check(text, "en")} == {"de"}


def test_a_language_that_the_guard_does_not_read_is_no_error():
    assert check("Zodra u de claim sluit betalen wij u terug.", "nl") == ()
    assert check("", "xx") == ()
    assert languages_of(fold("12345").plain) == LANGUAGES


def test_a_date_or_a_number_ends_no_sentence():
    text = "Die Rückgabefrist endete am 1. Februar, daher können wir die Rücksendung nicht annehmen."
    assert categories(text) == set()


def test_a_sequence_stays_in_its_sentence_and_heeds_what_must_not_stand_between():
    spans = {"a": [Span(0, 0)], "no": [Span(1, 1)], "b": [Span(2, 2), Span(5, 5)], "stop": [Span(4, 4)]}
    assert list(matches(steps_of("a 1 b"), spans)) == [Span(0, 2)]
    assert list(matches(steps_of("a b"), spans)) == []
    assert list(matches(steps_of("a !no 1 b"), spans)) == []
    assert list(matches(steps_of("a 9 b"), spans)) == [Span(0, 2)]
    assert list(matches(steps_of("a 9 stop b"), spans)) == [Span(0, 5)]


@pytest.mark.parametrize("told", ["", "3 a", "a 3", "!no a", "a !no"])
def test_a_sequence_that_begins_or_ends_with_a_gap_is_refused(told):
    with pytest.raises(ValueError, match="begins and ends with a name"):
        steps_of(told)


def test_the_page_about_wording_shows_every_permitted_wording():
    page = (Path(__file__).parents[2] / "docs" / "wording.md").read_text("utf-8")
    permitted = [text for sheet in shipped_sheets().values() for text in sheet.permitted.values()]
    assert [text for text in permitted if text not in page] == []
    assert [category for category in CATEGORIES if f"### `{category}`" not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_of_words_is_used_by_some_phrase_or_rule(language):
    rules = rules_of(language)
    sequences = [steps for each in rules.phrases for steps in (*each.any, *each.unless)]
    sequences += [steps for each in rules.rules for steps in (*each.any, *each.unless)]
    used = {name for steps in sequences for step in steps for name in (step.name, *step.without)}
    used |= {name for each in rules.rules for name in each.sheet.never} | {each.given for each in rules.phrases}
    assert set(rules.words) - used == set()


def test_what_several_languages_find_in_the_same_words_is_told_once():
    found = check("Please pay via PayPal to x@y.com")
    assert [each.rule for each in found] == ["en.payment-elsewhere", "en.contact-elsewhere"]
