"""The account as the engine takes it: its table, rules, clocks, flags and keys in one place."""

from collections.abc import Mapping

from lifecycle.accounts import ending, measuring, noticing, planning, references, status
from lifecycle.accounts.case import Account, blank
from lifecycle.accounts.flags import FLAG_ALERTS, flags_of
from lifecycle.accounts.summary import state_of
from lifecycle.accounts.table import TABLE
from lifecycle.accounts.timers import TIMERS
from lifecycle.engine.kind import Kind, Rule

_RULES: Mapping[str, Rule[Account]] = {
    "metric_reported": measuring.metric_reported,
    "metric_computed": measuring.metric_computed,
    "status_changed": status.status_changed,
    "notice_received": noticing.notice_received,
    "plan_submitted": planning.plan_submitted,
    "plan_answered": planning.plan_answered,
    "reinstated": status.reinstated,
    "closed": ending.closed,
    "reopened": ending.reopened,
}

#: At one instant figures come before what the marketplace makes of them, a notice before its plan, a plan before
#: its answer.
_RANK = {name: place for place, name in enumerate(_RULES)}

ACCOUNT: Kind[Account] = Kind(
    name="account",
    version=1,
    case=Account,
    blank=blank,
    table=TABLE,
    rules=_RULES,
    summary=state_of,
    timers=TIMERS,
    rank=_RANK,
    flags=flags_of,
    flag_alerts=FLAG_ALERTS,
    market=lambda case: case.marketplace,
    references=references.asserted,
    is_open=lambda case, at: case.closed_at is None or case.closed_at > at,
)
