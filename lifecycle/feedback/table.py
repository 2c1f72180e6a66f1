"""The transition table of a feedback: when it is …, and this happened …, it may now be ….

Where a row names several targets, the ledgers decide (see summary.py). Every pair of state and event that has no row
stands in REFUSED (a rule or a final state forbids it) or in WAITS (what is missing may still come), on purpose.
"""

from lifecycle.engine.machine import Table, rows

# fmt: off
WORKED = ("open", "buyer_contacted", "resolved", "change_asked")
STANDING = (*WORKED, "changed", "frozen")
OPEN = (*STANDING, "removal_requested")
GONE = ("removed", "struck_through", "removed_by_buyer")
KNOWN = (*OPEN, *GONE, "closed")
STATES = ("announced", *KNOWN)
LATER = tuple(state for state in KNOWN if state != "open")

_ROWS = rows(
    # when it is …                       and this happened …      it may now be …                    because …
    ("announced", "received", ("open", "closed"), "a neutral or negative one wants triage, a positive one nothing"),
    (KNOWN, "received", (), "told again: known, and refused with a sentence; one feedback an order"),
    (KNOWN, "order_dated", (), "was it left when a buyer may leave one"),
    (KNOWN, "classified", (), "somebody has read the comment"),
    ("open", "buyer_contacted", "buyer_contacted", "we try to understand the problem"),
    (LATER, "buyer_contacted", (), "we wrote again"),
    (("open", "buyer_contacted"), "resolved", "resolved", "the problem is solved"),
    (tuple(state for state in LATER if state != "buyer_contacted"), "resolved", (), "noted, it stands where it stood"),
    ("resolved", "change_asked", "change_asked", "solved first, then asked"),
    ("change_asked", "change_asked", (), "one last polite note"),
    (WORKED, "changed", ("changed", "open", "closed"),
     "still bad; a positive one that was taken up again has become bad; or it is positive now"),
    ("changed", "changed", ("changed", "closed"), "a second time: kept, and flagged"),
    ("frozen", "changed", ("changed", "frozen", "closed"), "after the end of the window: kept, and flagged"),
    ("removal_requested", "changed", ("removal_requested", "closed"), "not decided yet; or it is positive now"),
    (("removed", "struck_through"), "changed", (), "it does not count any more"),
    ("removed_by_buyer", "changed", ("changed", "open", "frozen", "removal_requested", "closed"),
     "so he had not taken it back"),
    ("closed", "changed", ("closed", "open", "changed", "frozen", "removal_requested"),
     "taken up again if it has become worse"),
    (STANDING, "removal_requested", "removal_requested", "the marketplace is asked, once and by a criterion"),
    ("removal_requested", "removal_denied", STANDING, "back to where it stood"),
    ((*STANDING, *GONE, "closed"), "removal_denied", (), "settled already; or it waits for the request"),
    ((*OPEN, "struck_through", "removed_by_buyer"), "removed", "removed", "the marketplace has removed it"),
    (("removed", "closed"), "removed", (), "the marketplace's word is kept"),
    ((*OPEN, "removed_by_buyer"), "struck", "struck_through", "the marketplace answers for it"),
    (("removed", "struck_through", "closed"), "struck", (), "the marketplace's word is kept"),
    *((state, "missing_from_report", (state, "removed_by_buyer"), "suspected; decided by a second full import in a row")
      for state in OPEN),
    ((*GONE, "closed"), "missing_from_report", (), "as is to be expected; a closed one only ceases to count"),
    ((*OPEN, "removed", "struck_through"), "seen_in_report", (), "a suspicion is put back"),
    (("removed_by_buyer", "closed"), "seen_in_report", ("removed_by_buyer", "closed", *OPEN), "it is there after all"),
    ((*OPEN, "struck_through", "closed"), "reply_requested", (), "a public reply is wanted"),
    (KNOWN, "send_failed", (), "it could not be sent"),
    (KNOWN, "replied", (), "our public reply stands under it"),
    (KNOWN, "reply_deleted", (), "and is gone"),
    ((*OPEN, *GONE), "closed", "closed", "closed by a person, with reason and note"),
    ("closed", "reopened", (*OPEN, *GONE), "opened again by a person"),
    # clocks (C.7)
    (WORKED, "F-CHANGE", "frozen", "the buyer can change it no more; what remains is removal and reply"),
    (("removal_requested", "closed"), "F-CHANGE", (), "it shows once the case is decided or reopened"),
    (WORKED, "F-REMOVAL", "frozen", "too old for a removal as well"),
    (("changed", "frozen"), "F-REMOVAL", (), "too old for a removal"),
    (("changed", "frozen", *GONE), "F-AFTER", "closed", "nothing left to do"),
)
# fmt: on

EVENTS = tuple(sorted({row.event for row in _ROWS if not row.event.startswith("F-")}))

#: Before the feedback itself is known, everything else about it waits.
WAITS = {event: ("announced",) for event in EVENTS if event != "received"}

#: What is refused, state by state, each because the trade says no.
REFUSED = {
    "change_asked": (
        "open",
        "buyer_contacted",
        "changed",
        "frozen",
        "removal_requested",
        *GONE,
        "closed",
    ),  # solve first
    "removal_requested": ("removal_requested", *GONE, "closed"),  # once a feedback; it is gone; reopen it first
    "reply_requested": ("removed", "removed_by_buyer"),  # there is nothing to reply to
    "closed": ("closed",),
    "reopened": (*OPEN, *GONE),
}

TABLE = Table(initial="announced", states=STATES, rows=_ROWS, refused=REFUSED, waits=WAITS)
