"""Whatever was told of a case: what the playbook advises can be done, and every event of it counts."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lifecycle.playbook.advising import NoAdvice, asked
from lifecycle.playbook.limits import LIMITS
from lifecycle.playbook.rows import ROWS
from lifecycle.playbook.taking import WORDS as TOLD
from tests.covers import covers
from tests.lifecycle.conversations import words as thread
from tests.lifecycle.histories import STORIES, WORDS, cases_of, histories, told_at
from tests.lifecycle.playbook.counsel import Matter

STORIED = [
    pytest.param(events, id=f"{path.stem}/{case}") for path in STORIES for (_, case), events in cases_of(path).items()
]
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
GIVEN = {"text": "As you asked.", "note": "As agreed.", "carrier": "BRT", "inquiry": "Q-ours"}


def tried(told, at: float, choose) -> None:
    """Every option is laid out in words; one of them is taken."""
    matter = Matter(told, *([[thread.received(0)]] if told[0].kind != "conversation" else []), at=at)
    found = matter.rows()
    for number, advice in found.items():
        assert advice.options
        assert set(advice.limits) <= set(LIMITS)
        for place in (option.number for option in advice.options):
            if matter.option(f"{number}/{place}").letter:
                assert "{" not in matter.letter(f"{number}/{place}")
    places = [
        (number, place) for number, advice in found.items() for place in (option.number for option in advice.options)
    ]
    if places:
        number, place = choose(places)
        option = matter.option(f"{number}/{place}")
        asked = {name for act in option.acts for name in act.asks} - (set(TOLD) if option.letter else set())
        try:
            matter.take(f"{number}/{place}", **{name: GIVEN.get(name, "as told") for name in asked})
        except NoAdvice as refusal:
            assert "nothing of it is an event" in str(refusal)  # noqa: PT017 - one of two good ends


@covers("L4", "L9")
@pytest.mark.parametrize("events", STORIED)
def test_in_the_middle_and_at_the_end_of_every_story_the_first_advice_can_be_followed(events):
    for step in {(len(events) + 1) // 2, len(events)}:
        tried(events[:step], max(map(told_at, events[:step])) + 1, lambda places: places[0])


@pytest.mark.parametrize("events", STORIED)
def test_whatever_row_a_person_asks_for_is_laid_out_or_refused_in_a_sentence(events):
    view = Matter(events, [thread.received(0)], at=max(map(told_at, events)) + 1).view
    for row in ROWS:
        try:
            assert asked(view, row.number).options
        except NoAdvice as refusal:
            assert view.case.id in str(refusal)  # noqa: PT017 - one of two good ends


@pytest.mark.parametrize("kind", WORDS)
@settings(max_examples=8, deadline=None, phases=QUICK)
@given(data=st.data())
def test_in_any_history_any_option_can_be_taken(kind, data):
    told = data.draw(histories(kind))
    at = max(told_at(event) for event in told) + data.draw(st.integers(1, 200))
    tried(told, at, lambda places: data.draw(st.sampled_from(places)))
