"""Every sentence of the console is there in every language, and says the same."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache

import pytest
from babel.messages.catalog import Message

from handlers.console import catalogues, words
from handlers.console.texts import LANGUAGES, Texts
from tests.console.msgids import found
from tests.console.words import CLOCKS, WORDS

TRANSLATED = sorted(LANGUAGES.keys() - {"en"})
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


@cache
def messages(language):
    """The messages of a language with the page they stand in."""
    every = ((page.name, message) for page in catalogues.pages() for message in catalogues.read(page, language))
    return [(page, message) for page, message in every if message.id]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_of_a_page_or_of_the_code_lacks_its_translation(language):
    known = {message.id for _, message in messages(language)}
    assert [(file, msgid) for file, msgid in found() if msgid not in known] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_of_the_trade_has_its_translation(language):
    known = {message.id for _, message in messages(language)}
    assert sorted(WORDS - known) == []


def test_every_clock_says_what_it_waits_for():
    assert CLOCKS - words.CLOCKS.keys() == set()
    assert words.CLOCKS.keys() - CLOCKS == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_used_whole_and_unquestioned(language):
    used = {msgid for _, msgid in found()} | WORDS
    assert [(page, message.id) for page, message in messages(language) if message.id not in used] == []
    assert [message.id for _, message in messages(language) if message.fuzzy or not all(_strings(message))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_filled_in_as_its_original_is(language):
    for page, message in messages(language):
        original = set(PLACEHOLDER.findall(str(message.id if isinstance(message.id, str) else message.id[1])))
        for string in _strings(message):
            assert set(PLACEHOLDER.findall(string)) == original, (page, message.id)


@pytest.mark.parametrize("language", TRANSLATED)
def test_two_pages_do_not_translate_one_text_differently(language):
    told: dict[object, object] = {}
    for page, message in messages(language):
        assert told.setdefault(message.id, message.string) == message.string, (page, message.id)


def _strings(message: Message):
    return (message.string,) if isinstance(message.string, str) else message.string


@pytest.mark.parametrize(
    ("language", "amount", "moment"),
    [
        ("en", "€1,234.50", "22 Nov, 11:00"),
        ("de", "1.234,50 €", "22. Nov., 11:00"),
        ("fr", "1 234,50 €", "22 nov., 11:00"),
        ("pl", "1 234,50 zł", "22 lis, 11:00"),
    ],
)
def test_money_and_moments_are_written_as_the_reader_writes_them(language, amount, moment):
    texts = Texts(language, "Europe/Rome", NOW)
    written = texts.money(Decimal("1234.50"), "PLN" if language == "pl" else "EUR")
    assert re.sub(r"[\u00a0\u202f]", " ", written) == amount
    assert texts.moment(NOW) == moment


def test_the_exact_instant_names_the_zone_of_the_reader_and_that_of_the_log():
    told = Texts("en", "Europe/Rome", NOW).exact(NOW)
    assert told == "2026-11-22 11:00:00+01:00 (Europe/Rome) = 2026-11-22 10:00:00+00:00"


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(days=2, hours=3, minutes=5), "in 2 days 3 hrs"),
        (timedelta(days=30, hours=3), "in 30 days"),
        (timedelta(hours=1, minutes=59), "in 1 hr 59 mins"),
        (timedelta(minutes=-10), "10 mins over"),
        (timedelta(seconds=5), "in 5 secs"),
    ],
)
def test_a_countdown_tells_its_two_largest_units(span, told):
    assert Texts("en", "UTC", NOW).left(NOW + span) == told


def test_a_moment_that_a_reader_types_is_meant_on_his_own_clock():
    texts = Texts("en", "Europe/Rome", NOW)
    assert texts.read_field(texts.field(NOW)) == NOW
    assert texts.read_field("2026-11-22T10:00:00+00:00") == NOW
