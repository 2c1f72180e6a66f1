"""What a person decides, published; and what he is told of it: done, still waiting, refused, or that the case moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from events.unreadable import Unreadable
from handlers.console.flash import Sort
from handlers.console.texts import N_, Texts
from handlers.console.visit import Visit
from handlers.operating.acting import Verdict
from handlers.operating.refusals import Moved, NotAllowed, NotHeard, Since
from handlers.operating.sayings import Saying
from handlers.operating.wording import Objectionable
from lifecycle.wording import Objection

RECORDED: Final = N_("%(event)s is recorded. The case is now: %(state)s.")
KNOWN: Final = N_("%(event)s was known already. The case is: %(state)s.")
UNFIT: Final = N_("%(event)s does not count: %(reason)s")
WAITING: Final = N_("%(event)s is sent and waits: %(reason)s")
MOVED: Final = N_("Nothing was sent: the case has moved since you looked. See below what happened, then decide anew.")
OBJECTED: Final = N_("Nothing was sent: the wording guard objects.")
PATIENCE: Final = 15.0


@dataclass(frozen=True)
class Outcome:
    """What came of it: a sentence, and where nothing was sent what stands in the way."""

    sentence: str
    sort: Sort
    status: int = 200
    since: tuple[Since, ...] = ()
    objections: tuple[Objection, ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether something was published, whatever became of it."""
        return self.status == 200


async def decide(visit: Visit, sayings: Sequence[Saying]) -> Outcome:
    """Publish what a person decided, all of it or nothing, and tell what came of it."""
    try:
        verdicts = await visit.context.speaker.say_all(visit.reader, sayings, patience=PATIENCE)
    except (NotHeard, Objectionable, Unreadable) as fault:
        return refused(fault, visit.texts)
    return told(verdicts, visit.texts)


def refused(fault: NotHeard | Objectionable | Unreadable, texts: Texts) -> Outcome:
    """Why nothing was sent."""
    match fault:
        case Moved():
            return Outcome(texts.gettext(MOVED), "refused", 409, since=fault.since)
        case Objectionable():
            found = tuple(each for some in fault.found.values() for each in some)
            return Outcome(texts.gettext(OBJECTED), "refused", 422, objections=found)
        case NotAllowed():
            return Outcome(str(fault), "refused", 403)
        case _:
            return Outcome(str(fault), "refused", 422)


def told(verdicts: Sequence[Verdict], texts: Texts) -> Outcome:
    """What became of events, in sentences; the worst of them says of which sort it is."""
    sorts = [_sort(each) for each in verdicts]
    worst: Sort = "refused" if "refused" in sorts else "waiting" if "waiting" in sorts else "done"
    return Outcome("\n".join(dict.fromkeys(_sentence(each, texts) for each in verdicts)), worst)


def _sort(verdict: Verdict) -> Sort:
    if verdict.is_good:
        return "done"
    return "waiting" if verdict.standing in ("waiting", "parked") else "refused"


def _sentence(verdict: Verdict, texts: Texts) -> str:
    words: dict[str, Any] = {"event": texts.word(verdict.event.name), "state": texts.word(verdict.state)}
    match verdict.standing:
        case "recorded":
            return texts.gettext(RECORDED, **words)
        case "known":
            return texts.gettext(KNOWN, **words)
        case "waiting" | "sent" | "parked":
            return texts.gettext(WAITING, **words, reason=verdict.reason)
        case _:
            return texts.gettext(UNFIT, **words, reason=verdict.reason)
