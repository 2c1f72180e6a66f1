"""The account itself: a figure near its limit, a notice, a plan of action (D-40)."""

from collections.abc import Iterator

from lifecycle.accounts.case import Account, Gauge
from lifecycle.playbook.doing import tell
from lifecycle.playbook.row import Fact, Letter, Option, Row
from lifecycle.playbook.view import View

LATE = "late_shipment_rate"
PLAN = ("root_cause", "corrective", "preventive")


def _pressed(view: View) -> list[Gauge]:
    account: Account = view.case
    return [gauge for gauge in account.metrics if gauge.level in ("near", "broken") or gauge.is_worsening]


def _is_pressed(view: View) -> bool:
    account: Account = view.case
    return bool(_pressed(view)) or any(notice.is_waiting for notice in account.notices) or _is_at_risk(account)


def _is_at_risk(account: Account) -> bool:
    return (account.status or "").lower() in ("at_risk", "deactivated")


def _plan(view: View) -> Iterator[Option]:
    account: Account = view.case
    waiting = next((notice for notice in account.notices if notice.is_waiting), None)
    if waiting is not None or _is_at_risk(account):
        data = {"notice_id": waiting.notice_id} if waiting else {}
        yield Option(
            "Write a plan of action: what went wrong, what was put right, what prevents it",
            tell(view, "plan_submitted", data, *PLAN),
            Letter("plan_of_action", {"about": waiting.about if waiting else "", "figures": _figures(view)}, None),
            "it shows that you understood; one for each matter, with evidence (S1-23, B-43)",
        )
    if account.handling_days:
        days = "a day" if account.handling_days == 1 else f"{account.handling_days} days"
        yield Option(f"Add {days} of handling time", (), None, "rather than promise what you cannot keep (S1-24)")
    if _pressed(view):
        yield Option("Collect the cases behind the figure, and remove their main cause", (), None, "S1-21, S1-25")


def _figures(view: View) -> str:
    return "; ".join(_gauge(gauge) for gauge in _pressed(view))


def _gauge(gauge: Gauge) -> str:
    figure = gauge.reported or gauge.computed
    told = "" if figure is None else f" {figure.value if figure.value is not None else figure.count}"
    room = "" if gauge.headroom is None else f", {gauge.headroom} more may go wrong"
    limit = "" if gauge.limit is None else f" (limit {gauge.limit}{room})"
    return f"{gauge.raw or gauge.metric}{told}{limit}"


def _state(view: View) -> Iterator[str]:
    yield from (f"{_gauge(gauge)}: {gauge.level}{', heading for it' * gauge.is_worsening}" for gauge in _pressed(view))
    for notice in view.case.notices:
        until = f" by {notice.due_at.isoformat(timespec='minutes')}" if notice.due_at else ""
        yield f"notice {notice.notice_id} about {notice.about}: an answer is due{until}"


ACCOUNT = (
    Row(
        "D-40",
        "a figure near its limit, or the account at risk",
        ("account",),
        _is_pressed,
        _plan,
        ("S1-21", "S1-22", "S1-23", "S1-24", "B-43"),
        (Fact("the cases behind the figure", lambda view: False),),
        (),
        _state,
        (),
    ),
)
