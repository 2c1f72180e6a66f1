"""What cases of one order tell each other. Each file is one matter; the engine asks, the edge publishes."""

from lifecycle.engine.reaction import Reaction
from lifecycle.reactions import dates, defects, escalation, refunds, reimbursement, soliciting, undeliverable

REACTIONS: tuple[Reaction, ...] = (
    escalation.ESCALATION,
    reimbursement.OFFER,
    reimbursement.ANSWER,
    refunds.OF_RETURN,
    refunds.OF_CLAIM,
    refunds.HALT,
    dates.DATES,
    undeliverable.UNDELIVERABLE,
    defects.OF_CLAIM,
    defects.OF_FEEDBACK,
    soliciting.SOLICITING,
)
