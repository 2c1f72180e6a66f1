"""What the marketplace notices, and by when it wants to hear from us (S1-21, S1-22)."""

from msgspec.structs import replace

from events.accounts import NoticeReceived
from events.envelope import Event
from lifecycle.accounts.case import Account, Notice
from lifecycle.accounts.ending import reopen
from lifecycle.accounts.opening import opened
from lifecycle.engine.kind import Rejected
from lifecycle.policy.days import end_of
from lifecycle.policy.pack import Market


def notice_received(case: Account, event: Event, market: Market) -> Account:
    """One more notice: a plan is wanted, by the marketplace's own term or ours. A closed account is taken up again."""
    data: NoticeReceived = event.data  # type: ignore[assignment]
    case = opened(case, data.marketplace, event)
    if any(notice.notice_id == data.notice_id for notice in (*case.notices, *case.settled)):
        raise Rejected(f"account {case.id}: notice {data.notice_id} is known already, nothing changes", severity="info")
    respond_by = end_of(data.respond_by, market)
    schedule = market.schedule("A-NOTICE", event.since, stated=respond_by)
    notice = Notice(
        notice_id=data.notice_id,
        about=data.about,
        reason=data.reason.value,
        at=event.since,
        since=event.since,
        respond_by=respond_by,
        due_at=schedule.due_at if schedule else respond_by,
        historical=event.historical,
    )
    return replace(reopen(case, event.since), notices=(*case.notices, notice))
