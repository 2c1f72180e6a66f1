"""The buyer is contacted (S4-16, S4-21), and what was said on the phone is written down (S1-19)."""

from msgspec.structs import replace

from events.claim_answers import ContactLogged, SummarySent
from events.envelope import Event
from lifecycle.claims.case import Claim
from lifecycle.claims.ledgers import Contact, Summary
from lifecycle.policy.days import end_of, start_of
from lifecycle.policy.pack import Market

IN_WRITING = ("mail", "message")
"""The channels in which a call is written down so that a marketplace can read it; a text message is none of them."""


def contact_logged(case: Claim, event: Event, market: Market) -> Claim:
    """An attempt to reach the buyer; a mail or message that writes down a call ends that duty."""
    data: ContactLogged = event.data  # type: ignore[assignment]
    until = end_of(data.at, market) or event.at
    contact = Contact(
        data.channel,
        start_of(data.at, market) or event.since,
        on_claim=case.opened_at is None or until >= case.opened_at,
        written=data.channel != "phone" or bool(data.written_summary),
        contact_id=data.contact_id,
    )
    case = replace(case, contacts=(*case.contacts, contact))
    if data.channel in IN_WRITING and data.written_summary:
        return replace(case, summaries=(*case.summaries, Summary(until)))
    return case


def summary_sent(case: Claim, event: Event, market: Market) -> Claim:
    """What was said on the phone has been written to the buyer."""
    data: SummarySent = event.data  # type: ignore[assignment]
    summary = Summary(end_of(data.at, market) or event.at, data.contact_id)
    return replace(case, summaries=(*case.summaries, summary))


def unwritten(case: Claim) -> Contact | None:
    """The oldest call about the claim that nobody has written down."""
    calls = [contact for contact in case.contacts if contact.on_claim and not contact.written]
    open_calls = [call for call in calls if not any(_covers(summary, call) for summary in case.summaries)]
    return min(open_calls, key=lambda call: call.at, default=None)


def _covers(summary: Summary, call: Contact) -> bool:
    return summary.at >= call.at and summary.contact_id in (None, call.contact_id)
