"""How the marketplace says that the account stands (B-43), and what it puts back."""

from msgspec.structs import replace

from events.account_codes import Status
from events.accounts import Reinstated, StatusChanged
from events.envelope import Event
from lifecycle.accounts.case import Account, Notice, Plan
from lifecycle.accounts.opening import opened
from lifecycle.accounts.planning import calmed
from lifecycle.engine.kind import Rejected
from lifecycle.policy.pack import Market


def status_changed(case: Account, event: Event, _market: Market) -> Account:
    """The marketplace's word; one that we do not know is kept and flagged, and the last known status stays."""
    data: StatusChanged = event.data  # type: ignore[assignment]
    case = opened(case, data.marketplace, event)
    told = data.status_code
    if told is Status.OTHER:
        return replace(case, status_unknown=data.raw or data.status)
    before = data.previous_code
    skipped = before not in (None, Status.OTHER) and case.status not in (None, before)
    if case.status == Status.DEACTIVATED and told is not Status.DEACTIVATED:
        case = replace(case, reinstated_at=event.since, watched_at=event.since)
    after = replace(
        case,
        status=told.value,
        status_raw=data.raw or data.status,
        status_since=case.status_since if case.status == told else event.since,
        status_unknown=None,
        status_skipped=skipped,
    )
    return calmed(after)


def reinstated(case: Account, event: Event, _market: Market) -> Account:
    """The account is back: its status is normal, and every notice up to then is settled."""
    _data: Reinstated = event.data  # type: ignore[assignment]
    if case.status_since is not None and event.at < case.status_since:
        raise Rejected(f"account {case.id} is {case.status} since {case.status_since.isoformat()}, later than this")
    over = [notice for notice in case.notices if notice.at <= event.at]
    back = [replace(_answered(notice, event), settled_at=event.since, outcome="reinstated") for notice in over]
    after = replace(
        case,
        status=Status.NORMAL.value,
        status_raw=None,
        status_since=case.status_since if case.status == Status.NORMAL else event.since,
        status_unknown=None,
        reinstated_at=event.since,
        watched_at=event.since,
        notices=tuple(notice for notice in case.notices if notice not in over),
        settled=(*case.settled, *back),
        plan=_accepted(case.plan, event),
    )
    return calmed(after)


def _answered(notice: Notice, event: Event) -> Notice:
    return replace(notice, plan=_accepted(notice.plan, event))


def _accepted(plan: Plan | None, event: Event) -> Plan | None:
    """A plan that lay with the marketplace when it put the account back was good enough."""
    if plan is None or not plan.is_pending:
        return plan
    return replace(plan, answered_at=event.since, accepted=True)
