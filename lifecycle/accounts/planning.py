"""The plan of action: for which notice it is, what it lacks, what the marketplace says to it (S1-23, B-43).

Nothing here writes a plan. A plan that names no notice is for the only one it can be for, never for one of several.
"""

from msgspec.structs import replace

from events.accounts import PlanAnswered, PlanSubmitted
from events.envelope import Event
from lifecycle.accounts.case import Account, Notice, Plan
from lifecycle.accounts.summary import THREATENED, state_of
from lifecycle.engine.kind import Parked, Rejected
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market


def plan_submitted(case: Account, event: Event, _market: Market) -> Account:
    """A plan was sent for a notice, or for an account that is threatened as a whole; sent again, it is told anew."""
    data: PlanSubmitted = event.data  # type: ignore[assignment]
    notice = _noticed(case, event, data.notice_id)
    plan = Plan(at=event.since, lacks=data.lacks, evidence=data.evidence or (), historical=event.historical)
    if notice is not None:
        return _with(case, replace(notice, plan=plan), notice)
    if case.state in THREATENED or (case.plan is not None and case.plan.is_pending):
        return replace(case, plan=plan)
    raise Parked(f"account {case.id} is {case.state}: no notice is known that this plan could be for")


def plan_answered(case: Account, event: Event, market: Market) -> Account:
    """The marketplace has answered: a plan that is accepted settles its notice, any other begins its term anew."""
    data: PlanAnswered = event.data  # type: ignore[assignment]
    notice = _answered(case, event, data)
    if notice is None:
        return replace(case, plan=_told(case.plan, data, event))
    answered = replace(notice, plan=_told(notice.plan, data, event))
    if not data.accepted:
        return _with(case, _anew(answered, data, event, market), notice)
    over = replace(answered, settled_at=event.since, outcome="accepted" if notice.plan else "dropped")
    left = tuple(known for known in case.notices if known is not notice)
    return replace(case, notices=left, settled=(*case.settled, over))


def calmed(case: Account) -> Account:
    """The case without an answered plan for the account as a whole, once nothing threatens that any more."""
    if case.plan is None or case.plan.is_pending or state_of(case) in THREATENED:
        return case
    return replace(case, plan=None)


def _noticed(case: Account, event: Event, notice_id: str | None) -> Notice | None:
    """The notice that a plan is for: the one it names, or the only one that waits, or lies with a plan already."""
    if notice_id is not None:
        return _named(case, event, notice_id)
    told = [notice for notice in case.notices if notice.at <= event.at]
    return _only(case, event, [notice for notice in told if notice.is_waiting] or told)


def _answered(case: Account, event: Event, data: PlanAnswered) -> Notice | None:
    """The notice whose plan is answered; None if it is the plan for the account as a whole."""
    if data.notice_id is not None:
        notice = _named(case, event, data.notice_id)
        if _lies(notice.plan, event) or data.accepted:
            return notice
        raise Parked(f"account {case.id}: no plan for notice {notice.notice_id} lies with the marketplace")
    whole = _lies(case.plan, event)
    planned = [notice for notice in case.notices if _lies(notice.plan, event)]
    if not planned and not whole:
        raise Parked(f"account {case.id}: no plan lies with the marketplace that this could answer")
    if planned and whole:
        raise _which(case, event, planned, "the account as a whole, which is answered once those are settled")
    return _only(case, event, planned)


def _lies(plan: Plan | None, event: Event) -> bool:
    """Whether a plan lay with the marketplace when this happened."""
    return plan is not None and plan.is_pending and plan.at <= event.at


def _named(case: Account, event: Event, notice_id: str) -> Notice:
    for notice in case.notices:
        if notice.notice_id == notice_id and notice.at <= event.at:
            return notice
    for notice in case.settled:
        if notice.notice_id == notice_id:
            raise Rejected(f"account {case.id}: notice {notice_id} is settled, nothing changes", severity="info")
    known = ", ".join(notice.notice_id for notice in case.notices) or "none"
    raise Parked(f"account {case.id}: notice {notice_id} is not known yet; open: {known}")


def _only(case: Account, event: Event, notices: list[Notice]) -> Notice | None:
    if len(notices) > 1:
        raise _which(case, event, notices)
    return notices[0] if notices else None


def _which(case: Account, event: Event, notices: list[Notice], *more: str) -> Rejected:
    named = " or ".join([*(notice.notice_id for notice in notices), *more])
    return Rejected(f"account {case.id}: {event.name} could be about {named}; say which notice in notice_id")


def _told(plan: Plan | None, data: PlanAnswered, event: Event) -> Plan | None:
    if plan is None:
        return None
    return replace(plan, answered_at=event.since, accepted=data.accepted, asked_more=data.asks is not None)


def _anew(notice: Notice, data: PlanAnswered, event: Event, market: Market) -> Notice:
    """The notice as it waits again from now on, by the marketplace's new term or ours."""
    respond_by = end_of(data.respond_by, market)
    schedule = market.schedule("A-NOTICE", event.since, stated=respond_by)
    due_at = schedule.due_at if schedule else respond_by
    return replace(notice, since=event.since, respond_by=respond_by, due_at=due_at, missed=False)


def _with(case: Account, notice: Notice, instead_of: Notice) -> Account:
    return replace(case, notices=tuple(notice if known is instead_of else known for known in case.notices))
