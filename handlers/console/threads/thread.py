"""One thread: what was said in it, and the drafts that the playbook has for an answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from handlers.caselog import CaseKey
from handlers.console.texts import N_
from handlers.console.visit import Visit
from handlers.reading.casefile import Archive
from handlers.worker.seals import Seals
from lifecycle.conversations.case import Conversation
from lifecycle.engine.case import Case
from lifecycle.playbook.advising import NoAdvice, advise, asked
from lifecycle.playbook.drafts import write
from lifecycle.playbook.languages import LANGUAGES
from lifecycle.playbook.row import Advice, Letter
from lifecycle.playbook.rows import ROWS
from lifecycle.playbook.taking import draft
from lifecycle.playbook.view import Saying, View

THREAD: Final = "conversation"
SHOWN: Final = frozenset({"received", "sent", "reply_requested", "send_failed", "marked_no_reply", "promise_kept"})
"""Events of a thread that are shown as what was said in it."""
INTERIM: Final = N_("Interim answer with a date")
PRIVATE: Final = N_("(private)")


@dataclass(frozen=True, slots=True)
class Word:
    """Something that was said: by whom it was written, when, what."""

    event: str
    at: datetime
    writer: str
    text: str
    subject: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that can be sent, with its place in the playbook (empty for the interim answer)."""

    advice: str
    title: str
    text: str
    promised_by: datetime | None

    @property
    def name(self) -> str:
        """How it is asked for."""
        return self.advice or "interim"


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread as a person reads it; `language` is the buyer's, as far as it is known."""

    case: Conversation
    revision: int
    words: Sequence[Word]
    drafts: Sequence[Draft]
    language: str
    relatives: Sequence[Case]
    is_private: bool
    rows: Sequence[tuple[str, str]]
    """What a person may have understood that it is about: the rows of the playbook that can be asked for here."""
    refused: str = ""
    """Why the row that was asked for leaves nothing to write."""


async def opened(visit: Visit, key: CaseKey, language: str | None, row: str = "") -> Opened | None:
    """The thread, with the drafts of a `row` of the playbook, if one was named; None if there is none.

    Private text only for a role that reads it.
    """
    context, may_read = visit.context, visit.may_do("reads_private")
    view = await context.counsel.view(key, language if language in LANGUAGES else None, reckoned=False)
    if view is None:
        return None
    archive = Archive(context.nc, context.kinds, context.clock, Seals(context.nc, context.kinds) if may_read else None)
    found = await archive.now(key)
    words = [_word(visit, each, open_=may_read) for each in view.said if each.event in SHOWN]
    revision = found.revision if found else 0
    laid, refused = _laid(view, row)
    drafts = list(_drafts(visit, view, laid)) if may_read else []
    rows = [
        ("", "–"),
        *((each.number, f"{each.number} {each.situation}") for each in ROWS if THREAD in each.on_request),
    ]
    return Opened(view.case, revision, words, drafts, view.speaks, view.family, not may_read, rows, refused)


def _laid(view: View, row: str) -> tuple[Sequence[Advice], str]:
    """The advice that fits, and that of the row that was asked for, or why it leaves nothing to do."""
    fitting = advise(view)
    if not row or any(each.row.number == row for each in fitting):
        return fitting, ""
    try:
        return (asked(view, row), *fitting), ""
    except NoAdvice as none:
        return fitting, str(none)


def _word(visit: Visit, saying: Saying, *, open_: bool) -> Word:
    hidden = visit.texts.gettext(PRIVATE)
    text, subject = str(saying.data.get("text") or ""), str(saying.data.get("subject") or "")
    writer = str(saying.data.get("from", "buyer")) if saying.event == "received" else saying.actor or ""
    return Word(
        saying.event,
        saying.at,
        writer,
        text if open_ or not text else hidden,
        subject if open_ or not subject else hidden,
        {name: value for name, value in saying.data.items() if name in ("promised_by", "error", "reason", "automatic")},
    )


def _drafts(visit: Visit, view: View, laid: Sequence[Advice]) -> Iterator[Draft]:
    """The interim answer, then what the playbook would write in this situation."""
    values = {"order_id": view.case.order_id} if view.case.order_id else {}
    letter = Letter("interim", values, view.promise)
    yield Draft("", visit.texts.gettext(INTERIM), write(letter, view.speaks, view.market), view.promise)
    for row in laid:
        for option in row.options:
            if option.letter is not None:
                place = f"{row.row.number}/{option.number}"
                yield Draft(place, f"{place} {option.do}", draft(view, option) or "", option.letter.promised_by)
