"""The transition table of a claim: when it is …, and this happened …, it may now be ….

Where a row names several targets, the ledgers decide (see summary.py). Every pair of state and event that has no row
stands in REFUSED (a rule or a final state forbids it) or in WAITS (what is missing may still come), on purpose.
"""

from lifecycle.engine.machine import Table, rows

# fmt: off
STATES = (
    "announced", "action_required", "under_review", "info_requested", "represented", "granted_seller",
    "granted_amazon", "denied", "withdrawn", "refunded_by_seller", "accepted", "won", "lost", "eligible", "filed",
    "approved", "appealed", "appeal_won", "appeal_lost", "closed",
)
ANSWERABLE = ("action_required", "info_requested")
FRESH = ("action_required", "under_review", "info_requested")
UNDECIDED = (*FRESH, "represented", "appealed")
APPEALED = ("appeal_won", "appeal_lost")
ENDED = (
    "granted_seller", "granted_amazon", "denied", "withdrawn", "refunded_by_seller", "accepted", "won", "lost",
    "approved", *APPEALED,
)
BUYERS_ENDED = tuple(state for state in ENDED if state != "approved")
VERDICTS = ("granted_seller", "granted_amazon", "denied", "won", "lost", "approved", *APPEALED)
#: A buyer's claim alone can be there; what is left of ENDED and UNDECIDED is shared with our own, the SAFE-T claim.
BUYERS = (
    "action_required", "under_review", "represented", "granted_seller", "granted_amazon", "refunded_by_seller",
    "accepted", "won", "lost",
)
OURS = ("eligible", "filed", "approved")
SHARED = ("info_requested", "denied", "withdrawn", "appealed", *APPEALED)
OPEN = (*UNDECIDED, *ENDED, "eligible", "filed")
KNOWN = (*OPEN, "closed")
DECISIONS = ("granted_seller", "granted_amazon", "denied", "won", "lost", "withdrawn")
FOR_US = ("denied", "withdrawn", "refunded_by_seller", "accepted", "won", "granted_amazon", "appeal_won")

_ROWS = rows(
    # when it is …                and this happened …    it may now be …                     because …
    ("announced", "opened", ("action_required", "under_review"), "a notice; it may say that nothing is to be done"),
    (KNOWN, "opened", (), "told again: refused as known"),
    ("announced", "eligible", "eligible", "the marketplace refunded at our expense: we may claim (SAFE-T)"),
    ((*OURS, *SHARED), "eligible", (), "told late, or told again"),
    ("closed", "eligible", ("closed", "eligible"), "the chance that was gone is there again; or told late"),
    ("eligible", "not_eligible", ("closed", "eligible"), "the chance is gone; unless that was said of an older one"),
    (("filed", "approved", *SHARED, "closed"), "not_eligible", (), "too late, it was filed; or known"),
    (("announced", "eligible", "closed"), "filed", "filed", "we claim from the marketplace"),
    (("filed", "approved", *SHARED), "filed", (), "told again; a second one is refused (B-17)"),
    # answering
    ((*UNDECIDED, "filed"), "response_requested", (), "an answer is to be sent; that stops no clock"),
    ("action_required", "responded", ("under_review", "represented"), "answered: the marketplace or the bank decides"),
    ("under_review", "responded", ("under_review", "represented"), "more was laid before them"),
    ("info_requested", "responded", ("under_review", "represented", "filed", "appealed"), "what was asked is answered"),
    (("represented", "appealed", "filed"), "responded", (), "more was laid before them"),
    ((*ENDED, "closed"), "responded", (), "too late, kept"),
    ((*UNDECIDED, "filed", *ENDED, "closed"), "send_failed", (), "the answer did not go out"),
    ((*UNDECIDED, "filed"), "info_requested", "info_requested", "they ask for more, until a term"),
    (ENDED, "info_requested", (), "asked after the end: kept"),
    ("closed", "info_requested", ("closed", "info_requested"), "closed too soon: reopened; or asked after the end"),
    (KNOWN, "contact_logged", (), "the buyer was contacted, or not reached"),
    (KNOWN, "summary_sent", (), "what was said on the phone is written down"),
    # the money
    ((*UNDECIDED, "withdrawn"), "refund_requested", (), "we want to pay the buyer; its confirmation is awaited"),
    *((state, "refunded", (state, "refunded_by_seller", "accepted"), "all that is claimed, by us; or a part, or not us")
      for state in FRESH),
    ("represented", "refunded", ("represented", "accepted"), "the same"),
    ("appealed", "refunded", ("appealed", "refunded_by_seller"), "the same; after a grant it is too much"),
    ((*ENDED, "eligible", "filed"), "refunded", (), "kept; with a decision it may be too much"),
    ("closed", "refunded", (*UNDECIDED, *BUYERS_ENDED, "closed"), "we paid after the end: reopened"),
    ((*UNDECIDED, *ENDED, "closed"), "refund_failed", (), "to be tried again, or failed for good"),
    # what is decided
    ((*UNDECIDED, "filed"), "withdrawn", "withdrawn", "whoever claimed takes it back"),
    ((*ENDED, "closed"), "withdrawn", (), "after the end: kept"),
    *((state, "decided", (state, *DECISIONS), "decided; in words nobody knows it stays where it is")
      for state in ("action_required", "under_review")),
    ("info_requested", "decided", ("info_requested", *DECISIONS, "approved", *APPEALED), "decided without an answer"),
    ("represented", "decided", ("represented", "won", "lost", "withdrawn"), "the bank has decided"),
    ("filed", "decided", ("filed", "approved", "denied", "withdrawn"), "the marketplace has decided our claim"),
    ("appealed", "decided", ("appealed", *APPEALED, "granted_seller", "granted_amazon", "denied", "withdrawn"),
     "the appeal is decided; or the claim, if we appealed before that (S4-17)"),
    (("granted_seller", "granted_amazon"), "decided", ("granted_seller", "granted_amazon", "denied", *APPEALED),
     "told again, or otherwise; or an appeal that we do not know of"),
    ("denied", "decided", ("denied", "granted_seller", "granted_amazon", "approved"), "told again, or otherwise"),
    ("approved", "decided", ("approved", "denied"), "told again, or otherwise"),
    ("withdrawn", "decided", ("withdrawn", "granted_seller", "granted_amazon", "lost", "approved"),
     "granted all the same"),
    ("refunded_by_seller", "decided", ("refunded_by_seller", "granted_seller", "granted_amazon"),
     "granted all the same: that can be appealed"),
    ("accepted", "decided", ("accepted", "lost"), "lost all the same"),
    (("won", "lost"), "decided", ("won", "lost"), "told again, or otherwise"),
    (APPEALED, "decided", APPEALED, "told again, or otherwise"),
    ("closed", "decided", ("closed", *VERDICTS), "decided otherwise after the end: reopened"),
    ((*FRESH, "granted_seller", "granted_amazon", "denied", "approved"), "appealed", "appealed",
     "laid before the marketplace again (B-27, S4-17)"),
    *((state, "debited", (state, "granted_seller"), "the money is gone: lost to us (S4-19)") for state in FRESH),
    (("represented", "appealed", "filed", *ENDED), "debited", (), "kept; after an end in our favour it alarms"),
    ("closed", "debited", ("closed", "granted_seller", *FOR_US), "the money was taken after the end"),
    ((*BUYERS, *SHARED, "closed"), "odr_reported", (), "what the dashboard counts goes before what we reckon"),
    (KNOWN, "status_reported", (), "a report's word is kept, it decides nothing"),
    (KNOWN, "order_dated", (), "whether the claim came in its time"),
    # the end
    (OPEN, "closed", "closed", "closed by a person, with reason and note"),
    ("closed", "reopened", OPEN, "opened again by a person"),
    # clocks (C.7)
    ("granted_seller", "K-APPEAL", "closed", "nobody appealed in time: final"),
    (ENDED, "K-AFTER", "closed", "nothing left to do"),
)
# fmt: on

EVENTS = tuple(sorted({row.event for row in _ROWS if row.event.islower()}))

#: What may still fit once something missing has come (the notice, the filing).
WAITS = {
    **{event: ("announced",) for event in EVENTS if event not in ("opened", "eligible", "filed")},
    "responded": ("announced", "eligible"),
    "send_failed": ("announced", "eligible"),
    "info_requested": ("announced", "eligible"),
    "decided": ("announced", "eligible"),
}

#: What is refused, state by state, each because the trade says no.
REFUSED = {
    "eligible": BUYERS,  # SAFE-T is a case of its own
    "not_eligible": BUYERS,
    "filed": BUYERS,
    "response_requested": ("eligible", *ENDED, "closed"),  # nobody is there to read it
    "refund_requested": (*(state for state in ENDED if state != "withdrawn"), "eligible", "filed", "closed"),  # reopen
    "refund_failed": ("eligible", "filed"),  # nothing is asked for
    "withdrawn": ("eligible",),  # not filed: not_eligible says that the chance is gone
    "appealed": (  # the bank decides; or it is in our favour, settled, or final (B-27)
        "represented", "appealed", "withdrawn", "refunded_by_seller", "accepted", "won", "lost", *APPEALED,
        "eligible", "filed", "closed",
    ),
    "debited": ("eligible",),  # the refund of the return was at our expense already
    "odr_reported": OURS,  # SAFE-T claims never count
    "reopened": OPEN,
    "closed": ("closed",),
}  # fmt: skip

TABLE = Table(initial="announced", states=STATES, rows=_ROWS, refused=REFUSED, waits=WAITS)
