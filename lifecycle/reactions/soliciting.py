"""The buyer is asked for feedback: once, in neutral words, and never while anything of the order is open (S1-09).

A decision: it is taken on what is known now, and not taken back.
"""

from collections.abc import Iterator, Sequence

from lifecycle.claims.case import Claim
from lifecycle.conversations.case import Conversation
from lifecycle.engine.case import Case
from lifecycle.engine.reaction import Reaction, Telling
from lifecycle.feedback.case import Feedback
from lifecycle.orders.case import Order
from lifecycle.returns.case import Return

SLOT = "ask"
AT_REST = frozenset({"closed", "withdrawn", "expired", "announced"})
OVER = frozenset({"withdrawn", "denied", "won", "appeal_won", "closed"})


def tell(order: Order, others: Sequence[Case]) -> Iterator[Telling]:
    """Ask now, if it is time and nothing stands against it."""
    if not order.may_ask_now or any(_stands_against(case) for case in others):
        return
    data = {"key": f"ask-{order.id}", "wording": "neutral"}
    yield Telling(order.kind, order.id, "solicitation_requested", data, None, SLOT)


def _stands_against(case: Case) -> bool:
    """An open return or claim, an unanswered message, or a feedback that is there already."""
    match case:
        case Return():
            return case.state not in AT_REST
        case Claim():
            return case.claim_kind != "safet" and case.state not in OVER
        case Conversation():
            return case.unanswered_since is not None
        case Feedback():
            return case.state != "announced"
        case _:
            return False


SOLICITING = Reaction(
    name="ask-for-feedback",
    of="order",
    after={
        "order": ("deadline_missed", "delivered", "resumed"),
        "return": ("closed", "withdrawn", "deadline_missed"),
        "claim": ("closed", "withdrawn", "decided", "deadline_missed"),
        "conversation": ("sent", "marked_no_reply", "closed"),
    },
    tell=tell,
    has_to_say=lambda order: order.may_ask_now,
)
