"""The transition table of an account: when it is …, and this happened …, it may now be ….

Where a row names several targets, the ledgers decide (see summary.py). Every pair of state and event that has no row
stands in REFUSED (a rule or a final state forbids it) or in WAITS (what is missing may still come), on purpose.
"""

from lifecycle.engine.machine import Table, rows

# fmt: off
MEASURED = ("healthy", "watched", "at_risk")
BUSY = ("notice_open", "plan_submitted")
WATCHED = (*MEASURED, *BUSY)
OPEN = (*WATCHED, "deactivated")
STATES = ("announced", *OPEN, "closed")

_ROWS = rows(
    # when it is …     and this happened …  it may now be …   because …
    *((("announced", *MEASURED), figure, MEASURED, "kept, near or broken: as all its figures stand")
      for figure in ("metric_reported", "metric_computed")),
    *(((*BUSY, "deactivated", "closed"), figure, (), "kept beside what is under way")
      for figure in ("metric_reported", "metric_computed")),
    (("announced", "healthy"), "status_changed", ("healthy", "at_risk", "deactivated"), "the marketplace's word"),
    ("watched", "status_changed", ("watched", "at_risk", "deactivated"), "the same; its figures stand"),
    ("at_risk", "status_changed", (*MEASURED, "deactivated"), "normal again, and as its figures stand; or worse"),
    *((state, "status_changed", (state, "deactivated"), "what was noticed stays open") for state in BUSY),
    ("deactivated", "status_changed", OPEN, "any status but deactivated says that it is back"),
    ("closed", "status_changed", (), "kept, nobody watches it"),
    (("announced", *MEASURED, "plan_submitted"), "notice_received", "notice_open", "a plan is wanted"),
    (("notice_open", "deactivated"), "notice_received", (), "one more"),
    ("closed", "notice_received", ("notice_open", "deactivated"), "it is there after all: taken up again"),
    ("at_risk", "plan_submitted", "plan_submitted", "before anybody has asked"),
    ("notice_open", "plan_submitted", ("plan_submitted", "notice_open"), "sent; or another notice still waits"),
    (("plan_submitted", "deactivated"), "plan_submitted", (), "told anew; it is back when the marketplace says so"),
    ("plan_submitted", "plan_answered", (*MEASURED, *BUSY), "accepted; or it waits again, or another one does"),
    ("notice_open", "plan_answered", (*BUSY, *MEASURED), "another notice waits; or it was dropped without a plan"),
    ("deactivated", "plan_answered", (), "noted; the account is not back by that"),
    (("healthy", "watched"), "reinstated", (), "its figures stand as they stood"),
    (("at_risk", "plan_submitted", "deactivated"), "reinstated", MEASURED, "all is settled, its figures stand"),
    ("notice_open", "reinstated", (*MEASURED, "notice_open"), "settled, but for what was noticed later"),
    (OPEN, "closed", "closed", "closed by a person, with reason and note"),
    ("closed", "reopened", OPEN, "opened again by a person"),
)
# fmt: on

EVENTS = tuple(sorted({row.event for row in _ROWS}))

#: Before the account itself is known, the rest waits; and so does a plan for its notice, an answer for its plan.
WAITS = {
    "plan_submitted": ("announced", "healthy", "watched"),
    "plan_answered": ("announced", *MEASURED),
    "reinstated": ("announced",),
    "closed": ("announced",),
    "reopened": ("announced",),
}

#: What is refused, state by state, each because the trade says no.
REFUSED = {
    "plan_submitted": ("closed",),  # reopen it first
    "plan_answered": ("closed",),
    "reinstated": ("closed",),
    "closed": ("closed",),
    "reopened": OPEN,
}

TABLE = Table(initial="announced", states=STATES, rows=_ROWS, refused=REFUSED, waits=WAITS)
