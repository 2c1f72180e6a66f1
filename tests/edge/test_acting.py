"""Acting on cases as a person: one or many, and what is answered to what cannot be."""

from collections.abc import Iterator

import pytest

from tests.covers import covers
from tests.edge.commands import Reso, house
from tests.edge.happenings import requested


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    with house(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


@covers("S0-07")
def test_acting_on_many_cases_tells_what_became_of_each(reso):
    requested(reso, "A-1", "A-2", "A-3")
    done = reso(
        "act",
        "A-1",
        "A-2",
        "A-3",
        "authorized",
        "--by",
        "operator",
        "--label.type",
        "prepaid",
        "--login",
        "giulia",
        "--json",
    )
    assert done.code == 0
    assert [(each["id"], each["standing"], each["state"]) for each in done.json] == [
        (case, "recorded", "authorized") for case in ("A-1", "A-2", "A-3")
    ]
    timeline = reso("show", "A-1", "--json").json["timeline"]
    assert [(each["actor"], each["source"]) for each in timeline if each["type"] == "return.authorized.v1"] == [
        ("person:giulia", "/reso/act")
    ]


@covers("S0-05")
def test_acting_says_why_an_event_is_refused_and_what_is_possible(reso):
    requested(reso, "A-4", "A-5")
    reso("act", "A-4", "declined", "--reason", "too late", "--note", "we are sorry")
    done = reso("act", "A-4", "A-5", "authorized", "--by", "operator")
    assert done.code == 1
    first, second = done.out.splitlines()
    assert first.startswith(
        "return A-4: authorized is rejected: return A-4 is declined: authorized cannot follow; possible now:"
    )
    assert second == "return A-5: authorized is recorded; it is authorized"


def test_acting_before_what_is_missing_parks_the_event_and_is_not_done(reso):
    requested(reso, "A-6")
    done = reso("act", "A-6", "inspected", "--units", '[{"quantity": 1, "grade": "new", "disposition": "restock_new"}]')
    assert done.code == 1
    assert "inspected is parked" in done.out


def test_acting_on_a_case_that_does_not_exist_begins_it_only_when_asked_to(reso):
    label = ("authorized", "--by", "operator")
    typed = reso("act", "TYPO-1", *label)
    assert (typed.code, typed.out) == (1, "")
    assert typed.err == (
        "reso: there is no return TYPO-1; nothing was sent; if it is to begin with authorized, say --new\n"
    )
    assert reso("show", "TYPO-1").code == 1
    meant = reso("act", "A-7", *label, "--new")
    assert (meant.code, meant.out) == (0, "return A-7: authorized is recorded; it is authorized\n")


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (("NOPE", "shipped", "--carrier", "DHL", "--tracking", "1"), 1, "there is no return NOPE; nothing was sent"),
        (("NOPE", "shipped", "--carrier", "DHL", "--tracking", "1", "--new"), 1, "there is no return NOPE"),
        (("A 1", "shipped"), 2, "'A 1' is no case id"),
        (("A-1", "shippped"), 2, "shippped is no event of a return"),
        (("A-1", "shipped", "--carrier", "DHL"), 2, "tracking is missing"),
        (("A-1", "shipped", "--carrier", "DHL", "--tracking", "1", "--wheels", "4"), 2, "wheels"),
        (("A-1", "noted", "--note", "x", "--at", "yesterday"), 2, "--at 'yesterday' is no moment"),
        (("A-1", "noted", "--note", "x", "--at", "2098-01-01T00:00:00Z"), 1, "in the future"),
        (("A-1", "noted", "--note"), 2, "--note needs a value"),
        (("A-1", "noted", "--note", "x", "--note", "y"), 2, "note is told twice"),
        (("A-1", "noted", "--note", "x", "--data", '{"note": "y"}'), 2, "note is told twice"),
        (("A-1", "noted", "--data", '{"note": "x", "note": "y"}'), 2, "note is told twice"),
        (("A-1", "noted", "--data", "{}", "--data", "{}"), 2, "--data is told twice"),
        (("A-1", "authorized", "--label", '{"type": "prepaid"}', "--label.type", "x"), 2, "label.type is told twice"),
        (("A-1", "deadline_missed"), 2, "only the engine itself writes deadline_missed"),
        (("A-1", "parked"), 2, "only the engine itself writes parked"),
    ],
)
def test_acting_wrongly_is_answered_in_a_sentence(reso, said, code, words):
    done = reso("act", *said)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1


def test_acting_names_the_advice_that_it_follows(reso):
    requested(reso, "A-8")
    assert reso("act", "A-8", "authorized", "--by", "operator", "--advice", "D-04/2").code == 0
    timeline = reso("show", "A-8", "--json").json["timeline"]
    assert [entry["advice"] for entry in timeline if entry["type"] == "return.authorized.v1"] == ["D-04/2"]
    wrong = reso("act", "A-8", "noted", "--note", "x", "--advice", "ten")
    assert (wrong.code, wrong.out) == (2, "")
    assert "advice" in wrong.err
