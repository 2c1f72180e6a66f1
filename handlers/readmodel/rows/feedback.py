"""Feedback: the rating and what was done about it."""

from handlers.readmodel.rows.common import Rows, earliest
from handlers.readmodel.tables import feedback
from lifecycle.feedback.case import Feedback

SAME = (
    "order_id", "marketplace", "channel", "rating", "rating_counted", "left_at", "ordered_at", "counts_at", "cause",
    "contacted_at", "resolved_at", "replied_at", "closed_at",
)  # fmt: skip


def rows(case: Feedback) -> Rows:
    """The row of a feedback."""
    removal = case.removal
    yield (
        feedback,
        {
            "id": case.id,
            **{name: getattr(case, name) for name in SAME},
            "changed_at": case.changes[-1].at if case.changes else None,
            "removal_criterion": removal.criterion if removal else None,
            "removal_requested_at": removal.requested_at if removal else None,
            "removal_outcome": (removal.outcome or None) if removal else None,
            "removed_at": earliest(case.removed_at, case.struck_at, case.removed_by_buyer_at),
        },
    )
