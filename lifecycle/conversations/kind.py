"""The conversation as the engine takes it: its table, rules, clocks, flags and keys in one place."""

from collections.abc import Mapping

from lifecycle.conversations import answers, ending, letters, promises
from lifecycle.conversations.case import Conversation, blank
from lifecycle.conversations.summary import flags_of, state_of
from lifecycle.conversations.table import TABLE
from lifecycle.conversations.timers import TIMERS
from lifecycle.engine.kind import Kind, Rule
from lifecycle.families import of_order

_RULES: Mapping[str, Rule[Conversation]] = {
    "received": letters.received,
    "linked": letters.linked,
    "reply_requested": answers.reply_requested,
    "sent": answers.sent,
    "send_failed": answers.send_failed,
    "marked_no_reply": answers.marked_no_reply,
    "promise_kept": promises.promise_kept,
    "promise_broken": promises.promise_broken,
    "closed": ending.closed,
    "reopened": ending.reopened,
}

#: At one instant a message comes before its answer, an intent before what became of it, an answer before a mark.
_RANK = {name: place for place, name in enumerate(_RULES)}

_FLAG_ALERTS = {
    "send_failed": ("critical", "a reply could not be sent: nobody has written to the buyer"),
    "send_delayed": ("warning", "a reply could not be sent yet, it is tried again"),
    "interim_without_date": ("warning", "the buyer was told to wait, and not until when"),
    "unknown_sender": ("warning", "written by somebody we do not know: the clock runs as for the buyer"),
    "mixed_threads": ("warning", "messages of another thread or marketplace came in under this case"),
}

CONVERSATION: Kind[Conversation] = Kind(
    name="conversation",
    version=1,
    case=Conversation,
    blank=blank,
    table=TABLE,
    rules=_RULES,
    summary=state_of,
    timers=TIMERS,
    rank=_RANK,
    flags=flags_of,
    flag_alerts=_FLAG_ALERTS,
    market=lambda case: case.marketplace,
    family=lambda case: of_order(case.order_id),
    is_open=lambda case, at: case.closed_at is None or case.closed_at > at,
)
