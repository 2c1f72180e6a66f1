"""What a notification says, in the language and zone of its rule."""

import string
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.notifying.entries import after, sent
from handlers.notifying.letters import Writer
from handlers.notifying.links import Offers, Signature
from handlers.notifying.rules import Rule
from handlers.notifying.texts import LANGUAGES, sheets
from tests.notifying.alerts import AT, flag, news, reminder

OFFERS = Offers("https://reso.example.com", Signature(b"secret"))
POSSIBLE = ("authorized", "closed", "declined")


def entry(alert, deadline=None):
    return after(None, news(7, alert, deadline=deadline), "anna", None)


def letter(alert, deadline=None, **rule):
    return Writer(Rule((), **rule), OFFERS).one(entry(alert, deadline))


def test_it_says_what_is_due_when_on_the_clocks_of_its_reader():
    told = letter(reminder("T-AUTH", "12h"), AT + timedelta(hours=12), language="it", zone=ZoneInfo("Europe/Rome"))
    assert told.title == "[attenzione] reso R-1: T-AUTH, promemoria 12h"
    assert "Scadenza: ven 20 nov 2026, 22:00 (+01:00)" in told.body
    assert "Marketplace: amazon.it" in told.body
    assert "https://reso.example.com/cases/return/R-1" in told.body


def test_it_says_what_is_possible_and_offers_links_in_the_name_of_whom_the_rule_names():
    told = letter(reminder("T-AUTH", "12h", allowed=POSSIBLE), login="anna")
    assert "Possible now: authorized, closed, declined" in told.body
    assert [line.partition(":")[0] for line in told.body.splitlines() if "/links/" in line] == ["Authorize", "Close"]
    assert "in the name of anna" in told.body


def test_no_link_acts_where_nobody_is_named_or_nothing_is_possible_or_it_is_over():
    closed = reminder("T-AUTH", "12h", closes=True, allowed=POSSIBLE)
    first = entry(reminder("T-AUTH", "12h", allowed=POSSIBLE))
    ending = after(sent(first, first), news(8, closed), "anna", None)
    over = Writer(Rule((), login="anna"), OFFERS).one(ending)
    assert over.title == "[warning] return R-1: settled: T-AUTH, reminder 12h"
    for told in (letter(reminder("T-AUTH", "12h", allowed=POSSIBLE)), letter(flag("hold"), login="anna"), over):
        assert "/links/" not in told.body


def test_what_no_clock_says_is_told_as_the_log_has_it():
    assert letter(flag("hold")).title == "[critical] return R-1: return R-1 is received: hold"


def test_a_digest_lists_what_was_held_back_and_is_as_loud_as_the_loudest():
    entries = [entry(reminder("T-AUTH", "12h", severity="info")), entry(flag("hold"))]
    told = Writer(Rule((), language="de"), OFFERS).digest("d-1", entries)
    assert (told.id, told.severity) == ("d-1", "critical")
    assert told.title == "Die Ruhezeit ist vorbei: 2 Meldungen"
    assert "T-AUTH, Erinnerung 12h" in told.body
    assert "return R-1 is received: hold" in told.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_every_language_and_filled_in_alike(language):
    def fields(sheet):
        return {
            name: {each for _, each, _, _ in string.Formatter().parse(text) if each}
            for name, text in sheet.items()
            if isinstance(text, str)
        }

    assert fields(sheets()[language]) == fields(sheets()["en"])
    for words in ("severities", "kinds"):
        assert sheets()[language][words].keys() == sheets()["en"][words].keys()
        assert all(sheets()[language][words].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_can_be_written_in_every_language(language):
    told = letter(reminder("T-AUTH", "due", step="missed", allowed=POSSIBLE), AT, language=language, login="anna")
    assert "T-AUTH" in told.title
    assert "2026" in told.body
    assert told.body.count("https://") == 3


def test_the_moment_is_that_of_the_zone_in_summer_and_in_winter():
    summer = datetime(2026, 7, 1, 10, tzinfo=UTC)
    told = letter(reminder("T-AUTH", "12h", due=summer), zone=ZoneInfo("Europe/Rome"))
    assert "Due: Wed 1 Jul 2026, 12:00 (+02:00)" in told.body
