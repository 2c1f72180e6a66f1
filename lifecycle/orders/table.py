"""The transition table of an order: when it is …, and this happened …, it may now be ….

Where a row names several targets, the ledgers decide (see summary.py). Every pair of state and event that has no row
stands in REFUSED (a rule or a final state forbids it) or in WAITS (what is missing may still come), on purpose.
"""

from lifecycle.engine.machine import Table, rows

# fmt: off
STATES = (
    "announced", "placed", "partially_shipped", "shipped", "delayed", "delivered", "lost", "returned_to_sender",
    "reshipped", "cancel_requested", "cancelled", "expired", "closed",
)
ENDED = ("cancelled", "expired")
TROUBLED = ("lost", "returned_to_sender")
MOVING = ("partially_shipped", "shipped", "delayed", "reshipped")
UNSENT = ("placed", "cancel_requested", "partially_shipped", "delayed", "reshipped", *TROUBLED)
AWAITED = ("placed", "cancel_requested", *MOVING, *TROUBLED)
SENT = (*MOVING, *TROUBLED, "delivered")
WITH_PARCELS = ("cancel_requested", *SENT)
OPEN = (*AWAITED, "delivered", *ENDED)

_ROWS = rows(
    # when it is …                       and this happened …      it may now be …                    because …
    ("announced", "placed", "placed", "the buyer has ordered"),
    # cancelling: S3-10, S3-18, S3-28, S4-29
    (("placed", "partially_shipped"), "cancel_requested", "cancel_requested", "the buyer asks to cancel the rest"),
    ("delayed", "cancel_requested", ("delayed", "cancel_requested"), "the same; or too late, all of it is sent"),
    ("reshipped", "cancel_requested", ("reshipped", "cancel_requested"), "the same"),
    (("shipped", "delivered", *TROUBLED), "cancel_requested", (), "too late: ask him why, and to refuse the parcel"),
    ("cancel_requested", "cancel_requested", (), "he asks again"),
    ((*ENDED, "closed"), "cancel_requested", (), "noted, it is over"),
    ("cancel_requested", "cancel_refused", ("placed", "partially_shipped", "delayed", "reshipped"),
     "it stands where it stood before"),
    (("shipped", "delayed", "reshipped", *TROUBLED, "delivered"), "cancel_refused", (), "the buyer has his answer"),
    ("placed", "cancelled", "cancelled", "nothing was sent"),
    (("cancel_requested", "delayed"), "cancelled", ("cancelled", "shipped", "delayed", "reshipped", "delivered"),
     "nothing was sent; or only what was sent goes on"),
    ("partially_shipped", "cancelled", ("shipped", "delivered"), "the rest is not sent any more"),
    (("shipped", "reshipped", *TROUBLED, "delivered"), "cancelled", (),
     "told after it was sent; or the rest never will be"),
    ((*ENDED, "closed"), "cancelled", (), "told again, or late"),
    ("placed", "expired", "expired", "the marketplace cancelled what nobody confirmed"),
    (("cancel_requested", "delayed"), "expired", ("expired", "shipped", "delayed", "reshipped", "delivered"),
     "the same; or only what was sent goes on"),
    ("partially_shipped", "expired", ("shipped", "delivered"), "the rest is not sent any more"),
    (("shipped", "reshipped", *TROUBLED, "delivered"), "expired", (), "cancelled all the same: it will not be paid"),
    ((*ENDED, "closed"), "expired", (), "told again, or late"),
    # shipping (S3-06, S3-08, S3-31)
    ("placed", "shipped", ("partially_shipped", "shipped"), "a part, or all of it, is on its way"),
    ("partially_shipped", "shipped", ("partially_shipped", "shipped", "delivered"), "more is sent, or told"),
    ("shipped", "shipped", ("shipped", "partially_shipped", "cancel_requested"),
     "one more parcel; or one that is known holds only a part"),
    ("delayed", "shipped", ("delayed", "shipped", "reshipped", "delivered", "cancel_requested"),
     "what was waited for is on its way"),
    ("cancel_requested", "shipped", ("cancel_requested", *MOVING, "delivered"),
     "it goes although the buyer waits for an answer"),
    ("reshipped", "shipped", ("reshipped", "delayed", "cancel_requested"), "one more parcel; or the same"),
    ("lost", "shipped", ("lost", "reshipped"), "the rest is sent; or what was lost is sent again"),
    ("returned_to_sender", "shipped", ("returned_to_sender", "reshipped"), "the same of what came back"),
    ("delivered", "shipped", ("delivered", "cancel_requested", *MOVING),
     "confirmed late; or sent again; or what came is only a part"),
    (ENDED, "shipped", ("shipped", "delayed"), "it is on its way although it was cancelled"),
    ("closed", "shipped", (*WITH_PARCELS, "closed"), "goods moved: reopened; or told late"),
    # sending again (S4-26, S4-27, S4-32)
    ("placed", "reshipped", "reshipped", "the first parcel was never told of"),
    ("partially_shipped", "reshipped", ("reshipped", "partially_shipped"), "sent again; or told of what had arrived"),
    ("shipped", "reshipped", ("reshipped", "shipped"), "the same"),
    ("delayed", "reshipped", ("reshipped", "delayed"), "the same"),
    ("delivered", "reshipped", ("reshipped", "delivered"), "once more, for what was wrong with it; or the same"),
    ("lost", "reshipped", ("reshipped", "cancel_requested", *TROUBLED), "sent again; others are still missing"),
    ("returned_to_sender", "reshipped", ("reshipped", "cancel_requested", "returned_to_sender"), "the same"),
    ("cancel_requested", "reshipped", ("cancel_requested", "reshipped"), "what was sent is sent again"),
    ("reshipped", "reshipped", (), "once more, or told again"),
    (ENDED, "reshipped", "reshipped", "it is on its way although it was cancelled"),
    ("closed", "reshipped", (*WITH_PARCELS, "closed"), "goods moved: reopened; or told late"),
    # on the way (S3-11, S3-12)
    ("delayed", "delivery_estimated", ("delayed", "placed", "partially_shipped", "shipped", "reshipped"),
     "expected on a day that is not over yet"),
    (("placed", "cancel_requested", "partially_shipped", "shipped", "reshipped", *TROUBLED), "delivery_estimated", (),
     "expected on another day"),
    (("delivered", *ENDED, "closed"), "delivery_estimated", (), "noted, it is no promise any more"),
    (("placed", "partially_shipped", "shipped"), "delayed", "delayed", "later than promised"),
    ("reshipped", "delayed", ("delayed", "reshipped"), "the same; unless the buyer has his goods and gets more"),
    (("delayed", "cancel_requested", *TROUBLED), "delayed", (), "later still"),
    (("delivered", *ENDED, "closed"), "delayed", (), "noted, it is over"),
    ((*OPEN, "closed"), "buyer_told", (), "the buyer knows"),
    ((*OPEN, "closed"), "apologised", (), "we have said that we are sorry"),
    # arriving
    ("placed", "delivered", "delivered", "the carrier has it, nobody confirmed the shipment"),
    ("partially_shipped", "delivered", ("partially_shipped", "shipped", "delivered"), "a part, or all of it, is there"),
    ("shipped", "delivered", ("shipped", "delivered"), "all of it is there, or a part"),
    ("delayed", "delivered", ("delayed", "delivered", "shipped", "reshipped"), "the same, later than promised"),
    ("cancel_requested", "delivered", ("cancel_requested", "shipped", "delayed", "reshipped", "delivered"),
     "it came before the buyer had an answer"),
    ("lost", "delivered", ("cancel_requested", *SENT), "it is found; or another parcel came"),
    ("returned_to_sender", "delivered", ("cancel_requested", *MOVING, "returned_to_sender", "delivered"),
     "another parcel came; the one that came back is with the sender"),
    ("reshipped", "delivered", (*MOVING, "delivered"), "the second parcel came, or the first after all"),
    (ENDED, "delivered", "delivered", "it came although it was cancelled"),
    ("delivered", "delivered", (), "told again"),
    ("closed", "delivered", (*WITH_PARCELS, "closed"), "goods moved: reopened; or told late"),
    # not arriving (S3-13, S4-24 … S4-27); a parcel that is not needed any more moves nothing
    ("partially_shipped", "lost", ("lost", "partially_shipped"), "it will not come"),
    ("shipped", "lost", ("lost", "shipped"), "the same"),
    ("delayed", "lost", ("lost", "delayed"), "the same"),
    ("reshipped", "lost", ("lost", "reshipped"), "the same"),
    ("cancel_requested", "lost", ("lost", "cancel_requested"), "the same"),
    ("delivered", "lost", ("lost", "delivered"), "who called it delivered was wrong"),
    ("lost", "lost", (), "another one, or declared lost for good"),
    ("returned_to_sender", "lost", ("returned_to_sender", "lost"), "another one; or lost on its way back"),
    ("closed", "lost", (*WITH_PARCELS, "closed"), "goods moved: reopened; or told late"),
    ("placed", "returned_to_sender", "returned_to_sender", "it comes back, nobody had confirmed it"),
    ("partially_shipped", "returned_to_sender", ("returned_to_sender", "partially_shipped"),
     "refused, not collected, not found"),
    ("shipped", "returned_to_sender", ("returned_to_sender", "shipped"), "the same"),
    ("delayed", "returned_to_sender", ("returned_to_sender", "delayed"), "the same"),
    ("reshipped", "returned_to_sender", ("returned_to_sender", "reshipped"), "the same"),
    ("cancel_requested", "returned_to_sender", ("returned_to_sender", "cancel_requested"), "the same"),
    ("delivered", "returned_to_sender", ("returned_to_sender", "delivered"), "who called it delivered was wrong"),
    ("lost", "returned_to_sender", ("returned_to_sender", "lost"), "it is found, and comes back"),
    ("returned_to_sender", "returned_to_sender", (), "another one, or told again"),
    (ENDED, "returned_to_sender", "returned_to_sender", "it was sent although it was cancelled, and comes back"),
    ("closed", "returned_to_sender", (*WITH_PARCELS, "closed"), "goods moved: reopened; or told late"),
    ((*WITH_PARCELS, "closed"), "inquiry_opened", (), "the carrier is asked for a parcel"),
    ((*WITH_PARCELS, "closed"), "inquiry_answered", (), "the carrier has answered; what it means is told on its own"),
    # the address (S3-06, S4-32)
    ((*OPEN, "closed"), "address_change_requested", (), "the buyer wants it elsewhere"),
    ((*OPEN, "closed"), "address_change_answered", (), "the buyer knows whether it can be done"),
    # money (L9): it moves no goods
    (OPEN, "refund_requested", (), "a refund without a return is asked for"),
    (OPEN, "refunded", (), "the buyer has money back"),
    ("closed", "refunded", OPEN, "money moved: reopened"),
    (OPEN, "refund_failed", (), "to be tried again, or failed for good"),
    (OPEN, "refund_told", (), "a return or claim of this order tells of a refund"),
    ("closed", "refund_told", (*OPEN, "closed"), "money moved: reopened; or nothing was paid"),
    # feedback and claims (S1-03, S1-09)
    (OPEN, "defect_told", (), "a claim or feedback tells whether it counts"),
    ("closed", "defect_told", (*OPEN, "closed"), "a claim: reopened; a feedback is noted"),
    ("delivered", "solicitation_requested", (), "the buyer is to be asked for feedback"),
    ((*OPEN, "closed"), "solicited", (), "the buyer was asked for feedback"),
    ((*OPEN, "closed"), "send_failed", (), "what was to be sent could not be sent"),
    ((*OPEN, "closed"), "status_reported", (), "a report's word is kept and compared"),
    (OPEN, "closed", "closed", "closed by a person, with reason and note"),
    ("closed", "reopened", OPEN, "opened again by a person"),
    # clocks
    (("placed", "partially_shipped", "shipped", "reshipped"), "O-DELIVERY", "delayed", "the newest estimate is over"),
    (("delivered", *ENDED, "shipped", "delayed", "reshipped", *TROUBLED), "O-AFTER", "closed", "nothing left to do"),
    (("shipped", "delayed", "reshipped"), "O-SILENT", "closed", "nobody ever said that it arrived"),
)
# fmt: on

EVENTS = tuple(sorted({row.event for row in _ROWS if not row.event.startswith("O-")}))

#: What may still fit once something missing has come (the purchase, a parcel, the buyer's wish).
WAITS = {
    **{event: ("announced",) for event in EVENTS if event != "placed"},
    "cancel_refused": ("announced", "placed", "partially_shipped"),
    "lost": ("announced", "placed", *ENDED),
    "inquiry_opened": ("announced", "placed", *ENDED),
    "inquiry_answered": ("announced", "placed", *ENDED),
}

#: What is refused, state by state, each because the trade says no.
REFUSED = {
    "placed": (*OPEN, "closed"),  # bought once; changes are corrections, a new purchase is a new order
    "cancel_refused": (*ENDED, "closed"),  # it is cancelled, nothing is left to refuse
    "refund_requested": ("closed",),  # reopen it first
    "refund_failed": ("closed",),  # nothing is asked for
    "solicitation_requested": (*AWAITED, *ENDED, "closed"),  # nobody is asked before he has his goods (S1-03, S1-09)
    "reopened": OPEN,
    "closed": ("closed",),
}

TABLE = Table(initial="announced", states=STATES, rows=_ROWS, refused=REFUSED, waits=WAITS)
