"""The transition table of a return: when it is …, and this happened …, it may now be ….

Where a row names several targets, the ledgers decide (see summary.py). Every pair of state and event that has no row
stands in REFUSED (a rule or a final state forbids it) or in WAITS (what is missing may still come), on purpose.
"""

from lifecycle.engine.machine import Table, rows

# fmt: off
STATES = (
    "announced", "requested", "authorized", "in_transit", "delivered", "partially_received", "received", "inspected",
    "refund_pending", "refunded", "replacement_pending", "replaced", "lost_in_transit", "unexpected", "declined",
    "withdrawn", "expired", "closed",
)
ON_ITS_WAY = ("authorized", "in_transit", "delivered")
RECEIVED = ("partially_received", "received", "inspected")
PHYSICAL = (*ON_ITS_WAY, *RECEIVED, "lost_in_transit")
SETTLING = ("refund_pending", "refunded", "replacement_pending", "replaced")
FOUND = ("refunded", "in_transit", "delivered", "partially_received", "replacement_pending", "replaced")
UNPAID = tuple(state for state in SETTLING if state != "refunded")
ENDED = ("declined", "withdrawn", "expired")
OPEN = ("requested", *PHYSICAL, *SETTLING, *ENDED)
FITTING = (*PHYSICAL, *SETTLING)
AFTER_ALL = (*OPEN, "unexpected", "closed")

_ROWS = rows(
    # when it is …                       and this happened …      it may now be …                    because …
    ("announced", "requested", ("requested", "refund_pending"), "the buyer asked; or keeps the item by rule"),
    ("announced", "authorized", "authorized", "the marketplace authorized before we heard of a request"),
    ("announced", "received", "unexpected", "a parcel nobody announced"),
    ("unexpected", "requested", (*RECEIVED, *SETTLING), "the parcel has found its request"),
    ("unexpected", "authorized", (*RECEIVED, *SETTLING), "the parcel has found its authorization"),
    (("authorized", *FITTING[1:], *ENDED, "closed"), "requested", (*FITTING, *ENDED, "requested", "closed"),
     "the request is told after what followed from it"),
    ("requested", "authorized", "authorized", "the buyer may send the goods back"),
    ((*FITTING, "expired", "withdrawn", "closed"), "authorized", (), "told late: label and RMA are kept"),
    ("requested", "declined", "declined", "refused, with reason and note"),
    (("requested", "authorized", "expired"), "withdrawn", "withdrawn", "the buyer gave up before shipping"),
    (("in_transit", "delivered", "lost_in_transit"), "withdrawn", (), "too late, the goods are on their way"),
    ("declined", "withdrawn", (), "noted, nothing changes"),
    (("requested", "authorized", "in_transit", "expired", "withdrawn"), "shipped", "in_transit",
     "a carrier has scanned the parcel"),
    ("lost_in_transit", "shipped", ("in_transit", "delivered"), "it is found"),
    (("delivered", *RECEIVED, *UNPAID, "declined", "unexpected", "closed"), "shipped", (), "one more, or late news"),
    ("refunded", "shipped", FOUND, "the same; or goods that a claim has paid for are found"),
    ("refunded", "delivered", FOUND, "the same"),
    (("requested", "authorized", "in_transit", "expired", "lost_in_transit", "withdrawn", "declined", "delivered"),
     "delivered", "delivered", "the carrier says it is delivered"),
    ((*RECEIVED, *UNPAID, "unexpected", "closed"), "delivered", (), "the carrier's word is kept"),
    (("requested", *ON_ITS_WAY, "lost_in_transit", *ENDED), "received", ("partially_received", "received", "refunded"),
     "goods are here"),
    (RECEIVED, "received", (*RECEIVED, "refunded"), "more goods are here"),
    (SETTLING, "received", SETTLING, "goods arrive while the money is under way or settled"),
    ("unexpected", "received", (), "another parcel nobody announced"),
    ("closed", "received", (*RECEIVED, "refunded", "refund_pending", "replaced", "replacement_pending", "unexpected"),
     "goods came after all: reopened"),
    (RECEIVED, "inspected", RECEIVED, "units are graded"),
    ((*SETTLING, "unexpected", "closed"), "inspected", (), "units are graded, the money stands as it is"),
    (("requested", *PHYSICAL, "replacement_pending", "replaced", "expired", "refunded"), "refund_requested",
     "refund_pending", "a refund is asked for, its confirmation is awaited"),
    ("refund_pending", "refund_requested", (), "the same refund is tried again with the same key"),
    ("refund_pending", "refunded", (*FITTING, "requested", "expired"), "confirmed: all that is due, or a part of it"),
    (("requested", *PHYSICAL, "refunded", "replacement_pending", "replaced", *ENDED), "refunded",
     (*FITTING, "requested", *ENDED), "somebody paid the buyer back"),
    ("closed", "refunded", (*FITTING, "requested", *ENDED, "unexpected", "closed"), "reopened, unless it was merged"),
    ("refund_pending", "refund_failed", ("refund_pending", *FITTING, "requested", "expired"),
     "to be tried again, or back to where it stood"),
    (("requested", *PHYSICAL, "expired"), "replacement_requested", "replacement_pending", "an exchange, not money"),
    ("replacement_pending", "replacement_sent", (), "the replacement is on its way"),
    ("replacement_pending", "replacement_delivered", "replaced", "the buyer has the replacement"),
    (("requested", "authorized", "in_transit", "delivered", "expired"), "lost", ("lost_in_transit", "refunded"),
     "the carrier lost the parcel; a claim may have settled it"),
    ("lost_in_transit", "lost", (), "declared lost for good"),
    (("replacement_pending", "replaced"), "lost", (*PHYSICAL, "requested", "expired"), "the exchange is lost: refund"),
    (("refund_pending", "refunded"), "lost", (), "the goods will not come any more"),
    (OPEN, "escalated", (), "a claim or chargeback is open: nothing automatic happens"),
    ("closed", "escalated", (*FITTING, *ENDED, "requested", "unexpected"), "a claim was opened: reopened"),
    (OPEN, "deescalated", (*FITTING, *ENDED, "requested"), "the claim is decided"),
    ("closed", "deescalated", (), "told late"),
    ((*OPEN, "unexpected"), "closed", "closed", "closed by a person, with reason and note"),
    ("closed", "reopened", (*FITTING, *ENDED, "requested", "unexpected"), "opened again by a person"),
    ("declined", "objected", (), "the buyer does not accept the refusal"),
    ((*OPEN, "closed"), "order_dated", (), "the order has told when it was placed and delivered"),
    ((*OPEN, "unexpected", "closed"), "status_reported", (), "a report's word is kept, money comes from money events"),
    ((*RECEIVED, *SETTLING, "closed"), "hold_released", (), "a person has decided what to do with wrong goods"),
    ((*OPEN, "closed"), "safet_filed", (), "the seller claims from the marketplace"),
    ((*OPEN, "closed"), "safet_decided", (), ""),
    ((*OPEN, "closed"), "carrier_settled", (), "the carrier has answered"),
    (AFTER_ALL, "unit_relabelled", (), "units can be sold again under a reference of ours"),
    (AFTER_ALL, "resold", (), "a unit was sold again"),
    (AFTER_ALL, "reimbursed", (), "somebody paid us for the goods"),
    (AFTER_ALL, "cost_booked", (), "what the return costs us"),
    # clocks (C.7)
    ("authorized", "T-SHIPBACK", ("expired", "refunded"), "never sent back in time; a claim may have settled it"),
    ("in_transit", "T-TRANSIT", ("lost_in_transit", "refunded"), "no scan for long: suspected lost"),
    ("partially_received", "T-REST", ("received", "inspected", "refunded"), "the rest is settled as missing"),
    (("refunded", "replaced", "withdrawn"), "T-AFTER", "closed", "nothing left to do"),
)
# fmt: on

EVENTS = tuple(sorted({row.event for row in _ROWS if not row.event.startswith("T-")}))

#: What may still fit once something missing has come (the request, the goods, the refund request).
WAITS = {
    **{event: ("announced",) for event in EVENTS if event not in ("requested", "authorized", "received")},
    "refund_requested": ("announced", "unexpected"),
    "refunded": ("announced", "unexpected"),
    "refund_failed": ("announced", "unexpected", "requested", *PHYSICAL),
    "inspected": ("announced", "requested", *ON_ITS_WAY, "lost_in_transit", *ENDED),
    "hold_released": ("announced", "requested", *ON_ITS_WAY, "lost_in_transit", "unexpected"),
    "replacement_sent": ("announced", "unexpected", "requested", *PHYSICAL),
    "replacement_delivered": ("announced", "unexpected", "requested", *PHYSICAL),
    "withdrawn": ("announced", "unexpected"),
    "declined": ("announced", "unexpected"),
    "escalated": ("announced", "unexpected"),
    "deescalated": ("announced", "unexpected"),
    "objected": ("announced", "requested"),
    "lost": ("announced", "unexpected"),
    "replacement_requested": ("announced", "unexpected"),
    "safet_filed": ("announced", "unexpected"),
    "safet_decided": ("announced", "unexpected"),
    "carrier_settled": ("announced", "unexpected"),
    "order_dated": ("announced", "unexpected"),
}

#: What is refused, state by state, each because the trade says no.
REFUSED = {
    "requested": ("requested",),  # asked for once; changes are corrections, a new request is a new case
    "authorized": ("declined",),  # a declined request cannot be authorized again, the buyer must ask anew (B-21)
    "declined": (*PHYSICAL, *SETTLING, *ENDED, "closed"),  # only an unanswered request can be declined
    "withdrawn": (*RECEIVED, *SETTLING, "withdrawn", "closed"),  # the goods are here, or it is over
    "refund_requested": ("declined", "withdrawn", "closed"),  # reopen it first
    "refund_failed": ("refunded", "replacement_pending", "replaced", *ENDED, "closed"),  # nothing is asked for
    "replacement_requested": (*SETTLING, "declined", "withdrawn", "closed"),
    "replacement_sent": ("refund_pending", "refunded", "replaced", *ENDED, "closed"),
    "replacement_delivered": ("refund_pending", "refunded", "replaced", *ENDED, "closed"),
    "lost": (*RECEIVED, "declined", "withdrawn", "closed"),  # the goods are here, or were never sent
    "reopened": (*OPEN, "unexpected"),
    "closed": ("closed",),
    "objected": (*PHYSICAL, *SETTLING, "withdrawn", "expired", "unexpected", "closed"),
    "hold_released": (*ENDED,),
}

TABLE = Table(initial="announced", states=STATES, rows=_ROWS, refused=REFUSED, waits=WAITS)
