"""The transition table of a conversation: when it is …, and this happened …, it may now be ….

Where a row names several targets, the ledgers decide (see summary.py). Every pair of state and event that has no row
stands in REFUSED (a rule or a final state forbids it) or in WAITS (what is missing may still come), on purpose.
"""

from lifecycle.engine.machine import Table, rows

# fmt: off
STATES = (
    "announced", "awaiting_reply", "breached", "answered", "interim_answered", "no_reply_needed", "closed",
)
WAITING = ("awaiting_reply", "breached")
RESTING = ("answered", "no_reply_needed")
SETTLED = (*RESTING, "interim_answered")
OPEN = (*WAITING, *SETTLED)

_ROWS = rows(
    # when it is …        and this happened …  it may now be …                     because …
    ("announced", "received", ("awaiting_reply", "no_reply_needed"), "the buyer wrote; or somebody we need not answer"),
    (WAITING, "received", (), "one message more: the clock stays at the one that is due first"),
    ("answered", "received", ("awaiting_reply", "answered"), "the buyer wrote again; or somebody else did"),
    ("interim_answered", "received", ("awaiting_reply", "interim_answered"), "the same; the promise stands"),
    ("no_reply_needed", "received", ("awaiting_reply", "no_reply_needed"), "the same"),
    ("closed", "received", ("awaiting_reply", "closed"), "the buyer wrote again: reopened; others are only kept"),
    ("awaiting_reply", "sent", ("awaiting_reply", "answered", "interim_answered"),
     "a person answered; an automatic answer stops nothing"),
    ("breached", "sent", ("breached", "answered", "interim_answered"), "answered late; automatic answers stop nothing"),
    ("answered", "sent", ("answered", "interim_answered"), "we wrote once more, or promised something"),
    ("interim_answered", "sent", ("interim_answered", "answered"), "the full answer, or one more interim one"),
    ("no_reply_needed", "sent", ("no_reply_needed", "answered", "interim_answered"), "answered all the same"),
    ("closed", "sent", ("closed", "interim_answered"), "kept; what promises something reopens"),
    (WAITING, "marked_no_reply", ("no_reply_needed", "interim_answered"), "a person says: nothing to answer"),
    (OPEN, "reply_requested", (), "an intent stops no clock, its confirmation is awaited"),
    ((*OPEN, "closed"), "send_failed", (), "it could not be sent: to be tried again, or to be written anew"),
    ("interim_answered", "promise_kept", RESTING, "what was promised is done"),
    ((*WAITING, *RESTING, "closed"), "promise_kept", (), "the promise is kept, perhaps late"),
    ((*OPEN, "closed"), "promise_broken", (), "the promise is broken, the buyer still waits for what it was about"),
    ((*OPEN, "closed"), "linked", (), "the thread has found what it is about"),
    (SETTLED, "closed", "closed", "closed by a person, with reason and note"),
    ("closed", "reopened", SETTLED, "opened again by a person"),
    # clocks (C.7)
    ("awaiting_reply", "M-REPLY", "breached", "nobody answered in time"),
    (RESTING, "M-AFTER", "closed", "the thread has long been quiet"),
)
# fmt: on

EVENTS = tuple(sorted({row.event for row in _ROWS if row.event.islower()}))

#: What may still fit once the first message has come.
WAITS = {event: ("announced",) for event in EVENTS if event != "received"}

#: What is refused, state by state, each because the trade says no.
REFUSED = {
    "reply_requested": ("closed",),  # reopen it first
    "marked_no_reply": (*SETTLED, "closed"),  # nothing waits for an answer
    "closed": (*WAITING, "closed"),  # closing is no answer: answer, or mark that none is needed
    "reopened": OPEN,
}

TABLE = Table(initial="announced", states=STATES, rows=_ROWS, refused=REFUSED, waits=WAITS)
