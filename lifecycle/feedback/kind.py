"""The feedback as the engine takes it: its table, rules, clocks, flags and keys in one place."""

from collections.abc import Mapping

from msgspec.structs import replace

from events.envelope import Event
from lifecycle.engine.kind import Kind, Rule
from lifecycle.families import of_order
from lifecycle.feedback import ending, rating, removing, replying, timeliness, working
from lifecycle.feedback.case import Feedback, blank
from lifecycle.feedback.summary import flags_of, state_of
from lifecycle.feedback.table import TABLE
from lifecycle.feedback.timers import TIMERS
from lifecycle.policy.pack import Market

_RULES: Mapping[str, Rule[Feedback]] = {
    "received": rating.received,
    "order_dated": timeliness.order_dated,
    "classified": working.classified,
    "buyer_contacted": working.buyer_contacted,
    "resolved": working.resolved,
    "change_asked": working.change_asked,
    "changed": rating.changed,
    "removal_requested": removing.removal_requested,
    "removal_denied": removing.removal_denied,
    "struck": removing.struck,
    "removed": removing.removed,
    "missing_from_report": rating.missing_from_report,
    "seen_in_report": rating.seen_in_report,
    "reply_requested": replying.reply_requested,
    "send_failed": replying.send_failed,
    "replied": replying.replied,
    "reply_deleted": replying.reply_deleted,
    "closed": ending.closed,
    "reopened": ending.reopened,
}

#: At one instant a feedback comes before what follows from it, and what is asked before what is answered.
_RANK = {name: place for place, name in enumerate(_RULES)}

_PASSING = ("order_dated", "missing_from_report", "seen_in_report", "reply_requested", "send_failed")
"""News that by themselves start no new rest: dates, imports that come every day, and what is not done yet."""

_FLAG_ALERTS = {
    "unexpected_change": ("warning", "the buyer has changed it too late, or from another rating than the one we knew"),
    "second_change": ("warning", "the buyer has changed it more than once, which the marketplace does not allow"),
    "downgraded": ("warning", "the buyer has changed it for the worse"),
    "removal_possible": ("info", "the marketplace may be asked to remove it"),
    "strike_possible": ("info", "ask the marketplace to strike it through, do not contact the buyer about it"),
    "removal_unwanted": ("warning", "it has become positive and its removal is still asked for: take the request back"),
    "missing_from_report": ("info", "its row has vanished from a report: the buyer may have taken it back"),
    "too_early": ("info", "it was left earlier after receipt than a buyer may leave one"),
    "too_late": ("info", "it was left later after the order than a buyer may leave one"),
    "value_given": ("info", "something of value was given: ask for a change apart from it, never as its price"),
    "unknown_cause": ("info", "it was classified with a cause we do not know"),
    "reply_final": ("info", "a public reply cannot be edited, and once deleted there is no second one"),
    "replied_twice": ("warning", "a second public reply is told, which the marketplace does not allow"),
    "send_failed": ("critical", "the public reply could not be sent"),
    "send_delayed": ("warning", "the public reply could not be sent yet, it is tried again under its key"),
    "reopened": ("warning", "it moved again after it was closed"),
}


def _touching(rule: Rule[Feedback]) -> Rule[Feedback]:
    """The rule, and the note of when the case was last touched."""

    def touched(case: Feedback, event: Event, market: Market) -> Feedback:
        after = rule(case, event, market)
        return replace(after, touched_at=max(case.touched_at or event.since, event.since))

    return touched


FEEDBACK: Kind[Feedback] = Kind(
    name="feedback",
    version=1,
    case=Feedback,
    blank=blank,
    table=TABLE,
    rules={name: rule if name in _PASSING else _touching(rule) for name, rule in _RULES.items()},
    summary=state_of,
    timers=TIMERS,
    rank=_RANK,
    flags=flags_of,
    flag_alerts=_FLAG_ALERTS,
    market=lambda case: case.marketplace,
    family=lambda case: of_order(case.order_id),
    is_open=lambda case, at: case.closed_at is None or case.closed_at > at,
)
