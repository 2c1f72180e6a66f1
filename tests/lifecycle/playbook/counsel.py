"""Asking the playbook: a case that this was told to, at an hour, with other cases of its order beside it."""

from collections.abc import Iterable
from typing import Any

import orjson

from events.catalogue import read_event
from events.envelope import Event
from lifecycle.playbook.advising import advise, asked
from lifecycle.playbook.row import Act, Advice, Option
from lifecycle.playbook.taking import chosen, draft, taken
from lifecycle.playbook.view import Saying, View
from lifecycle.policy.compile import shipped_pack
from tests.lifecycle.desk import Desk
from tests.lifecycle.language import Clock, hour


class Matter:
    """Desks with the cases of one order; the first is the one that advice is asked about.

    The buyer writes English unless `language` says otherwise (empty: nobody knows).
    """

    def __init__(self, *told: Iterable[Event | Clock], at: float, words: str = "", **more: Any) -> None:
        self.at, self.words, self.more = at, words, {"language": "en", **more}
        self.desks = [_worked(each) for each in told]
        self.said = [_saying(each) for each in told[0] if isinstance(each, Event)]
        self.spoken: list[Saying] = []

    @property
    def view(self) -> View:
        """What advice sees now."""
        case, *family = (desk.case for desk in self.desks)
        market = shipped_pack().market(self.desks[0].kind.market(case))
        return View(case, market, hour(self.at), family, self.said, self.spoken, self.words, **self.more)

    def rows(self) -> dict[str, Advice]:
        """The rows that fit by themselves."""
        return {advice.row.number: advice for advice in advise(self.view)}

    def row(self, number: str) -> Advice:
        """A row that fits by itself."""
        found = self.rows()
        assert number in found, sorted(found)
        return found[number]

    def options(self, number: str) -> list[str]:
        """What can be done, the recommended first."""
        return [option.do for option in self.row(number).options]

    def place(self, number: str, do: str) -> str:
        """Under which name an option of a row is taken."""
        return next(f"{number}/{option.number}" for option in self.row(number).options if option.do == do)

    def option(self, place: str, *, agreed: bool = False) -> Option:
        """An option by its name, `D-10/2`, also of a row that only a person can recognise."""
        row, _, number = place.partition("/")
        return chosen(asked(self.view, row, agreed=agreed), int(number))

    def letter(self, place: str) -> str:
        """What an option writes to the buyer."""
        words = draft(self.view, self.option(place))
        assert words is not None
        return words

    def take(self, place: str, *, agreed: bool = False, **given: Any) -> list[Act]:
        """An option is taken: its events are told to the cases, and every one of them counts."""
        acts = taken(self.view, self.option(place, agreed=agreed), given, agreed=agreed)
        for act in acts:
            desk = next(desk for desk in self.desks if (desk.kind.name, desk.case.id) == (act.kind, act.case_id))
            event = _event(act, self.at, place)
            desk.take(event)
            unfit = [entry for entry in desk.case.unfit if entry.id == event.id]
            assert not unfit, unfit
            (self.said if desk is self.desks[0] else self.spoken).append(_saying(event))
        return list(acts)

    @property
    def case(self) -> Any:
        """The case that is asked about."""
        return self.desks[0].case


def _worked(told: Iterable[Event | Clock]) -> Desk:
    desk = Desk()
    for news in told:
        if isinstance(news, Clock):
            desk.wake(news.at)
        else:
            desk.take(news)
    return desk


def _saying(event: Event) -> Saying:
    return Saying(event.name, event.body["data"], event.at, event.actor, event.body.get("advice"))


def _event(act: Act, at: float, advice: str) -> Event:
    body = {
        "specversion": "1.0",
        "id": f"{act.event}-{advice}-{at}",
        "source": "/reso/act",
        "type": f"{act.kind}.{act.event}.v1",
        "time": hour(at).isoformat(),
        "subject": act.case_id,
        "actor": "person:anna",
        "advice": advice,
        "data": dict(act.data),
    }
    return read_event(orjson.dumps(body), act.kind, act.case_id, act.event)
