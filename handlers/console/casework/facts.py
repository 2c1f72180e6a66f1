"""What is said of a case in pairs of label and value, by its kind. A member that is not said is left out."""

from collections.abc import Mapping
from typing import Final

from handlers.console.casework.cells import Column
from handlers.console.texts import N_

ORDER_ID: Final = Column("order_id", N_("Order"), "id")

FACTS: Final[Mapping[str, tuple[Column, ...]]] = {
    "return": (
        ORDER_ID,
        Column("rma", N_("RMA"), "id"),
        Column("channel", N_("Fulfilled by")),
        Column("withdrawal", N_("Withdrawal from the contract"), "flag"),
        Column("keep_item", N_("The buyer keeps the goods"), "flag"),
        Column("in_policy", N_("Within the return policy"), "answer"),
        Column("ordered_at", N_("Ordered"), "when"),
        Column("order_delivered_at", N_("Order delivered"), "when"),
        Column("requested_at", N_("Requested"), "when"),
        Column("respond_by", N_("Answer by"), "when"),
        Column("authorized_at", N_("Authorized"), "when"),
        Column("declined_at", N_("Declined"), "when"),
        Column("shipped_at", N_("Sent back"), "when"),
        Column("received_at", N_("Received"), "when"),
        Column("money.paid", N_("The buyer paid"), "money"),
        Column("money.due", N_("Due to the buyer"), "money"),
        Column("money.refunded", N_("Refunded"), "money"),
        Column("label_cost", N_("Return label"), "money"),
        Column("safet_id", N_("SAFE-T claim"), "id"),
    ),
    "claim": (
        ORDER_ID,
        Column("claim_kind", N_("Sort"), "word"),
        Column("claim_id", N_("Number at the marketplace"), "id"),
        Column("reason", N_("What the buyer says"), "word"),
        Column("amount", N_("Claimed"), "money"),
        Column("granted_amount", N_("Granted"), "money"),
        Column("opened_at", N_("Opened"), "when"),
        Column("respond_by", N_("Answer by"), "when"),
        Column("answered_at", N_("Answered"), "when"),
        Column("decided_at", N_("Decided"), "when"),
        Column("appealed_at", N_("Appealed"), "when"),
        Column("return_case", N_("Return"), "id"),
    ),
    "feedback": (
        ORDER_ID,
        Column("rating", N_("Stars"), "count"),
        Column("left_at", N_("Written"), "when"),
        Column("cause", N_("Cause"), "word"),
        Column("contacted_at", N_("Buyer contacted"), "when"),
        Column("resolved_at", N_("Resolved"), "when"),
        Column("asks", N_("Requests to change it"), "count"),
        Column("removal.criterion", N_("Criterion for removal"), "word"),
        Column("removal.requested_at", N_("Removal requested"), "when"),
        Column("removal.outcome", N_("Outcome"), "word"),
        Column("replied_at", N_("Public reply"), "when"),
    ),
    "conversation": (
        ORDER_ID,
        Column("thread_id", N_("Thread"), "id"),
        Column("answered_at", N_("Answered"), "when"),
        Column("marked_at", N_("Marked: no answer needed"), "when"),
    ),
    "order": (
        ORDER_ID,
        Column("channel", N_("Fulfilled by")),
        Column("ordered_at", N_("Ordered"), "when"),
        Column("ship_by", N_("Ship by"), "when"),
        Column("delivered_at", N_("Delivered"), "when"),
        Column("money.paid", N_("The buyer paid"), "money"),
        Column("money.refunded", N_("Refunded"), "money"),
        Column("shipping_paid", N_("Of it for shipping"), "money"),
    ),
    "account": (
        Column("status", N_("Status"), "word"),
        Column("status_since", N_("Since"), "when"),
        Column("handling_days", N_("Days to ship"), "count"),
    ),
}
"""The facts of each kind, in their order."""
