"""Words of the trade that the console shows by `|word`: those that a case of any kind can bring up."""

from typing import get_args

from events.account_codes import Metric
from events.accounts import PARTS
from events.codes import Disposition, Grade, ReasonCode
from events.conversations import Sender
from events.own import ENGINE, EVERY_KIND
from events.returns import CloseReason
from events.worth_codes import Condition
from handlers.console.dock.grading import FAULTS, MISMATCHES
from handlers.people.roles import ROLES
from handlers.stats import deadlines, feedback, health, reasons, skus
from lifecycle.accounts.case import Level
from lifecycle.engine.case import Standing
from lifecycle.kinds import KINDS
from lifecycle.products.product import FIELDS

CAUSES = ("input", "decision", "wakeup", "derived")
SEVERITIES = ("info", "warning", "critical")
STATES = {state for kind in KINDS.values() for state in kind.table.states}
EVENTS = {row.event for kind in KINDS.values() for row in kind.table.rows if row.event.islower()}
FLAGS = {flag for kind in KINDS.values() if kind.name != "account" for flag in kind.flag_alerts}
CLOCKS = {timer.name for kind in KINDS.values() for timer in kind.timers}
CODES = {*KINDS, *ROLES, *CAUSES, *SEVERITIES, *get_args(Standing), *STATES, *EVENTS, *ENGINE, *EVERY_KIND, *FLAGS}
HEADINGS = {column.name for report in (skus, reasons, health, feedback, deadlines) for column in report.COLUMNS}
SERVICE = (
    "late_response_rate",
    "response_time",
    "promise_kept_rate",
    "claim_response_time",
    "claim_win_rate",
    "appeal_win_rate",
    "claim_mismatch_share",
    "feedback_removal_success",
    "handling_time",
)
FIGURES = {*HEADINGS, *SERVICE, *Metric, *get_args(Level), *PARTS, *FIELDS}
DOCK = {*ReasonCode, *Grade, *Disposition, *Condition, *Sender, *FAULTS, *MISMATCHES}
REASONS = set(get_args(CloseReason))
WORDS = {code.replace("_", " ") for code in (*CODES, *FIGURES, *DOCK, *REASONS, "escalated")}
