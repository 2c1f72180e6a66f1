"""From alerts to the outbox: who is to hear of what. An alert is let go of when all that follows from it is stored."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from pydantic import ValidationError

from events import subjects
from events.alerts import Alert
from handlers.caselog import CaseKey
from handlers.clock import Clock
from handlers.notifying.entries import Entry, News, after, holds_back, overtaken
from handlers.notifying.outbox import Kept, Outbox, place_of
from handlers.notifying.rules import Rule, routes
from handlers.wire.gets import last_of_each
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind

log = structlog.get_logger(__name__)
Told = tuple[int, Alert]


def read_alert(message: Msg) -> Told | None:
    """An alert and its sequence; None, with a line in the log, for what is none, or none of its subject."""
    seq, subject = message.metadata.sequence.stream, message.subject
    try:
        alert = Alert.from_json(message.data)
    except ValidationError as fault:
        log.error("notify.unreadable", seq=seq, why=f"{fault.error_count()} members are not as an alert has them")
        return None
    if subjects.parse_alert(subject) != (alert.severity, alert.kind, alert.case_id):
        log.error("notify.unreadable", seq=seq, why=f"the alert is not about what its subject names, {subject}")
        return None
    return seq, alert


class Sorter:
    """Puts alerts into the outbox, by the rules."""

    def __init__(
        self, nc: Client, kinds: Mapping[str, Kind[Any]], rules: Sequence[Rule], outbox: Outbox, clock: Clock
    ) -> None:
        self._nc, self._kinds, self._rules, self._outbox, self._clock = nc, kinds, rules, outbox, clock
        self._targets = {target.name: rule for rule in reversed(rules) for target in rule.to}

    async def sort(self, told: Sequence[Told]) -> None:
        """Store what follows from these alerts; raises a `JetStreamError`, then nothing or a part of it is stored."""
        cases = await self._cases({(alert.kind, alert.case_id) for _, alert in told})
        news = [self._news(seq, alert, cases.get((alert.kind, alert.case_id))) for seq, alert in sorted(told, key=_seq)]
        async with self._outbox.gate:
            places = [place for each in news for place in self._places(each).values()]
            desk = _Desk(await self._outbox.look(places), self._outbox.waiting)
            for each in news:
                self._take(each, desk)
            await self._outbox.write(desk.changed)

    def _take(self, news: News, desk: "_Desk") -> None:
        """Work one alert into what is known."""
        for target, place in self._places(news).items():
            entry = after(desk.entry(place), news, target, self._held_until(target, news))
            if entry is None:
                continue
            for gone in overtaken(desk.beside(place), news) if entry.seq == entry.first else ():
                desk.put(place_of(target, news.alert.kind, news.alert.case_id, gone.content.key), gone)
            desk.put(place, entry)

    def _places(self, news: News) -> dict[str, str]:
        """By receiver, where its entry about this alert stands; what closes a matter may be for any of them."""
        alert = news.alert
        names: Iterable[str] = self._targets if alert.closes else routes(self._rules, alert, news.marketplace)
        return {name: place_of(name, alert.kind, alert.case_id, alert.key) for name in names}

    def _held_until(self, target: str, news: News) -> datetime | None:
        rule = routes(self._rules, news.alert, news.marketplace).get(target) or self._targets[target]
        return holds_back(news, rule.quiet.until(self._clock.now()) if rule.quiet else None)

    def _news(self, seq: int, alert: Alert, found: tuple[Case, int] | None) -> News:
        if found is None:
            return News(seq, alert)
        case, revision = found
        timer = alert.key.partition("/")[0]
        due = next((each.due_at for each in case.deadlines if each.name == timer and alert.due_at), None)
        return News(seq, alert, self._kinds[alert.kind].market(case), due, revision)

    async def _cases(self, keys: Iterable[CaseKey]) -> dict[CaseKey, tuple[Case, int]]:
        """The cases that alerts are about, as they stand, with their revision; an alert may be about something else."""
        wanted = [key for key in keys if key[0] in self._kinds]
        stored = await last_of_each(self._nc, subjects.STREAM, [subjects.records_of(*key) for key in wanted])
        return {
            key: (records.read_case(self._kinds[key[0]], records.read(each.payload)), each.seq)
            for key, each in zip(wanted, stored, strict=True)
            if each is not None
        }


class _Desk:
    """The entries that a batch of alerts meets and changes, each with the revision it was read at."""

    def __init__(self, known: Mapping[str, Kept], waiting: Mapping[str, Kept]) -> None:
        self._known = {**waiting, **known}
        self.changed: dict[str, Kept] = {}
        self._by_case: dict[str, set[str]] = {}
        for place in self._known:
            self._by_case.setdefault(_case_of(place), set()).add(place)

    def entry(self, place: str) -> Entry | None:
        """The entry there, as it is by now."""
        return self._known[place].entry

    def put(self, place: str, entry: Entry) -> None:
        """The entry is to be this."""
        self._known[place] = self.changed[place] = Kept(entry, self._known[place].revision)

    def beside(self, place: str) -> list[Entry]:
        """What else waits for the same receiver about the same case."""
        others = (self._known[other].entry for other in self._by_case[_case_of(place)] if other != place)
        return [entry for entry in others if entry is not None and not entry.is_final]


def _case_of(place: str) -> str:
    """What the places of a receiver about one case have in common."""
    return place.rpartition(".")[0]


def _seq(told: Told) -> int:
    return told[0]
