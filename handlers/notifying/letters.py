"""What a notification says: the case, what is due when, what is possible, where to look, and links that act."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from events.alerts import Alert
from handlers.notifying.entries import Entry, id_of
from handlers.notifying.links import Offers
from handlers.notifying.post import Letter
from handlers.notifying.rules import Rule
from handlers.notifying.texts import Words

LONGEST = 1_000
"""Characters of what an alert says by itself."""
MARGIN = 400
"""Characters of a digest that are kept free for its head and its id."""


def tested(rule: Rule) -> Letter:
    """A letter that says nothing but that it has come; every test is another one."""
    words = Words(rule.language, rule.zone)
    return Letter(id_of("test", uuid4().hex), words.say("test"), words.say("test_body"))


class Writer:
    """Writes letters by a rule; `offers` makes the links."""

    def __init__(self, rule: Rule, offers: Offers) -> None:
        self._rule, self._offers = rule, offers
        self._words = Words(rule.language, rule.zone)

    def one(self, entry: Entry) -> Letter:
        """The letter about one matter."""
        alert = entry.content
        return Letter(entry.id, self._title(entry, alert), "\n".join(self._lines(entry, alert)), alert.severity)

    def digest(self, id_: str, entries: Sequence[Entry]) -> Letter:
        """The letter about several matters that quiet hours have held back."""
        severity = max((entry.content.severity for entry in entries), key=("info", "warning", "critical").index)
        lines = [self.item(entry) for entry in entries]
        return Letter(id_, self._words.say("digest", count=len(entries)), "\n\n".join(lines), severity)

    def item(self, entry: Entry) -> str:
        """A matter in a digest."""
        alert = entry.content
        lines = [self._title(entry, alert), *self._due(entry, alert), self._look(alert)]
        return "\n".join(lines)

    def _title(self, entry: Entry, alert: Alert) -> str:
        what = self._what(alert)
        severity, kind = self._words.severity(alert.severity), self._words.kind(alert.kind)
        told = self._words.say("settled", what=what) if entry.settles else what
        return self._words.say("title", severity=severity, kind=kind, case=alert.case_id, what=told)[:LONGEST]

    def _what(self, alert: Alert) -> str:
        """What has happened, in few words: of a clock in the language of the rule, all else as the log says it."""
        if alert.rule is None or alert.due_at is None:
            return alert.title[:LONGEST]
        timer, step, label = (*alert.key.partition("@")[0].split("/", 2), "", "")[:3]
        return self._words.say("missed" if step == "missed" else "reminder", timer=timer, label=label)

    def _lines(self, entry: Entry, alert: Alert) -> list[str]:
        say = self._words.say
        lines = [alert.title[:LONGEST], ""]
        lines += [say("marketplace", value=entry.marketplace)] if entry.marketplace else []
        lines += self._due(entry, alert)
        lines += [say("told", value=self._words.moment(alert.at))]
        lines += [say("rule", value=alert.rule)] if alert.rule else []
        lines += [say("possible", value=", ".join(alert.allowed))] if alert.allowed and not entry.settles else []
        lines += [self._look(alert), *self._links(entry, alert)]
        return lines

    def _due(self, entry: Entry, alert: Alert) -> list[str]:
        at: datetime | None = entry.deadline or alert.due_at
        if at is None:
            return []
        return [self._words.say("deadline" if entry.deadline else "was_due", value=self._words.moment(at))]

    def _look(self, alert: Alert) -> str:
        return self._words.say("look", value=self._offers.look(alert.kind, alert.case_id))

    def _links(self, entry: Entry, alert: Alert) -> list[str]:
        """The links that act, where somebody is named for whom they speak, and what they do is possible."""
        login = self._rule.login
        offered = self._offers.acting(entry, alert, login) if login and not entry.settles else {}
        if not offered:
            return []
        until = self._words.moment(self._offers.until(alert))
        told = [self._words.say(action, value=url) for action, url in offered.items()]
        return ["", *told, self._words.say("links", login=login, until=until)]
