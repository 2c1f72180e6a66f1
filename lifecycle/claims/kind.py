"""The claim as the engine takes it: its table, rules, clocks, flags and keys in one place."""

from collections.abc import Mapping

from msgspec.structs import replace

from events.envelope import Event
from lifecycle.claims import answering, contacts, deciding, ending, moneys, opening
from lifecycle.claims.case import Claim, blank
from lifecycle.claims.references import asserted
from lifecycle.claims.summary import FLAG_ALERTS, flags_of, state_of
from lifecycle.claims.table import TABLE
from lifecycle.claims.timers import TIMERS
from lifecycle.engine.kind import Kind, Rule
from lifecycle.families import of_order
from lifecycle.policy.pack import Market

_RULES: Mapping[str, Rule[Claim]] = {
    "opened": opening.opened,
    "eligible": opening.eligible,
    "not_eligible": opening.not_eligible,
    "filed": opening.filed,
    "order_dated": opening.order_dated,
    "contact_logged": contacts.contact_logged,
    "summary_sent": contacts.summary_sent,
    "info_requested": answering.info_requested,
    "response_requested": answering.response_requested,
    "responded": answering.responded,
    "send_failed": answering.send_failed,
    "refund_requested": moneys.refund_requested,
    "refunded": moneys.refunded,
    "refund_failed": moneys.refund_failed,
    "withdrawn": deciding.withdrawn,
    "decided": deciding.decided,
    "debited": deciding.debited,
    "appealed": deciding.appealed,
    "odr_reported": deciding.odr_reported,
    "status_reported": deciding.status_reported,
    "closed": ending.closed,
    "reopened": ending.reopened,
}

#: At one instant a notice comes before what follows from it, and a decision before the debit and the appeal.
_RANK = {name: place for place, name in enumerate(_RULES)}


def _touching(rule: Rule[Claim]) -> Rule[Claim]:
    """The rule, and the note of when the case was last touched."""

    def touched(case: Claim, event: Event, market: Market) -> Claim:
        after = rule(case, event, market)
        return replace(after, touched_at=max(case.touched_at or event.since, event.since))

    return touched


CLAIM: Kind[Claim] = Kind(
    name="claim",
    version=1,
    case=Claim,
    blank=blank,
    table=TABLE,
    rules={name: _touching(rule) for name, rule in _RULES.items()},
    summary=state_of,
    timers=TIMERS,
    rank=_RANK,
    flags=flags_of,
    flag_alerts=FLAG_ALERTS,
    market=lambda case: case.marketplace,
    references=asserted,
    family=lambda case: of_order(case.order_id),
    is_open=lambda case, at: case.closed_at is None or case.closed_at > at,
)
